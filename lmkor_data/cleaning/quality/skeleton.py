"""The skeleton of a text: what is left when words are taken out, and hashes of its n-grams.

Syllables of which particles and endings are made stay (은 는 을 다 요 …), every other syllable
becomes one of two signs, with and without a final consonant; so do jamo, Latin letters, digits.
저희 동네 빵집은 늦게 열어요 is ov oo vo을 ov oooyo, so to speak: the topic, the spelling of words,
slang and dialect are not seen, sentences and lists are.
"""

from __future__ import annotations

import functools

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.text.utf8 import decode

#: Buckets that the hashes of n-grams fall into.
BUCKETS = 1 << 15
#: Lengths of n-grams.
_LONGEST = 5
#: Characters that are looked at; a longer text is judged by its beginning.
MOST = 4000

_FUNCTIONAL = (
    "은는이가을를의에서로와과도만다요고지면서게네음함죠까냐나라자며든던데니해했었았겠시습기한할"
    "된될하되있없않못안것수때등및중후전더또잘왜뭐어아야예여걍ㅋㅎㅠㅜ"
)
_SIGNS = "\n .,!?~…^;:/|#>()[]{}<>\"'“”‘’-_=+*%@&·★☆♥※"


@functools.cache
def character_signs() -> NDArray[np.uint8]:
    """Return the sign of every code point below 65,536."""
    signs = np.full(1 << 16, 1, np.uint8)
    codes = np.arange(0xAC00, 0xD7A4)
    signs[codes] = np.where((codes - 0xAC00) % 28 == 0, 2, 3)
    signs[0x3131:0x3164] = 4
    signs[ord("a") : ord("z") + 1] = 5
    signs[ord("A") : ord("Z") + 1] = 6
    signs[ord("0") : ord("9") + 1] = 7
    for number, character in enumerate(_SIGNS + _FUNCTIONAL, 8):
        signs[ord(character)] = number
    return signs


def ngram_buckets(texts: list[str]) -> list[NDArray[np.int64]]:
    """Return for each text the buckets of its n-grams, for training."""
    found = []
    for text in texts:
        data = np.frombuffer(text.encode() + bytes(8), np.uint8)
        out = np.empty(MOST * _LONGEST, np.int64)
        count = fill_buckets(data, 0, len(data) - 8, character_signs(), out)
        found.append(out[:count].copy())
    return found


@njit(cache=True, nogil=True)
def fill_buckets(
    data: NDArray[np.uint8], first: int, last: int, signs: NDArray[np.uint8], out: NDArray[np.int64]
) -> int:
    """Write the buckets of the n-grams of `data[first:last]` into `out`; returns how many."""
    recent = np.zeros(_LONGEST, np.uint64)
    count, seen = 0, 0
    before = np.uint64(0)
    k = first
    while k < last and seen < MOST:
        character, width = decode(data, k)
        k += width
        sign = np.uint64(signs[character] if character < 1 << 16 else 1)
        if sign == before and (sign < 8 and sign != 4):
            continue  # a run of ordinary syllables, letters or digits is one
        before = sign
        seen += 1
        for n in range(_LONGEST - 1, 0, -1):
            recent[n] = recent[n - 1] * np.uint64(131) + sign
        recent[0] = sign
        for n in range(min(_LONGEST, seen)):
            h = (recent[n] + np.uint64(n + 1)) * np.uint64(0x9E3779B97F4A7C15)
            out[count] = np.int64(h >> np.uint64(49))
            count += 1
    return count
