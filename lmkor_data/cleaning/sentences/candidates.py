"""Candidate boundaries: the places in a line where a sentence might begin.

What a rule can say is said here, and the model is not asked: nothing begins inside quotation marks
or brackets, inside a number, between hashtags, behind an abbreviation or the number of a list item;
and within a word (no blank, no mark) only behind the endings of `GLUED`.
"""

from __future__ import annotations

import functools

import numpy as np
from numba import njit
from numpy.typing import NDArray

#: Classes of characters.
OTHER, BLANK, FINAL, JAMO, SYMBOL, CLOSING, HANGUL, LATIN, OPENING, COMMA, QUOTE = range(11)

#: Traits of characters, as bits: never stands last in a sentence that has no mark (learned);
#: closes a polite or a plain ending of `GLUED`; cannot begin a word behind such an ending.
QUIET, POLITE, PLAIN, NOT_BEHIND_POLITE, NOT_BEHIND_PLAIN = 1, 2, 4, 8, 16

#: Last two syllables of sentences that people type without a blank behind them. No other word
#: without a blank in it is ever parted.
GLUED = {
    POLITE: (
        "어요 아요 해요 에요 예요 네요 세요 셔요 군요 구요 께요 까요 워요 줘요 봐요 와요 "
        "려요 러요 라요 커요 써요 져요 쳐요 켜요 펴요 돼요 되요 "
        "겠죠 되죠 았죠 었죠 했죠 좋죠 렇죠 있죠 없죠 "
        "니다 시다 니당 어용 아용 해용 네용 세용 에용 예용 "
        "어여 아여 해여 네여 세여 에여 예여 네욤 어욤 아욤 해욤"
    ),
    PLAIN: "었다 았다 했다 였다 겠다 한다 된다 싶다 었음 았음 했음 였음 있음 없음",
}
#: Syllables that go on with such a word: 했다|가, 좋아요|라고.
GOES_ON = {
    NOT_BEHIND_POLITE: "라만는도체를요용여즘청리뇨람욧",
    NOT_BEHIND_PLAIN: (
        "가간거게고구기길나네느는니닝늰다더던도돠든듯라랄란랍래려로록른만며면미번보서시싶씩에여뇨운을은음의"
        "이인자잖죠지치케하한할함합해했호"
    ),
}
#: Abbreviations with a full stop behind which a sentence goes on.
ABBREVIATIONS = (
    "no vol st dr mr mrs ms prof vs fig pp ed ch sec jr sr inc co ltd corp feat ver op et al eg ie "
    "tel approx min max"
)

#: Characters that quotation marks or brackets may hold; those farther apart are no pair.
FARTHEST = 300

_DASH, _EQUALS, _STOP, _HASH = 0x2D, 0x3D, 0x2E, 0x23
_NI, _MIEUM, _BIEUP = 0xB2C8, 16, 17  # 니, and the numbers of two final consonants


@functools.cache
def character_classes() -> NDArray[np.uint8]:
    """Class of each code point below 65,536; what is beyond does not occur in clean text."""
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


@functools.cache
def character_traits() -> NDArray[np.uint8]:
    """Traits of each code point that the tables above give; `QUIET` comes with the weights."""
    traits = np.zeros(1 << 16, np.uint8)
    for kind, endings in GLUED.items():
        traits[[ord(ending[1]) for ending in endings.split()]] |= kind
    for kind, syllables in GOES_ON.items():
        traits[[ord(c) for c in syllables]] |= kind
    return traits


@functools.cache
def known_words() -> NDArray[np.int64]:
    """Sorted keys of the endings and abbreviations, see `_key`."""
    keys = {_key_of(word) for word in ABBREVIATIONS.split()}
    for kind, endings in GLUED.items():
        keys |= {_key_of(ending, kind) for ending in endings.split()}
    return np.array(sorted(keys), np.int64)


def _key_of(word: str, kind: int = 0) -> int:
    key = kind
    for character in word:
        key = (key * 0x10001 + ord(character)) & (1 << 62) - 1
    return key


@njit(cache=True, nogil=True, inline="always")
def _key(key: int, character: int) -> int:
    return (key * 0x10001 + character) & ((1 << 62) - 1)


