"""Which characters count when two texts are features: the folding table."""

from __future__ import annotations

import functools
import unicodedata

import numpy as np

#: In the table: this character does not count, or it is white space.
IGNORED, SPACE = 0, 1

#: Punctuation and symbols that carry meaning of their own.
_MEANT = set("%‰₩$€£¥₽+×÷±℃℉°#&@")
_BMP = 1 << 16


@functools.cache
def folding_table() -> np.ndarray:
    """For each code point below 65,536 the one that it is features as.

    Lower case; `SPACE` for white space and control characters; `IGNORED` for punctuation,
    symbols, marks of format. What `_MEANT` lists and all above 65,535 (emoji) stand for
    themselves. uint16, 128 KB.
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
