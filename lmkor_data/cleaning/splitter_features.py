"""What the fast splitter looks at: where a sentence might begin, and hashed features of the place.

The place is between the *tail* of what went before (blanks, final marks, ㅋㅋ, ^^, closing
brackets) and the character that follows. Training and splitting share this code.
"""

from __future__ import annotations

import functools

import numpy as np
from numba import njit

#: Features of a place, and buckets that they are hashed into.
FEATURES = 24
BITS = 21
BUCKETS = 1 << BITS

#: Classes of characters.
OTHER, BLANK, FINAL, JAMO, SYMBOL, CLOSING, HANGUL, LATIN, OPENING, COMMA, QUOTE = range(11)

#: How far the features reach: characters of a word, characters of a tail.
_WORD, _TAIL = 10, 24


@functools.cache
def character_classes() -> np.ndarray:
    """uint8 for each code point below 65,536; what is beyond does not occur in clean text."""
    classes = np.zeros(1 << 16, np.uint8)
    classes[0xAC00:0xD7A4] = HANGUL
    classes[0x3131:0x3164] = JAMO
    for characters, kind in (
        ("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", LATIN),
        (" \n", BLANK),
        (".!?…~", FINAL),
        ("^♥♡★☆;※_-*·=+", SYMBOL),
        (")]}>〉》」』】”’", CLOSING),
        ("([{<〈《「『【“‘", OPENING),
        ("\"'", QUOTE),
        (",", COMMA),
    ):
        classes[[ord(c) for c in characters]] = kind
    return classes


@njit(cache=True, nogil=True, inline="always")
def may_begin(text: np.ndarray, j: int, classes: np.ndarray, endings: np.ndarray) -> bool:
    """Whether a sentence may begin at `text[j]`, j > 0. `endings`: syllables that end sentences
    even where no blank follows."""
    here, before = classes[text[j]], classes[text[j - 1]]
    if here in (BLANK, COMMA):
        return False
    if before == BLANK:
        return True
    if here in (HANGUL, LATIN, OPENING, QUOTE):
        if before == HANGUL:
            return here == HANGUL and endings[text[j - 1]]
        return before in (FINAL, JAMO, SYMBOL, CLOSING, QUOTE)
    return False


@njit(cache=True, nogil=True)
def mark_embraced(text: np.ndarray, last: int, classes: np.ndarray, state: np.ndarray) -> None:
    """Set bit 1 of `state` inside quotation marks and bit 2 inside brackets, where they pair."""
    single, double, curly, bracket = -1, -1, -1, -1
    for j in range(last):
        state[j] = 0
    for j in range(last):
        c = text[j]
        opened, bit = -2, 1
        if c == 0x22:
            opened = double
            double = j if double < 0 else -1
        elif c == 0x27:
            inside = 0 < j < last - 1
            if inside and classes[text[j - 1]] == LATIN and classes[text[j + 1]] == LATIN:
                continue  # an apostrophe
            opened = single
            single = j if single < 0 else -1
        elif c == 0x201C or c == 0x2018:
            curly = j
        elif c == 0x201D or c == 0x2019:
            opened = curly
            curly = -1
        elif c == 0x28:
            bracket = j
        elif c == 0x29:
            opened, bit = bracket, 2
            bracket = -1
        if opened >= 0:
            for k in range(opened + 1, j + 1):
                state[k] |= bit


@njit(cache=True, nogil=True, inline="always")
def _mix(h: int, x: int) -> int:
    h = (h ^ x) * 0x9E3779B1 & 0xFFFFFFFF
    return h ^ (h >> 15)


@njit(cache=True, nogil=True)
def place_features(
    text: np.ndarray,
    j: int,
    last: int,
    classes: np.ndarray,
    state: np.ndarray,
    out: np.ndarray,
) -> None:
    """Fill `out` with the buckets of the FEATURES of a sentence beginning at `text[j]`."""
    k = j - 1
    tail, coarse, length = 7, 0, 0
    while k >= 0 and length < _TAIL:
        kind = classes[text[k]]
        if kind in (HANGUL, LATIN, OTHER, COMMA, OPENING):
            break
        if length < 6:
            tail = _mix(tail, text[k] if kind != JAMO or length < 3 else kind)
        coarse |= 1 << kind
        length += 1
        k -= 1
    l1 = _at(text, k, last)
    l2, l3 = _at(text, k - 1, last), _at(text, k - 2, last)
    l4, l5 = _at(text, k - 3, last), _at(text, k - 4, last)
    r1, r2 = _at(text, j, last), _at(text, j + 1, last)
    r3, r4 = _at(text, j + 2, last), _at(text, j + 3, last)

    word = 17
    while k >= 0 and classes[text[k]] != BLANK and j - k < _TAIL + _WORD:
        word = _mix(word, text[k])
        k -= 1
    while k >= 0 and classes[text[k]] == BLANK:
        k -= 1
    earlier = 19
    first = k
    while k >= 0 and classes[text[k]] != BLANK and first - k < _WORD:
        earlier = _mix(earlier, text[k])
        k -= 1
    n = j
    following = 23
    while n < last and classes[text[n]] != BLANK and n - j < _WORD:
        following = _mix(following, text[n])
        n += 1
    while n < last and classes[text[n]] == BLANK:
        n += 1
    later = 29
    first = n
    while n < last and classes[text[n]] != BLANK and n - first < _WORD:
        later = _mix(later, text[n])
        n += 1

    a1 = _mix(_mix(11, l1), tail)
    a2 = _mix(a1, l2)
    a3 = _mix(a2, l3)
    a4 = _mix(a3, l4)
    b1 = _mix(31, r1)
    b2 = _mix(b1, r2)
    b3 = _mix(b2, r3)
    c2 = _mix(_mix(_mix(41, l1), l2), coarse)
    c3 = _mix(c2, l3)
    out[0], out[1], out[2], out[3], out[4] = a1, a2, a3, a4, _mix(a4, l5)
    out[5] = _mix(tail, 5)
    out[6], out[7], out[8] = _mix(b1, tail), _mix(b2, tail), _mix(b3, tail)
    out[9] = _mix(_mix(b3, r4), coarse)
    out[10], out[11], out[12] = _mix(a2, b1), _mix(a3, b2), _mix(a1, b2)
    out[13] = _mix(_mix(word, coarse), 53)
    out[14] = _mix(_mix(following, coarse), 59)
    out[15] = _mix(_mix(word, following), 61)
    out[16] = _mix(_mix(c2, following), 67)
    embraced = _mix(_mix(71, state[j]), state[j - 1])
    out[17], out[18] = _mix(embraced, tail), _mix(embraced, l1)
    out[19] = _mix(c3, b3)
    out[20] = _mix(_mix(word, r1), 73)
    out[21] = _mix(_mix(earlier, word), coarse)
    out[22] = _mix(c3, 79)
    out[23] = _mix(_mix(c2, following), later)
    for i in range(FEATURES):
        out[i] &= BUCKETS - 1


@njit(cache=True, nogil=True, inline="always")
def _at(text: np.ndarray, k: int, last: int) -> int:
    return int(text[k]) if 0 <= k < last else 2
