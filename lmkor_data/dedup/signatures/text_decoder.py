"""Decode UTF-8 into code points, in three forms: as written, whitespace collapsed, and folded.

Texts are decoded a page at a time (many short ones, or one long one), so that every pass over
them runs in vectors across thousands of characters. The arrays of a page have `page_capacity`
entries.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, uint16
from numpy.typing import NDArray

from lmkor_data.dedup.signatures.folding import IGNORED, SPACE
from lmkor_data.dedup.signatures.vectors import (
    LANES,
    broadcast,
    compress,
    lane_mask,
    load,
    load_windows,
    popcount,
    prefix_count,
    select,
    store,
)

#: Characters after which a page is full; its arrays fit into the first-level cache.
PAGE = 2048

#: Separates the texts of a page; not a code point.
END = 0x1FFFFF

_END_WORD = np.uint32(0xFFFFFFFF)  # decodes to END
_NEWLINE, _BLANK = 10, 32
_BMP = 1 << 16


@njit(cache=True, nogil=True)
def page_capacity(offsets: NDArray[np.int64]) -> int:
    """Return the length that each array of a page needs; vectors write past the end."""
    most = 0
    for i in range(offsets.shape[0] - 1):
        most = max(most, offsets[i + 1] - offsets[i])
    return PAGE + most + 4 * LANES


@njit(cache=True, nogil=True)
def decode_page(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    first: int,
    codes: NDArray[np.uint32],
    starts: NDArray[np.int64],
) -> tuple[int, int]:
    """Decode the texts from `first` on until the page is full.

    Text first + t becomes `codes[starts[t] : starts[t + 1] - 1]`, with `END` before and after it.
    Returns the number of the next page's first text, and the number of entries of `codes` in use.
    """
    text, place = first, 1
    codes[0] = _END_WORD
    starts[0] = 1
    while text < offsets.shape[0] - 1 and place <= PAGE:
        end = offsets[text + 1]
        for at in range(offsets[text], end, LANES):
            words = load_windows(data, at)
            begins = _begins(words) & lane_mask(end - at)
            store(codes, place, compress(words, begins))
            place += popcount(begins)
        codes[place] = _END_WORD
        place += 1
        text += 1
        starts[text - first] = place
    for at in range(0, place, LANES):
        store(codes, at, _decoded(load(codes, at)))
    return text, place


@njit(cache=True, nogil=True)
def apply_folding(
    codes: NDArray[np.uint32], count: int, table: NDArray[np.uint16], kept: NDArray[np.uint32]
) -> None:
    """Look up what each code point of a page is compared as (see `folding.folding_table`)."""
    for i in range(count):
        kept[i] = table[uint16(codes[i])]
    for at in range(0, count, LANES):
        code = load(codes, at)
        store(kept, at, select(code < _BMP, load(kept, at), code))


@njit(cache=True, nogil=True)
def collapse_whitespace(
    codes: NDArray[np.uint32],
    kept: NDArray[np.uint32],
    count: int,
    out: NDArray[np.uint32],
    ends: NDArray[np.uint32],
) -> None:
    """Write the texts of a page with one blank for each run of white space; `out` may be `codes`.

    Text t is `out[ends[t - 1] : trimmed_end(out, …, ends[t])]`; the first one begins at 0.
    """
    places = texts = 0
    for at in range(1, count, LANES):
        code, inside = load(codes, at), lane_mask(count - at)
        space, end = load(kept, at) == SPACE, (code == END) & inside
        follows = (load(kept, at - 1) == SPACE) | (load(codes, at - 1) == END)
        keep = (code < END) & inside & ~(space & follows)
        store(ends, texts, compress(prefix_count(keep) + places, end))
        texts += popcount(end)
        store(out, places, compress(select(space, broadcast(_BLANK), code), keep))
        places += popcount(keep)


@njit(cache=True, nogil=True)
def trimmed_end(out: NDArray[np.uint32], start: int, end: int) -> int:
    """Return the end of a collapsed text without a trailing blank."""
    return end - 1 if end > start and out[end - 1] == _BLANK else end


@njit(cache=True, nogil=True)
def fold(
    codes: NDArray[np.uint32],
    kept: NDArray[np.uint32],
    count: int,
    out: NDArray[np.uint32],
    ends: NDArray[np.uint32],
) -> None:
    """Write the folded texts of a page to `out`, and the end of each of their lines to `ends`.

    An entry of `ends` is twice the end of a line, plus 1 where it is the last line of its text.
    Punctuation between two digits is kept: 1.5 is not 15.
    """
    places = lines = 0
    for at in range(1, count, LANES):
        code, what, inside = load(codes, at), load(kept, at), lane_mask(count - at)
        digits = _digit(load(codes, at - 1)) & _digit(load(codes, at + 1))
        what = select((what == IGNORED) & digits, code, what)
        end = code == END
        keep = (code < END) & (broadcast(SPACE) < what) & inside
        breaks = ((code == _NEWLINE) | end) & inside
        here = ((prefix_count(keep) + places) << 1) | select(end, broadcast(1), broadcast(0))
        store(ends, lines, compress(here, breaks))
        lines += popcount(breaks)
        store(out, places, compress(what, keep))
        places += popcount(keep)


@njit(cache=True, nogil=True)
def without_whitespace(
    codes: NDArray[np.uint32],
    kept: NDArray[np.uint32],
    start: int,
    end: int,
    out: NDArray[np.uint32],
) -> int:
    """Copy a text without white space; returns the length.

    The form in which texts are compared whose folded form is empty, so that "!!" and "??" differ.
    """
    places = 0
    for i in range(start, end):
        if kept[i] != SPACE:
            out[places] = codes[i]
            places += 1
    return places


@njit(cache=True, nogil=True)
def _begins(words: Any) -> Any:
    """Tell in which lanes the first byte starts a character, that is, is not 10xxxxxx."""
    return broadcast(0) < ((words & 0xC0) ^ 0x80)


@njit(cache=True, nogil=True)
def _decoded(words: Any) -> Any:
    """Decode the character that each lane begins with; its first byte is the lowest one."""
    lead, b, c, d = words & 0xFF, (words >> 8) & 0x3F, (words >> 16) & 0x3F, (words >> 24) & 0x3F
    two = ((lead & 0x1F) << 6) | b
    three = ((lead & 0x0F) << 12) | (b << 6) | c
    four = ((lead & 0x07) << 18) | (b << 12) | (c << 6) | d
    long = select(lead < 0xE0, two, select(lead < 0xF0, three, four))
    return select(lead < 0x80, lead, long)


@njit(cache=True, nogil=True)
def _digit(codes: Any) -> Any:
    return (codes - 48) < 10
