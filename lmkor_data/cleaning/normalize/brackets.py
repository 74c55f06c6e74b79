"""Remove brackets that hold nothing: 대한민국(大韓民國)은 → 대한민국은, (大, Korea) → (Korea).

Round and square brackets explain the word before them; what stood in quotation marks or in those of
titles was a word of its own, and its neighbours stay apart: 그는『史記』를 → 그는 를.
"""

from __future__ import annotations

import functools

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.cleaning.buffers import copy_character
from lmkor_data.cleaning.normalize.character_table import CODE_POINTS, MARK
from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer, SpanEdit, commit_span
from lmkor_data.text.utf8 import decode

#: Pairs that go when nothing is in them; those of `_IF_EMPTIED` only when cleaning emptied them,
#: for `[]`, `{}` and `<>` stand in code, and an empty “” may be a blank to fill in.
_ALWAYS = ["()", "〈〉", "《》", "「」", "『』", "【】"]
_IF_EMPTIED = ["[]", "{}", "<>", "“”", "‘’"]

#: Pairs that a word of the sentence stands in, not what explains the word before.
_QUOTING = frozenset("〈《「『“‘")

#: Brackets deeper than this are left as they are.
_DEPTH = 64


@functools.cache
def _quoting() -> NDArray[np.bool_]:
    """Return for each pair number whether words of the sentence stand in it."""
    return np.array([False, *(pair[0] in _QUOTING for pair in _ALWAYS + _IF_EMPTIED)])


@functools.cache
def bracket_kinds() -> NDArray[np.int8]:
    """Return for each code point the number of the pair it opens, negative if it closes it."""
    kinds = np.zeros(CODE_POINTS, np.int8)
    for number, pair in enumerate(_ALWAYS + _IF_EMPTIED, 1):
        kinds[ord(pair[0])], kinds[ord(pair[1])] = number, -number
    return kinds


def remove_empty_brackets(spans: SpanBuffer, documents: NDArray[np.int64]) -> NDArray[np.int64]:
    """Take empty brackets out; what is left of a list stays in order. Returns what changed.

    `()` behind an ASCII letter, digit or underscore stays: main() is no empty bracket.
    """
    return spans.edit(_remove, documents, 1, bracket_kinds(), _quoting(), len(_ALWAYS))


@njit(cache=True, nogil=True)
def _remove(
    edit: SpanEdit,
    end: int,
    kinds: NDArray[np.int8],
    quoting: NDArray[np.bool_],
    always: int,
) -> int:
    data, starts, stops, documents = edit.data, edit.starts, edit.stops, edit.documents
    out = data
    open_at = np.empty(_DEPTH, np.int64)  # where in `out` the open brackets stand
    open_width = np.empty(_DEPTH, np.int64)
    open_kind = np.empty(_DEPTH, np.int8)
    for i in range(len(documents)):
        k, last = starts[documents[i]], stops[documents[i]]
        begin = end
        depth = 0
        while k < last:
            character, width = decode(data, k)
            kind = kinds[np.uint64(character)]
            at = end
            copy_character(data, k, out, end)
            end += width
            k += width
            if kind > 0 and depth < _DEPTH:
                open_at[depth], open_width[depth], open_kind[depth] = at, width, kind
                depth += 1
            elif kind < 0:
                match = depth - 1
                while match >= 0 and open_kind[match] != -kind:
                    match -= 1
                if match < 0:
                    continue
                depth = match
                inside = _tidy_list(out, open_at[match] + open_width[match], at)
                empty = inside == -1 or (
                    inside == -2 and -kind <= always and not _is_call(out, begin, open_at[match])
                )
                if empty and not quoting[-kind]:
                    end = open_at[match]
                elif empty or inside == -3:  # a quoted word or a face keeps its neighbours apart
                    end = open_at[match]
                    out[end] = ord(MARK)
                    end += 1
                elif inside >= 0 and inside != at:
                    for _ in range(width):
                        out[inside] = out[at]
                        inside += 1
                        at += 1
                    end = inside
        end = commit_span(edit, i, begin, end)
    return end


