"""Which steps a document gives occasion to: one pass, so that a step costs only where it acts."""

from __future__ import annotations

import functools
import unicodedata

import numpy as np
from numba import njit

from lmkor_data.cleaning.brackets import bracket_kinds
from lmkor_data.cleaning.character_table import CODE_POINTS, KEEP, MARK, character_table
from lmkor_data.cleaning.letters import is_letter
from lmkor_data.cleaning.spacing import longest_runs
from lmkor_data.corpus.text_buffers import TextBuffers
from lmkor_data.corpus.utf8 import decode

#: Bits of an occasion. A set bit means that the step may have something to do.
COMPOSE = 1  #: a character that NFC changes
CHARACTERS = 2  #: a character that the table does not keep
ENTITY, TAG = 4, 8  #: & or <
LINK = 16  #: :// or a Latin letter behind a dot
AT = 32  #: @ or 골뱅이
NUMBER = 64  #: seven digits with at most three other characters between one and the next
HANDLE = 128  #: a syllable of the words that announce an account name, and Latin letters
ADDRESS = 256  #: a number before 호, or a number behind 로, 길, 동, 리, 가 and a 시, 군, 구 before
BRACKET = 512
SPACING = 1024  #: two blanks, a line break, a blank at either end, a run that is too long

_LATIN = 2048  # letters: half of HANDLE
_ANNOUNCED = 4096  # the other half


@functools.cache
def _bits() -> np.ndarray:
    """uint16 a code point: the bits that the character alone sets."""
    bits = np.zeros(CODE_POINTS, np.uint16)
    bits[character_table().action != KEEP] = CHARACTERS
    for code in (*range(0x300, 0x3400), *range(0xA66F, 0xAC00), *range(0xF900, 0x20000)):
        if _changes(chr(code)):
            bits[code] |= COMPOSE
    bits[bracket_kinds() != 0] |= BRACKET
    bits[ord("&")] |= ENTITY
    bits[ord("<")] |= TAG
    bits[[ord("@"), ord("뱅")]] |= AT
    for letter in "abcdefghijklmnopqrstuvwxyz":
        bits[[ord(letter), ord(letter.upper())]] |= _LATIN
    bits[ord(MARK)] |= SPACING
    bits[0x0A] = SPACING  # the table calls it a line, which it is already
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
    tables = _bits(), _announcing(), longest_runs()
    _scan(texts.offsets, texts.data, *tables, found)
    announced = found & (_ANNOUNCED | _LATIN) == _ANNOUNCED | _LATIN
    found[announced] |= HANDLE
    return found


#: Syllables by what they announce; bits of the `announces` table of the kernel.
_REGION, _ROAD, _ZERO, _APP, _APP_END = 1, 2, 4, 8, 16


#: 카톡, 오픈챗, 인스타, 텔레, 라인, 디스코드, 페북, 트위터, 스카이프: their last two syllables.
_SYLLABLES = {
    "시군구읍면": _REGION,
    "로길동리가": _ROAD,
    "공영oO": _ZERO,
    "카오픈스텔라위코페이": _APP,
    "톡챗타레인드북터프채": _APP_END,
}


@functools.cache
def _announcing() -> np.ndarray:
    """uint8 a code point: what the syllable announces at the end of a word."""
    table = np.zeros(CODE_POINTS, np.uint8)
    for syllables, bit in _SYLLABLES.items():
        for syllable in syllables:
            table[ord(syllable)] |= bit
    return table


@njit(cache=True, nogil=True)
def _scan(
    offsets: np.ndarray,
    data: np.ndarray,
    bits: np.ndarray,
    announces: np.ndarray,
    longest: np.ndarray,
    found: np.ndarray,
) -> None:
    for i in range(len(offsets) - 1):
        k, last = offsets[i], offsets[i + 1]
        seen = 0
        before, earlier = 0x20, 0  # a blank at the beginning counts as a second one
        run = 1
        digits, since = 0, 9
        region, block = False, False
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
            if character >= 0x80:
                if since == 1 and digits:
                    block |= character == 0xB3D9  # 동
                    if character == 0xD638 and (block or region):  # 호
                        seen |= ADDRESS
                if announces[character] & _APP_END and announces[before] & _APP:
                    seen |= _ANNOUNCED
                elif character == 0xC77C and announces[before] & _ZERO:  # 공일, 영일
                    seen |= NUMBER
            elif 0x30 <= character <= 0x39:
                digits = digits + 1 if since <= 4 else 1
                since = 0
                if digits >= 7 or announces[before] & _ZERO:
                    seen |= NUMBER
                if region and announces[earlier if before == 0x20 else before] & _ROAD:
                    seen |= ADDRESS
            elif character == 0x20:
                region |= (announces[before] & _REGION) != 0
            elif character == 0x2F:
                if before == 0x2F:
                    seen |= LINK
            elif before == 0x2E and is_letter(character):
                seen |= LINK
            earlier, before = before, character
        if before == 0x20 and last > offsets[i]:
            seen |= SPACING
        found[i] = seen