@njit(cache=True, nogil=True)
def is_known(key: int, words: NDArray[np.int64]) -> bool:
    """Whether a key stands in the sorted array."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high) // 2
        if words[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low < len(words) and words[low] == key


@njit(cache=True, nogil=True, inline="always")
def is_candidate(
    text: NDArray[np.int32],
    j: int,
    classes: NDArray[np.uint8],
    traits: NDArray[np.uint8],
    words: NDArray[np.int64],
) -> bool:
    """Whether a sentence might begin at `text[j]`, j > 0, by the arrays of the functions above."""
    here, before = classes[text[j]], classes[text[j - 1]]
    if here in (BLANK, COMMA):
        return False
    if before == BLANK:
        plain = here in (HANGUL, LATIN)
        if plain and j > 1 and traits[text[j - 2]] & QUIET:
            return False
        if text[j] == _HASH and follows_hashtag(text, j, classes):
            return False
        return not (j > 1 and text[j - 2] == _STOP and is_numbered(text, j - 2, classes, words))
    if before == HANGUL:
        if here != HANGUL and here != LATIN:
            return False
        return traits[text[j - 1]] & (POLITE | PLAIN) != 0 and is_glued(text, j, traits, words)
    if before == FINAL and here == OTHER:
        return True  # 좋아요!:)
    if text[j] == _DASH or text[j] == _EQUALS:
        # A run of dashes before a clause goes with it: the run's first is the place.
        return before == FINAL or (before == SYMBOL and text[j - 1] != text[j])
    if here in (HANGUL, LATIN, OPENING, QUOTE):
        if before == COMMA:
            return j > 1 and classes[text[j - 2]] == COMMA
        if text[j - 1] == _STOP and j > 1:
            if here == LATIN:
                return classes[text[j - 2]] != LATIN  # 3.5, v2.1, example.com
            if classes[text[j - 2]] == HANGUL and (
                j == 2 or text[j - 3] == _STOP or classes[text[j - 3]] == BLANK
            ):
                return False  # 역.시.나
        if text[j - 1] == _DASH or text[j - 1] == _EQUALS:
            return not opens_word(text, j - 1, classes)
        return before != LATIN and before != OPENING
    return False


@njit(cache=True, nogil=True)
def opens_word(text: NDArray[np.int32], k: int, classes: NDArray[np.uint8]) -> bool:
    """Whether the run of one mark that ends at `text[k]` has a blank or nothing before it."""
    first = k
    while first > 0 and text[first - 1] == text[k] and k - first < 16:
        first -= 1
    return first == 0 or classes[text[first - 1]] == BLANK


@njit(cache=True, nogil=True)
def follows_hashtag(text: NDArray[np.int32], j: int, classes: NDArray[np.uint8]) -> bool:
    """Whether the word before `text[j]` is a hashtag: hashtags in a row are one line."""
    k = j - 1
    while k > 0 and classes[text[k]] == BLANK:
        k -= 1
    while k > 0 and classes[text[k - 1]] != BLANK and j - k < 60:
        k -= 1
    return text[k] == _HASH


@njit(cache=True, nogil=True)
def is_glued(
    text: NDArray[np.int32], j: int, traits: NDArray[np.uint8], words: NDArray[np.int64]
) -> bool:
    """Whether one of `GLUED` stands before `text[j]`, which does not go on with its word."""
    if j < 2:
        return False
    kind, following = traits[text[j - 1]], traits[text[j]]
    if kind & PLAIN and is_known(_key(_key(PLAIN, text[j - 2]), text[j - 1]), words):
        return following & NOT_BEHIND_PLAIN == 0
    if kind & POLITE and is_known(_key(_key(POLITE, text[j - 2]), text[j - 1]), words):
        if text[j - 2] == _NI:  # 합니다, 됐씀니다, but not 하니|다른
            final = (text[j - 3] - 0xAC00) % 28 if j > 2 and text[j - 3] >= 0xAC00 else 0
            if final != _MIEUM and final != _BIEUP:
                return False
        return following & NOT_BEHIND_POLITE == 0
    return False


@njit(cache=True, nogil=True)
def is_numbered(
    text: NDArray[np.int32], stop: int, classes: NDArray[np.uint8], words: NDArray[np.int64]
) -> bool:
    """Whether the full stop at `text[stop]` belongs to a list number or an abbreviation.

    Such are one to three digits, a year, a lone letter, 가 나 다 …, and `ABBREVIATIONS`, where
    a blank, a bracket or the line's beginning stands before them.
    """
    k = stop - 1
    while k >= 0 and classes[text[k]] == LATIN and stop - k <= 6:
        k -= 1
    length = stop - 1 - k
    if length == 0:  # 가.
        alone = stop >= 1 and (stop == 1 or classes[text[stop - 2]] == BLANK)
        return alone and classes[text[stop - 1]] == HANGUL and is_letter(text[stop - 1])
    if length > 6 or (k >= 0 and classes[text[k]] != BLANK and classes[text[k]] != OPENING):
        return False
    digits, key = 0, 0
    for i in range(k + 1, stop):
        c = text[i]
        digits += 0x30 <= c <= 0x39
        key = _key(key, c | 0x20)
    if digits == length:
        return length <= 3 or k < 0 or (length == 4 and text[k + 1] <= 0x32)
    return digits == 0 and (length == 1 or is_known(key, words))


@njit(cache=True, nogil=True, inline="always")
def is_letter(c: int) -> bool:
    """Whether a syllable is one of 가 나 다 … 하, which number the items of lists."""
    place = (c - 0xAC00) // 588
    doubled = place == 1 or place == 4 or place == 8 or place == 10 or place == 13
    return (c - 0xAC00) % 588 == 0 and not doubled


@njit(cache=True, nogil=True)
def mark_enclosed(
    text: NDArray[np.int32], last: int, classes: NDArray[np.uint8], state: NDArray[np.uint8]
) -> None:
    """Set bit 1 of `state` inside quotation marks and bit 2 inside brackets, where they pair."""
    single, double, curly, curlies, corner, bracket = -1, -1, -1, -1, -1, -1
    for j in range(last):
        state[j] = 0
    for j in range(last):
        c = text[j]
        kind = classes[c]
        opened, bit = -1, 1
        if kind == QUOTE:
            left = j == 0 or classes[text[j - 1]] == BLANK or classes[text[j - 1]] == OPENING
            right = j + 1 == last or classes[text[j + 1]] == BLANK
            if c == 0x22:
                opened, double = _pair(double, j, left, right)
            else:
                inside = 0 < j < last - 1
                if inside and classes[text[j - 1]] == LATIN and classes[text[j + 1]] == LATIN:
                    continue  # an apostrophe
                opened, single = _pair(single, j, left, right)
        elif kind == OPENING:
            if c == 0x201C:
                curlies = j
            elif c == 0x2018:
                curly = j
            elif c == 0x300C or c == 0x300E:
                corner = j
            elif c == 0x28 and not (j > 0 and (text[j - 1] == 0x3A or text[j - 1] == 0x3B)):
                bracket = j  # but not :(
        elif kind == CLOSING:
            if c == 0x201D:
                opened, curlies = curlies, -1
            elif c == 0x2019:
                opened, curly = curly, -1
            elif c == 0x300D or c == 0x300F:
                opened, corner = corner, -1
            elif c == 0x29:
                opened, bit, bracket = bracket, 2, -1
        if opened >= 0 and j - opened <= FARTHEST:
            for k in range(opened + 1, j + 1):
                state[k] |= bit


@njit(cache=True, nogil=True, inline="always")
def _pair(opened: int, j: int, left: bool, right: bool) -> tuple[int, int]:
    """Where the quotation that the mark at `j` closes began (-1: none), and what is open now.

    A mark with a blank on its left alone opens, one with a blank on its right alone closes.
    """
    if opened < 0:
        return -1, -1 if right and not left else j
    if left and not right:
        return -1, j
    return opened, -1


@njit(cache=True, nogil=True, inline="always")
def is_enclosed(state: NDArray[np.uint8], j: int) -> bool:
    """Whether `text[j]` and what goes before it stand within the same quotes or brackets."""
    return state[j] & state[j - 1] != 0
