"""Detect in one pass which steps a document needs, so that a step costs only where it acts."""

from __future__ import annotations

import functools
import string
import unicodedata

import numpy as np
from numba import int64, njit
from numpy.typing import NDArray

from lmkor_data.cleaning.normalize.brackets import bracket_kinds
from lmkor_data.cleaning.normalize.character_table import CODE_POINTS, KEEP, MARK, character_table
from lmkor_data.cleaning.normalize.hanja import HANJA_RANGES
from lmkor_data.cleaning.normalize.spacing import longest_runs
from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer

#: What counts as a digit: those of keyboards for Hangul too, which become ASCII later.
DIGITS = string.digits + "０１２３４５６７８９"

#: Trigger bits. A set bit means that the step may have something to do.
COMPOSE = 1  #: no UTF-8, or a character that NFC changes
CHARACTERS = 2  #: a character that the table does not keep
ENTITY, TAG = 4, 8  #: & or <
LINK = 16  #: //, www. or a Latin letter behind a dot
AT = 32  #: @, 골뱅이 or (at)
NUMBER = (
    64  #: seven digits with at most three others between, a plate, 01 and a digit, 계좌, 은행, 공일
)
HANDLE = 128  #: a syllable of the words that announce an account name, and Latin letters
ADDRESS = 256  #: a number before 호, or behind 로, 길, 동, 리, 가, 산 and a 시, 군, 구 or 주소
BRACKET = 512
SPACING = 1024  #: two blanks, a blank or a line break at either end, a run that is too long
BREAK = 2048  #: a line break

LOOSE = 4096  #: closing holes and gaps may trigger another step: a hole, digits
HANJA = 1 << 13  #: a Hanja
MOJIBAKE = 1 << 14  #: í, ì, ë or ê and what UTF-8 read as Latin-1 has behind them
SOURCE = 1 << 15  #: marks of Markdown, BBCode, templates and code, literal escapes

_PUBLIC = (1 << 16) - 1
_LATIN = 1 << 16  # letters: HANDLE asks for one
_ROAD = 1 << 17  # the name of a street or of a quarter may end here
_DIGIT = 1 << 18

#: Characters that the bytes 0x80 to 0xBF are in Latin-1 and in Windows-1252.
_LATIN_TAIL = "".join(map(chr, range(0x80, 0xC0))) + bytes(
    b for b in range(0x80, 0xA0) if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
).decode("cp1252")

#: Two characters side by side that mean something, and the trigger they set by themselves. The
#: first of pair `n` has the bit `_FIRST << n`, the second `_SECOND << n`.
_PAIRS = (
    (" \n", " \n", SPACING),
    ("공영oO", "0123456789일하둘", NUMBER),  # 공일, 공하나, o1o
    ("카까깨오픈스텔라위코페이플iI", "톡챗타레인드북터프채디친뒤dD", HANDLE),  # 카톡, 인스타, ID, …
    ("tT앳", ")]", AT),
    ("wW", ".", LINK),
    (".", string.ascii_letters, LINK),
    ("시군구읍면울산", " \n", 0),  # 울, 산: 서울 강남 테헤란로
    ("0123456789번주계은ABCDE", "동호길소좌행", 0),  # 101동, 501호, 12번길, 주소; 계좌, 은행
    ("ìíëêãâï", _LATIN_TAIL, MOJIBAKE),
    ("[]!", "/([", SOURCE),  # [/b], [text](link), ![image]
    ("{;", "%{\n:", SOURCE),  # {% raw %}, {{ site.url }}, lines of code
    ("*", "*", SOURCE),
    ("\\", "ntru", SOURCE),
    ("#>", " #", SOURCE),  # ## heading, > quotation
)
_FIRST, _SECOND, _SHIFT = 1 << 32, 1 << 48, 16
_WHITE, _REGION, _DOOR = _SECOND, _SECOND << 6, _SECOND << 7


@functools.cache
def _bits() -> NDArray[np.int64]:
    """Return for each code point the bits that the character alone sets, and its parts in pairs."""
    bits = np.zeros(CODE_POINTS, np.int64)
    bits[character_table().action != KEEP] = CHARACTERS
    for code in (*range(0x300, 0x3400), *range(0xA66F, 0xAC00), *range(0xF900, 0x20000)):
        if _changes(chr(code)):
            bits[code] |= COMPOSE
    bits[0xD800:0xE000] |= COMPOSE  # surrogates: no UTF-8
    bits[bracket_kinds() != 0] |= BRACKET
    bits[ord(MARK)] |= SPACING | LOOSE
    for low, high in HANJA_RANGES:
        bits[low : high + 1] |= HANJA
    bits[0x0A] = BREAK  # the table calls it a line, which it is already
    marked = [
        ("&", ENTITY),
        ("<", TAG),
        ("@뱅", AT),
        ("`|", SOURCE),
        (string.ascii_letters, _LATIN),
        ("로길동리가산", _ROAD),
        (DIGITS, _DIGIT),
    ]
    for number, (first, second, _) in enumerate(_PAIRS):
        marked += (first, _FIRST << number), (second, _SECOND << number)
    for characters, bit in marked:
        bits[[ord(c) for c in characters]] |= bit
    return bits


