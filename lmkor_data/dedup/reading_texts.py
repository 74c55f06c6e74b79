"""From UTF-8 to what is compared: code points, one space for many, and the folded text."""

from __future__ import annotations

import numpy as np
from numba import njit, uint8, uint16, uint32

from lmkor_data.dedup.characters import IGNORED, SPACE

_SPACE, _IGNORED, _NEWLINE, _BLANK = (np.uint32(n) for n in (SPACE, IGNORED, 10, 32))
_BMP = np.uint32(1 << 16)


@njit(cache=True, nogil=True)
def decode(data: np.ndarray, start: int, end: int, wide: np.ndarray, codes: np.ndarray) -> int:
    """Code points of `data[start:end]` into `codes`; returns how many.

    Every byte is decoded as if a character began there, without a branch, so that LLVM makes
    vectors of it; then the real beginnings move together. Reads 3 bytes past the end. `wide` is
    scratch; both hold at least one place more than there are bytes.
    """
    count = end - start
    first = data[start:end]
    second, third, fourth = (
        data[start + 1 : end + 1],
        data[start + 2 : end + 2],
        data[start + 3 : end + 3],
    )
    low = uint32(0x3F)
    for i in range(count):
        lead = uint32(first[i])
        b, c, d = uint32(second[i]) & low, uint32(third[i]) & low, uint32(fourth[i]) & low
        two = ((lead & uint32(0x1F)) << uint32(6)) | b
        three = ((lead & uint32(0x0F)) << uint32(12)) | (b << uint32(6)) | c
        four = ((lead & uint32(0x07)) << uint32(18)) | (b << uint32(12)) | (c << uint32(6)) | d
        long = three if lead < uint32(0xF0) else four
        wide[i] = lead if lead < uint32(0x80) else (two if lead < uint32(0xE0) else long)
    places = 0
    for i in range(count):
        codes[places] = wide[i]
        places += 1 if (first[i] & uint8(0xC0)) != uint8(0x80) else 0
    return places


@njit(cache=True, nogil=True)
def collapse(codes: np.ndarray, count: int, table: np.ndarray, out: np.ndarray) -> int:
    """`codes` with one blank for each run of white space, none at the ends; returns how many."""
    places = 0
    after_space = True
    for i in range(count):
        code = codes[i]
        space = code < _BMP and table[uint16(code)] == _SPACE
        out[places] = _BLANK if space else code
        places += 0 if space and after_space else 1
        after_space = space
    return places - 1 if places and after_space else places


@njit(cache=True, nogil=True)
def fold(
    codes: np.ndarray, count: int, table: np.ndarray, out: np.ndarray, ends: np.ndarray
) -> tuple[int, int]:
    """What counts of `codes`, and where each line of it ends in `out`.

    Punctuation between two digits stays (1.5 is not 15). Where nothing would be left of the
    whole text, all but the spaces stays, so that "!!" and "??" differ. Returns the number of
    folded code points and of lines; `ends` holds at least one place more than there are codes.
    """
    places = lines = 0
    for i in range(count):
        code = codes[i]
        kept = uint32(table[uint16(code)]) if code < _BMP else code
        if kept == _IGNORED and 0 < i < count - 1 and _digit(codes[i - 1]) and _digit(codes[i + 1]):
            kept = code
        out[places] = kept
        places += 1 if kept > _SPACE else 0
        if code == _NEWLINE:
            ends[lines] = places
            lines += 1
    if places == 0:
        for i in range(count):
            code = codes[i]
            if code >= _BMP or table[uint16(code)] != _SPACE:
                out[places] = code
                places += 1
        for line in range(lines):
            ends[line] = 0
    ends[lines] = places
    return places, lines + 1


@njit(cache=True, nogil=True)
def _digit(code: np.uint32) -> np.bool:
    return uint32(48) <= code <= uint32(57)
