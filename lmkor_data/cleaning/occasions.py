"""Which steps a document gives occasion to: one pass, so that a step costs only where it acts."""

from __future__ import annotations

import functools
import unicodedata

import numpy as np
from numba import int64, njit

from lmkor_data.cleaning.brackets import bracket_kinds
from lmkor_data.cleaning.character_table import CODE_POINTS, KEEP, MARK, character_table
from lmkor_data.cleaning.spacing import longest_runs
from lmkor_data.cleaning.workbench import Workbench

#: Bits of an occasion. A set bit means that the step may have something to do.
COMPOSE = 1  #: no UTF-8, or a character that NFC changes
CHARACTERS = 2  #: a character that the table does not keep
ENTITY, TAG = 4, 8  #: & or <
LINK = 16  #: //, www. or a Latin letter behind a dot
AT = 32  #: @, 골뱅이 or (at)
NUMBER = 64  #: seven digits with at most three other characters between one and the next
HANDLE = 128  #: a syllable of the words that announce an account name, and Latin letters
ADDRESS = (
    256  #: a number before 호, or a number behind 로, 길, 동, 리, 가, 산 and a 시, 군, 구 before
)
BRACKET = 512
SPACING = 1024  #: two blanks, a blank or a line break at either end, a run that is too long
BREAK = 2048  #: a line break

_LATIN = 4096  # letters: half of HANDLE
_ANNOUNCED = 8192  # the other half
_WATCHED = 16384  # what a character means here depends on those beside it


@functools.cache
def _bits() -> np.ndarray:
    """uint16 a code point: the bits that the character alone sets."""
    bits = np.zeros(CODE_POINTS, np.uint16)
    bits[character_table().action != KEEP] = CHARACTERS
    for code in (*range(0x300, 0x3400), *range(0xA66F, 0xAC00), *range(0xF900, 0x20000)):
        if _changes(chr(code)):
            bits[code] |= COMPOSE
    bits[0xD800:0xE000] |= COMPOSE  # surrogates: no UTF-8
    bits[bracket_kinds() != 0] |= BRACKET
    bits[ord("&")] |= ENTITY
    bits[ord("<")] |= TAG
    bits[[ord("@"), ord("뱅")]] |= AT
    for letter in "abcdefghijklmnopqrstuvwxyz":
        bits[[ord(letter), ord(letter.upper())]] |= _LATIN
    bits[ord(MARK)] |= SPACING
    bits[0x0A] = BREAK  # the table calls it a line, which it is already
    bits[[ord(c) for c in "0123456789./)]동호일\n"]] |= _WATCHED
    bits[_meanings() & (_REGION | _APP_END) != 0] |= _WATCHED
    return bits


def _changes(character: str) -> bool:
    """Whether NFC may change a text for holding the character."""
    return (
        unicodedata.combining(character) != 0
        or not unicodedata.is_normalized("NFC", character)
        or "\u1100" <= character <= "\u11ff"
    )


def occasions(bench: Workbench, documents: np.ndarray) -> np.ndarray:
    """uint16 a document of `documents`: the occasions it gives."""
    found = np.empty(len(documents), np.uint16)
    tables = _bits(), _meanings(), longest_runs()
    _scan(bench.data, bench.starts, bench.stops, documents, *tables, found)
    announced = found & (_ANNOUNCED | _LATIN) == _ANNOUNCED | _LATIN
    found[announced] |= HANDLE
    return found


#: Syllables by what they mean beside others; bits of the `meaning` table of the kernel.
_REGION, _ROAD, _ZERO, _APP, _APP_END, _AT = 1, 2, 4, 8, 16, 32


#: 카톡, 오픈챗, 인스타, 텔레, 라인, 디스코드, 페북, 트위터, 스카이프: their last two syllables.
_SYLLABLES = {
    "시군구읍면": _REGION,
    "로길동리가산": _ROAD,
    "공영oO": _ZERO,
    "카오픈스텔라위코페이": _APP,
    "톡챗타레인드북터프채": _APP_END,
    "tT앳": _AT,
}


