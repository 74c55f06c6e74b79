"""Vectors of 16 whole numbers in kernels: `Lanes`, with operators, for inner loops.

LLVM makes vectors of loops over arrays by itself, but at most of 256 bits on Intel's CPUs, and what
is left at the end goes one by one, which is most of a short text. What a kernel says in `Lanes` has
512 bits where the CPU has them and is cut into halves or quarters where not. That is decided when
the kernel is compiled, for the CPU that Numba compiles for and keys its cache by: there is nothing
to set, and nothing wrong in a cache that unlike machines share.
"""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,misc,attr-defined"

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, models, register_model

#: Numbers in a vector.
LANES = 16

_BIT, _BYTE, _HALF, _WORD, _LONG = (ir.IntType(bits) for bits in (1, 8, 16, 32, 64))
_WORDS, _LONGS = ir.VectorType(_WORD, LANES), ir.VectorType(_LONG, LANES)
_MASK = ir.VectorType(_BIT, LANES)


def _instruction(function: Callable[..., Any]) -> Any:
    """Something that kernels may call, given by its LLVM code; mypy does not follow it."""
    return intrinsic(function)


class _Lanes(types.Type):
    """Sixteen uint32, whose operators act lane by lane modulo 2^32; a whole number is spread."""

    def __init__(self) -> None:
        super().__init__("Lanes")


class _Mask(types.Type):
    """Sixteen truth values: what comparing lanes gives."""

    def __init__(self) -> None:
        super().__init__("Mask")


class _Sums(types.Type):
    """Sixteen uint64."""

    def __init__(self) -> None:
        super().__init__("Sums")


_lanes, _mask, _sums = _Lanes(), _Mask(), _Sums()


@register_model(_Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager, kind) -> None:
        super().__init__(manager, kind, _WORDS)


@register_model(_Mask)
class _MaskModel(models.PrimitiveModel):
    """A mask is 16 bits of a number where it is kept, so that it can be in memory."""

    def __init__(self, manager, kind) -> None:
        super().__init__(manager, kind, _HALF)


@register_model(_Sums)
class _SumsModel(models.PrimitiveModel):
    def __init__(self, manager, kind) -> None:
        super().__init__(manager, kind, _LONGS)


def _operator(function: Callable[..., Any], build: Callable[..., Any], result: types.Type) -> None:
    """`function` of lanes with lanes or a whole number, done by an LLVM instruction."""

    def lower(context, builder, sig, values):
        one, other = values
        if sig.args[1] is not _lanes:
            other = _spread(builder, _narrow(builder, other))
        made = build(builder, one, other)
        return made if result is _lanes else builder.bitcast(made, _HALF)

    _type(function, (_Lanes, _Lanes), result)
    _type(function, (_Lanes, types.Integer), result)
    lower_builtin(function, _Lanes, _Lanes)(lower)
    lower_builtin(function, _Lanes, types.Integer)(lower)


def _mask_operator(function: Callable[..., Any], build: Callable[..., Any], operands: int) -> None:
    def lower(context, builder, sig, values):
        return build(builder, *values)

    _type(function, (_Mask,) * operands, _mask)
    lower_builtin(function, *(_Mask,) * operands)(lower)


def _type(function: Callable[..., Any], kinds: tuple[type, ...], result: types.Type) -> None:
    """Tell Numba what `function` gives for arguments of these kinds."""

    @infer_global(function)
    class _Typing(AbstractTemplate):
        def generic(self, args, keywords):
            fits = len(args) == len(kinds) and all(map(isinstance, args, kinds))
            return signature(result, *args) if fits else None


for _function, _build in (
    (operator.add, ir.IRBuilder.add),
    (operator.sub, ir.IRBuilder.sub),
    (operator.mul, ir.IRBuilder.mul),
    (operator.xor, ir.IRBuilder.xor),
    (operator.and_, ir.IRBuilder.and_),
    (operator.or_, ir.IRBuilder.or_),
    (operator.lshift, ir.IRBuilder.shl),
    (operator.rshift, ir.IRBuilder.lshr),
):
    _operator(_function, _build, _lanes)
_operator(operator.lt, lambda b, x, y: b.icmp_unsigned("<", x, y), _mask)
_operator(operator.eq, lambda b, x, y: b.icmp_unsigned("==", x, y), _mask)
_mask_operator(operator.and_, ir.IRBuilder.and_, 2)
_mask_operator(operator.or_, ir.IRBuilder.or_, 2)
_mask_operator(operator.invert, ir.IRBuilder.not_, 1)


@_instruction
def broadcast(typing, number):
    """The number in every lane."""

    def generate(context, builder, sig, values):
        return _spread(builder, _narrow(builder, values[0]))

    return _lanes(number), generate


@_instruction
def load(typing, array, at):
    """`array[at : at + LANES]`, uint32; nothing is checked."""

    def generate(context, builder, sig, values):
        return builder.load(_place(context, builder, sig, values, _WORDS), align=4)

    return _lanes(array, types.int64), generate


@_instruction
def store(typing, array, at, lanes):
    """`array[at : at + LANES] = lanes`, uint32; nothing is checked."""

    def generate(context, builder, sig, values):
        builder.store(values[2], _place(context, builder, sig, values, _WORDS), align=4)
        return context.get_dummy_value()

    return types.void(array, types.int64, _lanes), generate


