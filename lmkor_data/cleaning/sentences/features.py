"""What the model sees of a candidate boundary: hashed features, and the characters around it.

The place is between the *tail* of what went before (blanks, final marks, ㅋㅋ, ^^, closing
brackets) and the character that follows. Training and splitting share this code.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.cleaning.sentences.candidates import (
    BLANK,
    COMMA,
    HANGUL,
    JAMO,
    LATIN,
    OPENING,
    OTHER,
)

#: Hashed features of a place.
FEATURES = 40
#: Characters seen: of what goes before the tail, of the tail's end, and from the place on.
BEFORE, TAIL, AFTER = 20, 6, 14
WINDOW = BEFORE + TAIL + AFTER
#: Small facts of a place, and how many values each may have.
FACTS = (16, 8, 8, 8)

#: Stands for what lies outside the line.
OUTSIDE = 1
#: How far the features reach: characters of a tail, of a word, of the words beside it.
_TAIL, _WORD, _BESIDE = 24, 12, 10


@njit(cache=True, nogil=True, inline="always")
def tail_length(text: NDArray[np.int32], j: int, classes: NDArray[np.uint8]) -> int:
    """How many characters before `text[j]` are a tail."""
    k = j - 1
    while k >= 0 and j - 1 - k < _TAIL:
        kind = classes[text[k]]
        if kind in (HANGUL, LATIN, OTHER, COMMA, OPENING):
            break
        k -= 1
    return j - 1 - k


@njit(cache=True, nogil=True)
def place_facts(
    j: int, last: int, tail: int, state: NDArray[np.uint8], out: NDArray[np.int64]
) -> None:
    """Fill `out` with FACTS: inside quotes or brackets here and before, and three distances."""
    out[0] = (state[j] & 3) | (state[j - 1] & 3) << 2
    out[1], out[2], out[3] = min(j, 7), min(last - j, 7), min(tail, 7)


@njit(cache=True, nogil=True)
def place_window(
    text: NDArray[np.int32], j: int, last: int, tail: int, out: NDArray[np.int32]
) -> None:
    """Fill `out` with the WINDOW characters around `text[j]`, each part from the place outward."""
    k = j - 1 - tail
    for i in range(BEFORE):
        out[i] = text[k - i] if k >= i else OUTSIDE
    for i in range(TAIL):
        out[BEFORE + i] = text[j - 1 - i] if i < tail else OUTSIDE
    for i in range(AFTER):
        out[BEFORE + TAIL + i] = text[j + i] if j + i < last else OUTSIDE


@njit(cache=True, nogil=True, inline="always")
def _mix(h: int, x: int) -> int:
    h = (h ^ x) * 0x9E3779B1 & 0xFFFFFFFF
    return h ^ (h >> 15)


@njit(cache=True, nogil=True)
def place_features(
    text: NDArray[np.int32],
    j: int,
    last: int,
    length: int,
    classes: NDArray[np.uint8],
    state: NDArray[np.uint8],
    out: NDArray[np.int64],
) -> None:
    """Fill `out` with the hashes, 32 bits, of the FEATURES of a place with a tail of `length`."""
    tail, coarse = 7, 0
    for i in range(length):
        c = text[j - 1 - i]
        kind = classes[c]
        if i < 6:
            tail = _mix(tail, c if kind != JAMO or i < 3 else kind)
        coarse |= 1 << kind
    k = j - 1 - length
    l1, l2, l3 = _at(text, k, last), _at(text, k - 1, last), _at(text, k - 2, last)
    l4, l5 = _at(text, k - 3, last), _at(text, k - 4, last)
    r1, r2 = _at(text, j, last), _at(text, j + 1, last)
    r3, r4 = _at(text, j + 2, last), _at(text, j + 3, last)

    word, k, letters = _word_before(text, k, _WORD, classes, 17)
    e1, e2, e3 = _at(text, k, last), _at(text, k - 1, last), _at(text, k - 2, last)
    earlier, k, _ = _word_before(text, k, _BESIDE, classes, 19)
    f1, f2 = _at(text, k, last), _at(text, k - 1, last)
    following, n, end = _word_after(text, j, last, classes, 23)
    s1, s2 = _at(text, end - 1, last), _at(text, end - 2, last)
    t1, t2 = _at(text, n, last), _at(text, n + 1, last)
    later, _, _ = _word_after(text, n, last, classes, 29)
    m, run = j, 31  # the marks that stand here, and the letter after them
    while m < last and m - j < 8 and classes[text[m]] not in (HANGUL, LATIN, OTHER):
        run = _mix(run, text[m] if m - j < 4 else classes[text[m]])
        m += 1
    q1, q2 = _at(text, m, last), _at(text, m + 1, last)

    a1 = _mix(_mix(11, l1), tail)
    a2 = _mix(a1, l2)
    a3 = _mix(a2, l3)
    a4 = _mix(a3, l4)
    b1 = _mix(31, r1)
    b2 = _mix(b1, r2)
    b3 = _mix(b2, r3)
    c2 = _mix(_mix(_mix(41, l1), l2), coarse)
    c3 = _mix(c2, l3)
    c4 = _mix(c3, l4)
    wordly = _mix(word, coarse)
    before = _mix(_mix(97, e1), e2)
    final = _mix(_mix(103, _final_consonant(l1)), l2)
    out[0], out[1], out[2], out[3], out[4] = a1, a2, a3, a4, _mix(a4, l5)
    out[5] = tail
    out[6], out[7], out[8] = _mix(b1, tail), _mix(b2, tail), _mix(b3, tail)
    out[9] = _mix(_mix(b3, r4), coarse)
    out[10], out[11], out[12] = _mix(a2, b1), _mix(a3, b2), _mix(a1, b2)
    out[13] = wordly
    out[14] = _mix(following, coarse)
    out[15] = _mix(word, following)
    out[16] = _mix(c2, following)
    enclosed = _mix(_mix(71, state[j]), state[j - 1])
    out[17], out[18] = _mix(enclosed, tail), _mix(enclosed, l1)
    out[19] = _mix(c3, b3)
    out[20] = _mix(word, r1)
    out[21] = _mix(_mix(earlier, word), coarse)
    out[22] = c3
    out[23] = _mix(_mix(c2, following), later)
    out[24] = _mix(c4, b1)
    out[25] = _mix(c4, b2)
    out[26] = _mix(_mix(word, b2), coarse)
    out[27] = _mix(_mix(before, c3), e3)
    out[28] = _mix(before, wordly)
    out[29] = _mix(final, _mix(coarse, l3))
    out[30] = _mix(final, _mix(coarse, following))
    out[31] = _mix(_mix(_mix(109, run), q1), _mix(tail, l1))
    out[32] = _mix(_mix(_mix(113, run), q2), _mix(tail, q1))
    ending = _mix(_mix(127, s1), s2)
    out[33] = _mix(_mix(ending, following), c2)
    out[34] = _mix(_mix(c2, b1), ending)
    out[35] = _mix(_mix(following, later), coarse)
    out[36] = _mix(_mix(_mix(131, f1), f2), _mix(before, wordly))
    out[37] = _mix(_mix(_mix(137, letters), l1), _mix(l2, coarse))
    out[38] = _mix(_mix(_mix(139, t1), t2), _mix(following, c2))
    out[39] = _mix(_mix(_mix(149, min(j, 6)), min(last - j, 6)), _mix(l1, coarse))
    for i in range(FEATURES):
        out[i] = _mix(out[i], i + 1000)


@njit(cache=True, nogil=True, inline="always")
def _word_before(
    text: NDArray[np.int32], k: int, most: int, classes: NDArray[np.uint8], seed: int
) -> tuple[int, int, int]:
    """A hash of the word that ends at `text[k]`, where what goes before ends, and its length."""
    word, length = seed, 0
    while k >= 0 and classes[text[k]] != BLANK and length < most:
        word = _mix(word, text[k])
        k -= 1
        length += 1
    while k >= 0 and classes[text[k]] == BLANK:
        k -= 1
    return word, k, length


@njit(cache=True, nogil=True, inline="always")
def _word_after(
    text: NDArray[np.int32], n: int, last: int, classes: NDArray[np.uint8], seed: int
) -> tuple[int, int, int]:
    """A hash of the word that begins at `text[n]`, where the next one begins, and its end."""
    word, first = seed, n
    while n < last and classes[text[n]] != BLANK and n - first < _BESIDE:
        word = _mix(word, text[n])
        n += 1
    end = n
    while n < last and classes[text[n]] == BLANK:
        n += 1
    return word, n, end


@njit(cache=True, nogil=True, inline="always")
def _at(text: NDArray[np.int32], k: int, last: int) -> int:
    return int(text[k]) if 0 <= k < last else 2


@njit(cache=True, nogil=True, inline="always")
def _final_consonant(c: int) -> int:
    """0 to 27, none being 0, for a syllable; 28 for what is none, 29 in ASCII."""
    if 0xAC00 <= c < 0xD7A4:
        return (c - 0xAC00) % 28
    return 29 if c < 0x80 else 28
