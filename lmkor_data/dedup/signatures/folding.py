"""Folding: which characters count when two texts are compared, and as what."""

from __future__ import annotations

import functools
import unicodedata

import numpy as np
from numpy.typing import NDArray

#: Entries of the table: the character is ignored, or is white space.
IGNORED, SPACE = 0, 1

#: Punctuation and symbols that carry meaning.
_MEANT = set("%‰₩$€£¥₽+×÷±℃℉°#&@")
_BMP = 1 << 16


@functools.cache
def folding_table() -> NDArray[np.uint16]:
    """Return the character that each code point below 65,536 is compared as: uint16, 128 KB.

    Letters in lower case; `SPACE` for white space and control characters; `IGNORED` for
    punctuation, symbols and format characters. Characters in `_MEANT`, and everything above 65,535
    (emoji), stand for themselves.
    """
    table = np.zeros(_BMP, np.uint16)
    for code in range(_BMP):
        table[code] = _folded(chr(code))
    return table


def _folded(character: str) -> int:
    if character.isspace() or ord(character) <= 0x20:
        return SPACE
    if character in _MEANT:
        return ord(character)
    if unicodedata.category(character)[0] in "PSCZ":
        return IGNORED
    lower = character.lower()
    return ord(lower) if len(lower) == 1 and ord(lower) < _BMP else ord(character)