@njit(cache=True, nogil=True)
def _tidy_list(out: NDArray[np.uint8], first: int, last: int) -> int:
    """Close the holes that removals left in `out[first:last]`, in place; a label whose value is
    gone goes too: (일본어: 東京, 1868년) → (1868년).

    Returns the new end; -1 where there were holes and nothing but separators is left, -3 where
    no letter is, as in the face (•ᴗ•); -2 where there was no hole, and blanks and commas at
    most, for (:) and (/) mean something.
    """
    mark = ord(MARK)
    end = first
    item = first  # where the latest item begins, with the separators before it
    holes = 0
    k = first
    while k < last:
        run = k
        hole, labelled, parted = False, False, False  # parted: from what follows
        while run < last and (
            _separates(out, run) or out[run] == 0x2E or (run > k and _continues_dot(out, run))
        ):
            labelled |= out[run] == 0x3A and not hole
            hole |= out[run] == mark
            parted |= out[run] == 0x2C or out[run] == 0x3B
            run += 1
        holes += hole
        if hole and labelled and (parted or run == last):
            end = item
        if parted or run == last:
            item = end
        if run == k:
            out[end] = out[k]
            end += 1
            k += 1
        elif hole and (end == first or run == last):
            k = run  # a hole at either end takes its separators along
        elif hole:
            end = _one_separator(out, k, run, end)
            k = run
        else:
            while k < run:
                out[end] = out[k]
                end += 1
                k += 1
    separators, blank = True, True
    for j in range(first, end):
        if holes and _is_letter(out, j):
            return end
        separators = separators and (_separates(out, j) or _continues_dot(out, j))
        blank = blank and (out[j] == 0x20 or out[j] == 0x0A or out[j] == 0x2C)
    if holes:
        return -1 if separators else -3
    return -2 if blank else end


@njit(cache=True, nogil=True)
def _one_separator(out: NDArray[np.uint8], k: int, run: int, end: int) -> int:
    """Write `, ` for the run of separators `out[k:run]` if it had one, else the hole itself."""
    for j in range(k, run):
        if out[j] != ord(MARK) and out[j] != 0x20:
            out[end] = 0x2C
            out[end + 1] = 0x20
            return end + 2
    out[end] = ord(MARK)
    return end + 1


@njit(cache=True, nogil=True, inline="always")
def _separates(out: NDArray[np.uint8], k: int) -> bool:
    """Whether byte `k` is a hole or one of space , ; : / ·"""
    b = out[k]
    if b == 0xC2:
        return out[k + 1] == 0xB7
    return b == 0x20 or b == 0x1A or b == 0x2C or b == 0x3B or b == 0x3A or b == 0x2F or b == 0x0A


@njit(cache=True, nogil=True, inline="always")
def _is_letter(out: NDArray[np.uint8], k: int) -> bool:
    """Whether byte `k` is an ASCII letter or digit, or begins a Hangul letter."""
    b = out[k]
    if 0xEA <= b <= 0xED:
        return True
    if b == 0xE3:
        return 0x84 <= out[k + 1] <= 0x86
    return 0x30 <= b <= 0x39 or 0x41 <= b <= 0x5A or 0x61 <= b <= 0x7A


@njit(cache=True, nogil=True, inline="always")
def _continues_dot(out: NDArray[np.uint8], k: int) -> bool:
    return out[k] == 0xB7 and out[k - 1] == 0xC2


@njit(cache=True, nogil=True, inline="always")
def _is_call(out: NDArray[np.uint8], begin: int, at: int) -> bool:
    """Whether `(` at `at` stands behind an ASCII letter, digit, underscore or bracket."""
    if at == begin:
        return False
    b = out[at - 1]
    return 0x30 <= b <= 0x39 or 0x41 <= b <= 0x5A or 0x61 <= b <= 0x7A or b == 0x5F or b == 0x29
