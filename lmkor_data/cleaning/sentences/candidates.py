"""Where a sentence might begin: what the fast splitter asks its model about."""

from __future__ import annotations

import functools

import numpy as np
from numba import njit

#: Classes of characters.
OTHER, BLANK, FINAL, JAMO, SYMBOL, CLOSING, HANGUL, LATIN, OPENING, COMMA, QUOTE = range(11)

_DASH = 0x2D

#: Habits of syllables, as bits: ends sentences even where no blank follows; never ends one where
#: only a blank follows.
ABRUPT, QUIET = 1, 2


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
def may_begin(text: np.ndarray, j: int, classes: np.ndarray, habits: np.ndarray) -> bool:
    """Whether a sentence may begin at `text[j]`, j > 0; `habits` of all code points."""
    here, before = classes[text[j]], classes[text[j - 1]]
    if here in (BLANK, COMMA):
        return False
    if before == BLANK:
        plain = here in (HANGUL, LATIN)
        return not (plain and j > 1 and habits[text[j - 2]] & QUIET)
    if before == HANGUL:
        new = here in (HANGUL, LATIN, OTHER, SYMBOL, OPENING)
        return new and habits[text[j - 1]] & ABRUPT != 0
    if before == FINAL and here == OTHER:
        return True  # 좋아요!:)
    if text[j] == _DASH:
        return before in (FINAL, SYMBOL)
    if here in (HANGUL, LATIN, OPENING, QUOTE):
        if before == COMMA:
            return j > 1 and classes[text[j - 2]] == COMMA
        return before != LATIN and before != OPENING
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
def embraced(state: np.ndarray, j: int) -> bool:
    """Whether `text[j]` and what goes before it stand within the same quotes or brackets.

    kss begins sentences there in 1 of 200 places, so the model is not asked.
    """
    return state[j] & state[j - 1] != 0