@functools.cache
def _of_pairs() -> NDArray[np.int64]:
    """Return the triggers that each set of pairs sets."""
    sets = np.zeros(1 << len(_PAIRS), np.int64)
    for number, (_, _, bit) in enumerate(_PAIRS):
        sets[np.arange(len(sets)) >> number & 1 == 1] |= bit
    return sets


def _changes(character: str) -> bool:
    """Whether NFC may change a text for holding the character."""
    return (
        unicodedata.combining(character) != 0
        or not unicodedata.is_normalized("NFC", character)
        or "\u1100" <= character <= "\u11ff"
    )


def find_triggers(spans: SpanBuffer, documents: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Return the trigger bits of each of `documents`."""
    found = np.empty(len(documents), np.uint32)
    _scan(
        spans.data,
        spans.starts,
        spans.stops,
        documents,
        _bits(),
        _of_pairs(),
        longest_runs(),
        found,
    )
    return found


@njit(cache=True, nogil=True)
def _scan(
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    stops: NDArray[np.int64],
    documents: NDArray[np.int64],
    bits: NDArray[np.int64],
    of_pairs: NDArray[np.int64],
    longest: NDArray[np.uint8],
    found: NDArray[np.uint32],
) -> None:
    for i in range(len(documents)):
        first, last = starts[documents[i]], stops[documents[i]]
        k = first
        seen, met = 0, 0  # bits of characters, and of pairs
        before, run = 0x20, 1  # a blank at the beginning counts as a second one
        here, there, beyond = bits[0x20], 0, 0  # bits of a character and the two before it
        word = 0  # bits of the last character that was not white
        digits, in_row, since = 0, 0, 9
        group = 0  # digits side by side, and whether they may end a plate, or begin with 01
        plate, mobile = False, False
        block = False
        while k < last:
            character, width, valid = _checked(data, k)
            k += width
            if not valid:
                seen |= COMPOSE
            here, there, beyond = bits[np.uint64(character)], here, there
            pair = there << _SHIFT & here
            seen |= here
            met |= pair
            if character == before:
                run += 1
                if run == int64(longest[np.uint64(character)]) + 1 > 1:
                    seen |= SPACING
                if character == 0x2F:
                    seen |= LINK
            else:
                run = 1
            since += 1
            if here & _DIGIT:
                digits += 1
                in_row = in_row + 1 if since <= 4 else 1
                if since > 1:
                    near = (since == 2 and before >= 0xAC00) or (since <= 4 and before == 0x20)
                    plate = near and (group == 2 or group == 3)
                    group = 0
                group += 1
                since = 0
                if group == 2:
                    mobile = before == 0x30 and character == 0x31  # 01
                if in_row >= 7 or (group == 3 and mobile) or (group == 4 and plate):
                    seen |= NUMBER
                if digits >= 6 or word & _ROAD:
                    seen |= LOOSE
                white = before == 0x20 or before == 0x0A
                if met & _REGION and (beyond if white else there) & _ROAD:
                    seen |= ADDRESS
            elif pair & _DOOR:
                if character == 0xD638:  # 호
                    seen |= ADDRESS | LOOSE if met & _REGION or block else LOOSE
                block = block or character == 0xB3D9  # 동
                street = character == 0xAE38 and (there & _DIGIT or before == 0xBC88)  # 12길, 번길
                if street or (character == 0xC18C and before == 0xC8FC):  # 주소
                    met |= _REGION
                account = character == 0xC88C and before == 0xACC4  # 계좌
                if account or (character == 0xD589 and before == 0xC740):  # 은행
                    seen |= NUMBER
            before = character
            word = word if here & _WHITE else here
        if k != last:
            seen |= COMPOSE
        elif last > first and here & _WHITE:
            seen |= SPACING
        seen |= of_pairs[met >> 48]
        if not seen & _LATIN:
            seen &= ~HANDLE
        found[i] = seen & _PUBLIC


@njit(cache=True, nogil=True, inline="always")
def _checked(data: NDArray[np.uint8], at: int) -> tuple[int, int, bool]:
    """The code point at `at`, its width in bytes, and whether it is UTF-8, surrogates aside."""
    place = np.uint64(at)
    lead = int64(data[place])
    if lead < 0x80:
        return lead, 1, True
    second = int64(data[place + np.uint64(1)])
    third = int64(data[place + np.uint64(2)])
    if 0xE0 <= lead < 0xF0:
        code = (lead & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
        return code, 3, (second & third | (second | third) & 0x40) & 0xC0 == 0x80 and code >= 0x800
    goes_on = second & 0xC0 == 0x80
    if lead < 0xE0:
        return (lead & 0x1F) << 6 | second & 0x3F, 2, goes_on and lead >= 0xC2
    fourth = int64(data[place + np.uint64(3)])
    goes_on &= third & 0xC0 == 0x80 and fourth & 0xC0 == 0x80
    code = (lead & 0x07) << 18 | (second & 0x3F) << 12 | (third & 0x3F) << 6 | fourth & 0x3F
    return min(code, 0x10FFFF), 4, goes_on and lead < 0xF5 and 0x10000 <= code <= 0x10FFFF
