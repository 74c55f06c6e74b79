"""Where a Korean sentence may begin, and what stands around that place, as hashed features.

Korean reviews end sentences with a verb ending far more often than with a full stop
(`배송 빨라요 포장도 좋네요ㅋㅋ 또 살게요`), so what decides is the syllables before a gap, the
marks in the gap and the word after it. A *candidate* is a code point at which a sentence may
begin; its features are hashes of those surroundings, looked up in one table of weights.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, uint32

#: Features of one candidate, and the number of weights they are hashed into.
FEATURES = 33
WEIGHT_BITS = 21

# Classes of characters.
OTHER, SPACE, FINAL, JAMO, MARK, CLOSING, HANGUL, WORD, OPENING, LINE = range(10)

_FINALS = ".!?…~"
_MARKS = "^♥♡★☆※●○;_-=+*"
_CLOSINGS = ")]}>〉》」』】”’"
_OPENINGS = "([{<〈《「『【“‘'\""

#: Beyond the first 64 Ki code points everything is a mark: emoji, if any are left.
TABLE_SIZE = 1 << 16


def character_classes() -> np.ndarray:
    """The class of every code point below `TABLE_SIZE`, uint8."""
    classes = np.full(TABLE_SIZE, OTHER, np.uint8)
    classes[0xAC00:0xD7A4] = HANGUL
    classes[0x3131:0x3164] = JAMO
    for group, kind in (
        ("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", WORD),
        (" \t\r\u00a0\u3000", SPACE),
        ("\n", LINE),
        (_FINALS, FINAL),
        (_MARKS, MARK),
        (_CLOSINGS, CLOSING),
        (_OPENINGS, OPENING),
    ):
        classes[[ord(character) for character in group]] = kind
    return classes


@njit(cache=True)
def _class(code: Any, classes: np.ndarray) -> int:
    return classes[code] if code < 65536 else 4  # MARK


@njit(cache=True)
def _mix(h: Any, x: Any) -> Any:
    h = (h ^ uint32(x)) * uint32(0x85EBCA6B)
    h = (h ^ (h >> uint32(13))) * uint32(0xC2B2AE35)
    return h ^ (h >> uint32(16))


@njit(cache=True)
def is_candidate(codes: np.ndarray, j: int, classes: np.ndarray, glued: np.ndarray) -> bool:
    """Whether a sentence may begin at `codes[j]`, j > 0.

    After a space or a line break, after marks that end sentences, and between two syllables
    without a space where the first is one that is seen to end sentences (`glued`, by syllable).
    """
    here, before = _class(codes[j], classes), _class(codes[j - 1], classes)
    if here in (SPACE, LINE):
        return False
    if before in (SPACE, LINE):
        return True
    if here in (HANGUL, WORD, OPENING):
        if before in (FINAL, JAMO, MARK, CLOSING, OPENING):
            return True
        if here == HANGUL and before == HANGUL:
            return glued[codes[j - 1] - 0xAC00]
    return False


@njit(cache=True)
def _bucket(n: int) -> int:
    if n < 4:
        return 0
    if n < 8:
        return 1
    if n < 14:
        return 2
    if n < 24:
        return 3
    if n < 48:
        return 4
    return 5


@njit(cache=True)
def features(
    codes: np.ndarray,
    j: int,
    n: int,
    begin: int,
    classes: np.ndarray,
    quotes: int,
    slots: int,
    out: np.ndarray,
) -> int:
    """Fill `out` with the features of candidate `j`; returns the last code point of content.

    `codes[:n]` is one text, `begin` the start of the sentence under way, `quotes` says which
    quotes and brackets are open (bits), `slots` is the number of weights, a power of 2.
    """
    # The tail: spaces, marks and emoticons between the last word and the candidate.
    k = j - 1
    tail = uint32(7)
    length = 0
    finals = 0
    jamo = 0
    space = 0
    while k >= 0:
        kind = _class(codes[k], classes)
        if kind in (HANGUL, WORD, OTHER, OPENING):
            break
        if kind in (SPACE, LINE):
            space = 1
        elif kind == JAMO:
            jamo = 1
        elif kind == FINAL:
            finals += 1
        if length < 6:
            tail = _mix(tail, 1 if kind in (SPACE, LINE) else codes[k])
        length += 1
        k -= 1
    gist = uint32(((min(finals, 2) * 2 + jamo) * 2 + space) * 2 + (1 if length > 1 else 0))
    l1 = uint32(codes[k]) if k >= 0 else uint32(2)
    l2 = uint32(codes[k - 1]) if k >= 1 else uint32(2)
    l3 = uint32(codes[k - 2]) if k >= 2 else uint32(2)
    l4 = uint32(codes[k - 3]) if k >= 3 else uint32(2)
    l5 = uint32(codes[k - 4]) if k >= 4 else uint32(2)
    # The whole word before the tail, and the one before it.
    word = uint32(11)
    i = k
    while i >= 0 and i > k - 12:
        kind = _class(codes[i], classes)
        if kind in (SPACE, LINE):
            break
        word = _mix(word, codes[i])
        i -= 1
    first_left = i + 1
    before = uint32(13)
    i -= 1
    stop = i - 8
    while i >= 0 and i > stop:
        kind = _class(codes[i], classes)
        if kind in (SPACE, LINE):
            break
        before = _mix(before, codes[i])
        i -= 1
    # The whole word after the candidate, and the beginning of the next.
    r1 = uint32(codes[j])
    r2 = uint32(codes[j + 1]) if j + 1 < n else uint32(2)
    r3 = uint32(codes[j + 2]) if j + 2 < n else uint32(2)
    r4 = uint32(codes[j + 3]) if j + 3 < n else uint32(2)
    after = uint32(17)
    i = j
    while i < n and i < j + 12:
        kind = _class(codes[i], classes)
        if kind in (SPACE, LINE):
            break
        after = _mix(after, codes[i])
        i += 1
    next_after = uint32(19)
    for q in range(i + 1, min(i + 3, n)):
        next_after = _mix(next_after, codes[q])

    a1 = _mix(uint32(31), l1)
    a2 = _mix(a1, l2)
    a3 = _mix(a2, l3)
    a4 = _mix(a3, l4)
    a5 = _mix(a4, l5)
    b1 = _mix(uint32(37), r1)
    b2 = _mix(b1, r2)
    b3 = _mix(b2, r3)
    b4 = _mix(b3, r4)
    so_far = uint32(_bucket(k - begin + 1))
    to_come = uint32(_bucket(n - j))
    left_length = uint32(min(k - first_left + 1, 6))

    m = uint32(slots - 1)
    out[0] = _mix(a1, tail) & m
    out[1] = _mix(a2, tail) & m
    out[2] = _mix(a3, tail) & m
    out[3] = _mix(a4, gist) & m
    out[4] = _mix(a5, gist) & m
    out[5] = _mix(tail, 5) & m
    out[6] = _mix(b1, tail) & m
    out[7] = _mix(b2, gist) & m
    out[8] = _mix(b3, gist) & m
    out[9] = b4 & m
    out[10] = _mix(_mix(a1, b1), gist) & m
    out[11] = _mix(_mix(a2, b1), gist) & m
    out[12] = _mix(_mix(a2, b2), gist) & m
    out[13] = _mix(_mix(a3, b2), gist) & m
    out[14] = _mix(_mix(a1, b2), gist) & m
    out[15] = _mix(_mix(a3, b3), gist) & m
    out[16] = _mix(_mix(uint32(41), quotes), gist) & m
    out[17] = _mix(_mix(uint32(43), quotes), l1) & m
    out[18] = _mix(_mix(uint32(47), word), gist) & m
    out[19] = _mix(_mix(_mix(uint32(53), word), after), gist) & m
    out[20] = _mix(_mix(uint32(59), after), gist) & m
    out[21] = _mix(_mix(a2, after), gist) & m
    out[22] = _mix(_mix(_mix(uint32(61), word), b1), gist) & m
    out[23] = _mix(_mix(a2, before), gist) & m
    out[24] = _mix(_mix(uint32(67), after), next_after) & m
    out[25] = _mix(_mix(a2, so_far), gist) & m
    out[26] = _mix(_mix(uint32(71), so_far), tail) & m
    out[27] = _mix(_mix(uint32(73), to_come), gist) & m
    out[28] = _mix(_mix(a2, to_come), gist) & m
    out[29] = _mix(_mix(a2, left_length), gist) & m
    out[30] = _mix(_mix(_mix(uint32(79), before), word), gist) & m
    out[31] = _mix(_mix(_mix(_mix(a2, after), next_after), gist), 83) & m
    out[32] = _mix(_mix(_mix(_mix(uint32(89), word), after), next_after), gist) & m
    return k


@njit(cache=True)
def quote_bits(code: Any, quotes: int) -> int:
    """The open quotes and brackets after `code`: bit 0 \", bit 1 ( ), bit 2 “ ”, bit 3 ‘ ’."""
    if code == 0x22:
        return quotes ^ 1
    if code == 0x28:
        return quotes | 2
    if code == 0x29:
        return quotes & ~2
    if code == 0x201C:
        return quotes | 4
    if code == 0x201D:
        return quotes & ~4
    if code == 0x2018:
        return quotes | 8
    if code == 0x2019:
        return quotes & ~8
    return quotes
