"""Pre-tokenization kernel: splits texts into words as BERT tokenizers do, in blocks of words."""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import int64, njit, uint64
from numpy.typing import NDArray

from lmkor_data.text.utf8 import Whole, decode, encode
from lmkor_data.vocab.counting.character_classes import ALONE, GONE, LETTER, CharacterTables
from lmkor_data.vocab.hashing import splitmix64

#: Maximum word length in characters; BERT tokenizers encode longer words as [UNK].
LONGEST_WORD = 100

#: Words per block: large enough to amortise the call, small enough for the L2 cache.
BLOCK = 4096

_BYTES_OF_WORD = 4 * LONGEST_WORD + 12  # lower-casing may expand a letter to two


class Block(NamedTuple):
    """Buffer of words for a hash table: word `i` is `letters[ends[i]:ends[i + 1]]` in UTF-8."""

    hashes: NDArray[np.int64]  #: of the letters
    groups: NDArray[np.int64]  #: of the text in which the word occurs
    counts: NDArray[np.int64]
    ends: NDArray[np.int64]  #: one more than words, the first is 0
    letters: NDArray[np.uint8]

    @classmethod
    def empty(cls) -> Block:
        """Allocate a block with all counts 1."""
        hashes, groups = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
        ends, letters = np.zeros(BLOCK + 1, np.int64), np.empty(BLOCK * _BYTES_OF_WORD, np.uint8)
        return cls(hashes, groups, np.ones(BLOCK, np.int64), ends, letters)


@njit(cache=True, nogil=True, inline="always")
def mix(state: Whole, code: Whole) -> Whole:
    """Add a code point to a word's hash; `splitmix64` finalises it."""
    return (state ^ uint64(code)) * uint64(0x9E3779B97F4A7C15)


@njit(cache=True, nogil=True, inline="always")
def _close(block: Block, words: Whole, state: Whole, group: Whole, end: Whole) -> Whole:
    block.hashes[words] = int64(splitmix64(state))
    block.groups[words] = group
    block.ends[words + 1] = end
    return words + 1


@njit(cache=True, nogil=True)
def cut_words(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    text_groups: NDArray[np.int32],
    text: Whole,
    at: Whole,
    tables: CharacterTables,
    block: Block,
) -> tuple[Whole, Whole, Whole, Whole]:
    """Fill the block with the words from byte `at` of `text` on.

    Returns (text, byte) at which to continue, words in the block, and over-long words skipped.
    """
    kinds, lowered = tables.kinds, tables.lowered
    words, overlong, tail = 0, 0, int64(0)
    while text < len(offsets) - 1:
        end, group = offsets[text + 1], text_groups[text]
        length, state = 0, uint64(0)
        while True:
            if length == 0 and words + 2 > BLOCK:
                return text, at, words, overlong
            code, kind = int64(0), GONE
            over = at == end
            closes = over
            if not over:
                lead = data[at]
                code, width = decode(data, at)
                at += width
                if 0xEA <= lead <= 0xED and 0xAC00 <= code <= 0xD7A3 and length < LONGEST_WORD:
                    block.letters[tail] = lead
                    block.letters[tail + 1] = data[at - 2]
                    block.letters[tail + 2] = data[at - 1]
                    tail += 3
                    state = mix(state, code)
                    length += 1
                    continue
                kind = kinds[code]
                closes = kind != LETTER and kind != GONE
            if closes and length:
                if length <= LONGEST_WORD:
                    words = _close(block, words, state, group, tail)
                else:
                    overlong += 1
                tail = block.ends[words]
                length, state = 0, uint64(0)
            if kind == LETTER:
                if code < len(lowered):
                    code = int64(lowered[code])
                while code:
                    if length <= LONGEST_WORD:
                        tail = encode(code & 0x1FFFFF, block.letters, tail)
                        state = mix(state, code & 0x1FFFFF)
                        length += 1
                    code >>= 21
            elif kind == ALONE:
                tail = encode(code, block.letters, tail)
                words = _close(block, words, mix(uint64(0), code), group, tail)
            elif over:
                break
        text += 1
        at = offsets[text]
    return text, at, words, overlong