@functools.cache
def _meanings() -> np.ndarray:
    """uint8 a code point."""
    table = np.zeros(CODE_POINTS, np.uint8)
    for syllables, bit in _SYLLABLES.items():
        for syllable in syllables:
            table[ord(syllable)] |= bit
    return table


@njit(cache=True, nogil=True)
def _scan(
    data: np.ndarray,
    starts: np.ndarray,
    stops: np.ndarray,
    documents: np.ndarray,
    bits: np.ndarray,
    meaning: np.ndarray,
    longest: np.ndarray,
    found: np.ndarray,
) -> None:
    for i in range(len(documents)):
        k, last = starts[documents[i]], stops[documents[i]]
        seen = 0
        before, earlier = 0x20, 0  # a blank at the beginning counts as a second one
        run = 1
        digits, since = 0, 9
        region, block = False, False
        while k < last:
            character, width, valid = _checked(data, k)
            k += width
            since += 1
            if not valid:
                seen |= COMPOSE
            if character == before:
                run += 1
                if character == 0x20 or run == int(longest[character]) + 1 > 1:
                    seen |= SPACING
            else:
                run = 1
            bit = bits[character]
            seen |= bit
            if bit & _WATCHED:
                if 0x30 <= character <= 0x39:
                    digits = digits + 1 if since <= 4 else 1
                    since = 0
                    if digits >= 7 or meaning[before] & _ZERO:
                        seen |= NUMBER
                    if region and meaning[earlier if before == 0x20 else before] & _ROAD:
                        seen |= ADDRESS
                elif character == 0x0A:
                    if before == 0x20 or before == 0x0A or k == last or data[k] == 0x20:
                        seen |= SPACING
                elif character == 0x2E:
                    if before | 0x20 == 0x77 or (k < last and 0x61 <= data[k] | 0x20 <= 0x7A):
                        seen |= LINK
                elif character == 0x2F:
                    if before == 0x2F:
                        seen |= LINK
                elif character < 0x80:
                    if meaning[before] & _AT:
                        seen |= AT
                else:
                    if since == 1 and digits:
                        block |= character == 0xB3D9  # 동
                        if character == 0xD638 and (block or region):  # 호
                            seen |= ADDRESS
                    if meaning[character] & _REGION and k < last and data[k] == 0x20:
                        region = True
                    if meaning[character] & _APP_END and meaning[before] & _APP:
                        seen |= _ANNOUNCED
                    elif character == 0xC77C and meaning[before] & _ZERO:  # 공일, 영일
                        seen |= NUMBER
            earlier, before = before, character
        if (before == 0x20 and last > starts[documents[i]]) or k != last:
            seen |= SPACING if k == last else COMPOSE
        found[i] = seen


@njit(cache=True, nogil=True, inline="always")
def _checked(data: np.ndarray, at: int) -> tuple[int, int, bool]:
    """The code point at `at`, its width in bytes, and whether it is UTF-8, surrogates aside."""
    place = np.uint64(at)
    lead = int64(data[place])
    if lead < 0x80:
        return lead, 1, True
    second = int64(data[place + np.uint64(1)])
    goes_on = second & 0xC0 == 0x80
    if lead < 0xE0:
        return (lead & 0x1F) << 6 | second & 0x3F, 2, goes_on and lead >= 0xC2
    third = int64(data[place + np.uint64(2)])
    goes_on &= third & 0xC0 == 0x80
    if lead < 0xF0:
        code = (lead & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
        return code, 3, goes_on and code >= 0x800
    fourth = int64(data[place + np.uint64(3)])
    goes_on &= fourth & 0xC0 == 0x80
    code = (lead & 0x07) << 18 | (second & 0x3F) << 12 | (third & 0x3F) << 6 | fourth & 0x3F
    return min(code, 0x10FFFF), 4, goes_on and lead < 0xF5 and 0x10000 <= code <= 0x10FFFF
