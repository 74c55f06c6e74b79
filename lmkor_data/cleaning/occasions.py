"""Which steps a document gives occasion to: one pass, so that a step costs only where it acts."""

from __future__ import annotations

import functools
import unicodedata

import numpy as np
from numba import njit

from lmkor_data.cleaning.brackets import bracket_kinds
from lmkor_data.cleaning.character_table import CODE_POINTS, KEEP, character_table
from lmkor_data.cleaning.spacing import longest_runs
from lmkor_data.cleaning.utf8 import decode
from lmkor_data.corpus.text_buffers import TextBuffers

#: Bits of an occasion. A set bit means that the step may have something to do.
COMPOSE = 1  #: a character that NFC changes
CHARACTERS = 2  #: a character that the table does not keep
ENTITY, TAG = 4, 8  #: & or <
LINK = 16  #: :// or www. or a dot between letters
AT = 32  #: @
NUMBER = 64  #: seven digits with at most three other characters between one and the next
HANDLE = 128  #: a word that announces an account name (톡, 스타, …), and Latin letters
ADDRESS = 256  #: a digit before 호, 번, 동 or 층
BRACKET = 512
SPACING = 1024  #: two blanks, a line break, a blank at either end, a run that is too long

_LATIN = 2048  # letters: half of HANDLE
_ANNOUNCED = 4096  # the other half


@functools.cache
def _bits() -> np.ndarray:
    """uint16 a code point: the bits that the character alone sets."""
    bits = np.zeros(CODE_POINTS, np.uint16)
    bits[character_table().action != KEEP] = CHARACTERS
    for code in range(0x300, CODE_POINTS):
        if not 0xAC00 <= code < 0xE000 and _changes(chr(code)):
            bits[code] |= COMPOSE
    bits[bracket_kinds() != 0] |= BRACKET
    bits[ord("&")] |= ENTITY
    bits[ord("<")] |= TAG
    bits[ord("@")] |= AT
    bits[[ord(c) for c in "톡텔타챗"]] |= _ANNOUNCED
    for letter in "abcdefghijklmnopqrstuvwxyz":
        bits[[ord(letter), ord(letter.upper())]] |= _LATIN
    bits[0x0A] |= SPACING
    return bits


def _changes(character: str) -> bool:
    """Whether NFC may change a text for holding the character."""
    return (
        unicodedata.combining(character) != 0
        or not unicodedata.is_normalized("NFC", character)
        or "\u1100" <= character <= "\u11ff"
    )


def occasions(texts: TextBuffers) -> np.ndarray:
    """uint16 a document: the occasions it gives."""
    found = np.empty(texts.count, np.uint16)
    _scan(texts.offsets, texts.data, _bits(), longest_runs(), found)
    announced = found & (_ANNOUNCED | _LATIN) == _ANNOUNCED | _LATIN
    found[announced] |= HANDLE
    return found


@njit(cache=True, nogil=True)
def _scan(
    offsets: np.ndarray,
    data: np.ndarray,
    bits: np.ndarray,
    longest: np.ndarray,
    found: np.ndarray,
) -> None:
    for i in range(len(offsets) - 1):
        k, last = offsets[i], offsets[i + 1]
        seen = 0
        before = 0x20  # so that a blank at the beginning counts as a second one
        run = 1
        digits, since = 0, 9
        while k < last:
            character, width = decode(data, k)
            k += width
            seen |= bits[character]
            since += 1
            if character == before:
                run += 1
                if character == 0x20 or run == int(longest[character]) + 1 > 1:
                    seen |= SPACING
            else:
                run = 1
            if character < 0x80:
                if 0x30 <= character <= 0x39:
                    digits = digits + 1 if since <= 4 else 1
                    since = 0
                    if digits >= 7:
                        seen |= NUMBER
                elif character == 0x2F:
                    if before == 0x2F:
                        seen |= LINK
                elif before == 0x2E and _is_latin(character):
                    seen |= LINK
            elif since == 1 and digits and _counts_houses(character):
                seen |= ADDRESS
            before = character
        if before == 0x20 and last > offsets[i]:
            seen |= SPACING
        found[i] = seen


@njit(cache=True, nogil=True, inline="always")
def _is_latin(c: int) -> bool:
    return 0x41 <= c <= 0x5A or 0x61 <= c <= 0x7A


@njit(cache=True, nogil=True, inline="always")
def _counts_houses(c: int) -> bool:
    """호 번 동 층"""
    return c == 0xD638 or c == 0xBC88 or c == 0xB3D9 or c == 0xCE35