@_instruction
def load_windows(typing, array, at):
    """Lane i is bytes `array[at + i : at + i + 4]`, the first of them lowest; reads 32 bytes."""
    wide = ir.VectorType(_BYTE, 2 * LANES)
    window = ir.VectorType(_WORD, 4 * LANES)

    def generate(context, builder, sig, values):
        loaded = builder.load(_place(context, builder, sig, values, wide), align=1)
        order = ir.Constant(window, [i // 4 + i % 4 for i in range(4 * LANES)])
        spread_out = builder.shuffle_vector(loaded, ir.Constant(wide, ir.Undefined), order)
        return builder.bitcast(spread_out, _WORDS)

    return _lanes(array, types.int64), generate


@_instruction
def minimum(typing, one, other):
    """The lesser of each lane."""

    def generate(context, builder, sig, values):
        return builder.select(builder.icmp_unsigned("<", *values), *values)

    return _lanes(one, other), generate


@_instruction
def select(typing, mask, one, other):
    """`one` where the mask is true, `other` elsewhere."""

    def generate(context, builder, sig, values):
        return builder.select(builder.bitcast(values[0], _MASK), *values[1:])

    return _lanes(mask, one, other), generate


@_instruction
def lane_mask(typing, number):
    """The mask that is true in lanes 0 to number - 1, in all of them from `LANES` on."""

    def generate(context, builder, sig, values):
        lanes = ir.Constant(_WORDS, list(range(LANES)))
        mask = builder.icmp_signed("<", lanes, _spread(builder, _narrow(builder, values[0])))
        return builder.bitcast(mask, _HALF)

    return _mask(number), generate


@_instruction
def popcount(typing, mask):
    """In how many lanes the mask is true."""

    def generate(context, builder, sig, values):
        return builder.zext(builder.ctpop(values[0]), _LONG)

    return types.int64(mask), generate


@_instruction
def compress(typing, lanes, mask):
    """The lanes where the mask is true moved together at the front; what is behind is undefined.

    One instruction with AVX-512, a walk through memory elsewhere.
    """

    def generate(context, builder, sig, values):
        lanes, mask = values[0], builder.bitcast(values[1], _MASK)
        anything = ir.Constant(_WORDS, ir.Undefined)
        name = "llvm.experimental.vector.compress.v16i32"
        return _call(builder, name, _WORDS, lanes, mask, anything)

    return _lanes(lanes, mask), generate


@_instruction
def prefix_count(typing, mask):
    """In each lane, how many lanes before it are true in the mask."""

    def generate(context, builder, sig, values):
        lower = ir.Constant(_WORDS, [(1 << lane) - 1 for lane in range(LANES)])
        all_bits = _spread(builder, builder.zext(values[0], _WORD))
        return _call(builder, "llvm.ctpop.v16i32", _WORDS, builder.and_(all_bits, lower))

    return _lanes(mask), generate


@_instruction
def zero_sums(typing):
    """Sixteen sums of 64 bits, for `add_products`."""

    def generate(context, builder, sig, values):
        return ir.Constant(_LONGS, [0] * LANES)

    return _sums(), generate


@_instruction
def multiply_add(typing, sums, lanes, factors, at):
    """Each lane times `factors[at + lane]`, uint64, added to its sum modulo 2^64."""

    def generate(context, builder, sig, values):
        sums, lanes, factors, at = values
        items = context.make_array(sig.args[2])(context, builder, factors).data
        place = builder.bitcast(builder.gep(items, [at]), _LONGS.as_pointer())
        product = builder.mul(builder.zext(lanes, _LONGS), builder.load(place, align=8))
        return builder.add(sums, product)

    return _sums(_sums, _lanes, factors, types.int64), generate


@_instruction
def reduce_sum(typing, sums):
    """The sixteen sums together."""

    def generate(context, builder, sig, values):
        return _call(builder, "llvm.vector.reduce.add.v16i64", _LONG, *values)

    return types.uint64(sums), generate


def _place(context: Any, builder: Any, sig: Any, values: Any, kind: ir.VectorType) -> Any:
    """A pointer to a vector in an array: `values` begin with the array and an index."""
    items = context.make_array(sig.args[0])(context, builder, values[0]).data
    return builder.bitcast(builder.gep(items, [values[1]]), kind.as_pointer())


def _call(builder: Any, name: str, result: ir.Type, *values: Any) -> Any:
    """A call of one of LLVM's own functions."""
    kind = ir.FunctionType(result, [value.type for value in values])
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), values)


def _narrow(builder: Any, number: Any) -> Any:
    width = number.type.width
    if width == _WORD.width:
        return number
    return builder.trunc(number, _WORD) if width > _WORD.width else builder.zext(number, _WORD)


def _spread(builder: Any, number: Any) -> Any:
    undefined = ir.Constant(_WORDS, ir.Undefined)
    one = builder.insert_element(undefined, number, _WORD(0))
    return builder.shuffle_vector(one, undefined, ir.Constant(_WORDS, [0] * LANES))
