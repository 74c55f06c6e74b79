"""From UTF-8 to what is features: code points, one blank for many spaces, and the folded text.

Texts are read a page at a time, many short ones or one long one, so that each pass goes through
thousands of characters in vectors and not through thirty. What follows is the way of a page; its
arrays have `page_capacity` places.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, uint16

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

#: Characters after which a page is full: its arrays stay in the first-level cache.
PAGE = 2048

#: What follows each text of a page; no character has this number.
END = 0x1FFFFF

_END_WORD = np.uint32(0xFFFFFFFF)  # decodes to END
_NEWLINE, _BLANK = 10, 32
_BMP = 1 << 16


@njit(cache=True, nogil=True)
def page_capacity(offsets: np.ndarray) -> int:
    """Places that each array of a page of these texts needs: vectors run over the end."""
    most = 0
    for i in range(offsets.shape[0] - 1):
        most = max(most, offsets[i + 1] - offsets[i])
    return PAGE + most + 4 * LANES


@njit(cache=True, nogil=True)
def decode_page(
    offsets: np.ndarray, data: np.ndarray, first: int, codes: np.ndarray, starts: np.ndarray
) -> tuple[int, int]:
    """Code points of the texts from `first` on until the page is full.

    Text first + t is `codes[starts[t] : starts[t + 1] - 1]`, and `END` stands before and after
    it. Returns the first text of the next page and how many places of `codes` are filled.
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
def apply_folding(codes: np.ndarray, count: int, table: np.ndarray, kept: np.ndarray) -> None:
    """What each code point of a page is features as (see `characters.folding_table`)."""
    for i in range(count):
        kept[i] = table[uint16(codes[i])]
    for at in range(0, count, LANES):
        code = load(codes, at)
        store(kept, at, select(code < _BMP, load(kept, at), code))


@njit(cache=True, nogil=True)
def collapse_whitespace(
    codes: np.ndarray, kept: np.ndarray, count: int, out: np.ndarray, ends: np.ndarray
) -> None:
    """The texts of a page with one blank for each run of white space; `out` may be `codes`.

    Text t goes from `ends[t - 1]` (the first one from 0) to `trimmed_end(…, ends[t])` in `out`.
    """
    places = texts = 0
    for at in range(1, count, LANES):
        code, inside = load(codes, at), lane_mask(count - at)
        space, end = load(kept, at) == SPACE, (code == END) & inside
        follows = (load(kept, at - 1) == SPACE) | (load(codes, at - 1) == END)
        stays = (code < END) & inside & ~(space & follows)
        store(ends, texts, compress(prefix_count(stays) + places, end))
        texts += popcount(end)
        store(out, places, compress(select(space, broadcast(_BLANK), code), stays))
        places += popcount(stays)


@njit(cache=True, nogil=True)
def trimmed_end(out: np.ndarray, start: int, end: int) -> int:
    """The end of a collapsed text without the blank that may be left there."""
    return end - 1 if end > start and out[end - 1] == _BLANK else end


@njit(cache=True, nogil=True)
def fold(
    codes: np.ndarray, kept: np.ndarray, count: int, out: np.ndarray, ends: np.ndarray
) -> None:
    """What counts of the texts of a page, and where each line of them ends in `out`.

    `ends` holds for each line twice its end, and 1 more where the text ends with it. Punctuation
    between two digits stays (1.5 is not 15).
    """
    places = lines = 0
    for at in range(1, count, LANES):
        code, what, inside = load(codes, at), load(kept, at), lane_mask(count - at)
        digits = _digit(load(codes, at - 1)) & _digit(load(codes, at + 1))
        what = select((what == IGNORED) & digits, code, what)
        end = code == END
        stays = (code < END) & (broadcast(SPACE) < what) & inside
        breaks = ((code == _NEWLINE) | end) & inside
        here = ((prefix_count(stays) + places) << 1) | select(end, broadcast(1), broadcast(0))
        store(ends, lines, compress(here, breaks))
        lines += popcount(breaks)
        store(out, places, compress(what, stays))
        places += popcount(stays)


@njit(cache=True, nogil=True)
def without_whitespace(
    codes: np.ndarray, kept: np.ndarray, start: int, end: int, out: np.ndarray
) -> int:
    """What a text is features as of which `fold` leaves nothing, so that "!!" and "??" differ."""
    places = 0
    for i in range(start, end):
        if kept[i] != SPACE:
            out[places] = codes[i]
            places += 1
    return places


@njit(cache=True, nogil=True)
def _begins(words: Any) -> Any:
    """Whether the first byte begins a character: it is not 10xxxxxx."""
    return broadcast(0) < ((words & 0xC0) ^ 0x80)


@njit(cache=True, nogil=True)
def _decoded(words: Any) -> Any:
    """The code points of characters whose UTF-8 the words begin with, first byte lowest."""
    lead, b, c, d = words & 0xFF, (words >> 8) & 0x3F, (words >> 16) & 0x3F, (words >> 24) & 0x3F
    two = ((lead & 0x1F) << 6) | b
    three = ((lead & 0x0F) << 12) | (b << 6) | c
    four = ((lead & 0x07) << 18) | (b << 12) | (c << 6) | d
    long = select(lead < 0xE0, two, select(lead < 0xF0, three, four))
    return select(lead < 0x80, lead, long)


@njit(cache=True, nogil=True)
def _digit(codes: Any) -> Any:
    return (codes - 48) < 10
