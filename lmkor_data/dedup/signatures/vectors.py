"""SIMD vectors for kernels: sixteen uint32 lanes with operators and a few instructions.

LLVM vectorizes loops over arrays on its own, but with at most 256 bits on Intel CPUs, and it
handles the remainder of each loop one element at a time, which is most of a short text. A kernel
written in `Lanes` uses 512 bits where the CPU has them; elsewhere LLVM splits each vector. The
choice is made when the kernel is compiled, for the CPU that Numba compiles for and keys its cache
by, so there is nothing to configure and machines of different kinds can share a cache.
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

#: Lanes of a vector.
LANES = 16

_BIT, _BYTE, _HALF, _WORD, _LONG = (ir.IntType(bits) for bits in (1, 8, 16, 32, 64))
_WORDS, _LONGS = ir.VectorType(_WORD, LANES), ir.VectorType(_LONG, LANES)
_MASK = ir.VectorType(_BIT, LANES)


def _instruction(function: Callable[..., Any]) -> Any:
    """Register a function that kernels call and that generates LLVM code; mypy cannot follow it."""
    return intrinsic(function)


class _Lanes(types.Type):
    """Sixteen uint32. Operators act lane by lane modulo 2^32; an integer operand is broadcast."""

    def __init__(self) -> None:
        super().__init__("Lanes")


class _Mask(types.Type):
    """Sixteen booleans, the result of comparing lanes."""

    def __init__(self) -> None:
        super().__init__("Mask")


class _Sums(types.Type):
    """Sixteen uint64 accumulators."""

    def __init__(self) -> None:
        super().__init__("Sums")


_lanes, _mask, _sums = _Lanes(), _Mask(), _Sums()


@register_model(_Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager, kind) -> None:
        super().__init__(manager, kind, _WORDS)


@register_model(_Mask)
class _MaskModel(models.PrimitiveModel):
    """Represents a mask as a 16-bit integer, so that it can be stored in memory."""

    def __init__(self, manager, kind) -> None:
        super().__init__(manager, kind, _HALF)


@register_model(_Sums)
class _SumsModel(models.PrimitiveModel):
    def __init__(self, manager, kind) -> None:
        super().__init__(manager, kind, _LONGS)


def _operator(function: Callable[..., Any], build: Callable[..., Any], result: types.Type) -> None:
    """Implement an operator of lanes with lanes or an integer as one LLVM instruction."""

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
    """Declare the result type of `function` for arguments of these types."""

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
    """Return the number in every lane."""

    def generate(context, builder, sig, values):
        return _spread(builder, _narrow(builder, values[0]))

    return _lanes(number), generate


@_instruction
def load(typing, array, at):
    """Return `array[at : at + LANES]` of a uint32 array. Bounds are not checked."""

    def generate(context, builder, sig, values):
        return builder.load(_place(context, builder, sig, values, _WORDS), align=4)

    return _lanes(array, types.int64), generate


@_instruction
def store(typing, array, at, lanes):
    """Assign `array[at : at + LANES] = lanes` in a uint32 array. Bounds are not checked."""

    def generate(context, builder, sig, values):
        builder.store(values[2], _place(context, builder, sig, values, _WORDS), align=4)
        return context.get_dummy_value()

    return types.void(array, types.int64, _lanes), generate


@_instruction
def load_windows(typing, array, at):
    """Return bytes `array[at + i : at + i + 4]` in lane i, little-endian. Reads 32 bytes."""
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
    """Return the smaller of each pair of lanes."""

    def generate(context, builder, sig, values):
        return builder.select(builder.icmp_unsigned("<", *values), *values)

    return _lanes(one, other), generate


@_instruction
def select(typing, mask, one, other):
    """Return `one` where the mask is true and `other` elsewhere."""

    def generate(context, builder, sig, values):
        return builder.select(builder.bitcast(values[0], _MASK), *values[1:])

    return _lanes(mask, one, other), generate


@_instruction
def lane_mask(typing, number):
    """Return the mask that is true in lanes 0 to number - 1 (in all of them from `LANES` on)."""

    def generate(context, builder, sig, values):
        lanes = ir.Constant(_WORDS, list(range(LANES)))
        mask = builder.icmp_signed("<", lanes, _spread(builder, _narrow(builder, values[0])))
        return builder.bitcast(mask, _HALF)

    return _mask(number), generate


@_instruction
def popcount(typing, mask):
    """Count the lanes in which the mask is true."""

    def generate(context, builder, sig, values):
        return builder.zext(builder.ctpop(values[0]), _LONG)

    return types.int64(mask), generate


@_instruction
def compress(typing, lanes, mask):
    """Move the selected lanes to the front, in order; the lanes behind them are undefined.

    One instruction with AVX-512; through memory elsewhere.
    """

    def generate(context, builder, sig, values):
        lanes, mask = values[0], builder.bitcast(values[1], _MASK)
        anything = ir.Constant(_WORDS, ir.Undefined)
        name = "llvm.experimental.vector.compress.v16i32"
        return _call(builder, name, _WORDS, lanes, mask, anything)

    return _lanes(lanes, mask), generate


@_instruction
def prefix_count(typing, mask):
    """Count, for each lane, the lanes before it in which the mask is true."""

    def generate(context, builder, sig, values):
        lower = ir.Constant(_WORDS, [(1 << lane) - 1 for lane in range(LANES)])
        all_bits = _spread(builder, builder.zext(values[0], _WORD))
        return _call(builder, "llvm.ctpop.v16i32", _WORDS, builder.and_(all_bits, lower))

    return _lanes(mask), generate


@_instruction
def zero_sums(typing):
    """Return sixteen 64-bit accumulators set to 0, for `multiply_add`."""

    def generate(context, builder, sig, values):
        return ir.Constant(_LONGS, [0] * LANES)

    return _sums(), generate


@_instruction
def multiply_add(typing, sums, lanes, factors, at):
    """Add lane × `factors[at + lane]` (uint64) to each accumulator, modulo 2^64."""

    def generate(context, builder, sig, values):
        sums, lanes, factors, at = values
        items = context.make_array(sig.args[2])(context, builder, factors).data
        place = builder.bitcast(builder.gep(items, [at]), _LONGS.as_pointer())
        product = builder.mul(builder.zext(lanes, _LONGS), builder.load(place, align=8))
        return builder.add(sums, product)

    return _sums(_sums, _lanes, factors, types.int64), generate


@_instruction
def reduce_sum(typing, sums):
    """Add up the sixteen accumulators, modulo 2^64."""

    def generate(context, builder, sig, values):
        return _call(builder, "llvm.vector.reduce.add.v16i64", _LONG, *values)

    return types.uint64(sums), generate


def _place(context: Any, builder: Any, sig: Any, values: Any, kind: ir.VectorType) -> Any:
    """Return a vector pointer into an array; `values` begin with the array and an index."""
    items = context.make_array(sig.args[0])(context, builder, values[0]).data
    return builder.bitcast(builder.gep(items, [values[1]]), kind.as_pointer())


def _call(builder: Any, name: str, result: ir.Type, *values: Any) -> Any:
    """Call one of LLVM's intrinsics."""
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
