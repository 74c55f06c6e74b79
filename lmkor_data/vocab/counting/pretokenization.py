"""Cuts texts into words as BERT tokenizers do, a block of words at a time."""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import int64, njit, uint64

from lmkor_data.text.utf8 import Whole, decode, encode
from lmkor_data.vocab.counting.character_classes import ALONE, GONE, LETTER
from lmkor_data.vocab.hashing import scatter

#: BERT tokenizers give [UNK] for longer words, in characters; so they are not learned from.
LONGEST_WORD = 100

#: Words of a block: enough that the call costs nothing, few enough that they stay in the cache.
BLOCK = 4096

_BYTES_OF_WORD = 4 * LONGEST_WORD + 12  # one letter may become two, and a last one is undone


class Block(NamedTuple):
    """Words on their way to a table: word `i` is `letters[ends[i]:ends[i + 1]]`."""

    hashes: np.ndarray  #: int64, of the letters
    groups: np.ndarray  #: int64, of the text it stands in
    counts: np.ndarray  #: int64
    ends: np.ndarray  #: int64, one more than words, the first 0
    letters: np.ndarray  #: uint8

    @classmethod
    def empty(cls) -> Block:
        hashes, groups = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
        ends, letters = np.zeros(BLOCK + 1, np.int64), np.empty(BLOCK * _BYTES_OF_WORD, np.uint8)
        return cls(hashes, groups, np.ones(BLOCK, np.int64), ends, letters)


@njit(cache=True, nogil=True, inline="always")
def mix(state: Whole, code: Whole) -> Whole:
    """The hash of letters so far and one more; `scatter` finishes it."""
    return (state ^ uint64(code)) * uint64(0x9E3779B97F4A7C15)


@njit(cache=True, nogil=True, inline="always")
def _close(block: Block, words: Whole, state: Whole, group: Whole, end: Whole) -> Whole:
    block.hashes[words] = int64(scatter(state))
    block.groups[words] = group
    block.ends[words + 1] = end
    return words + 1


@njit(cache=True, nogil=True)
def cut_words(
    offsets: np.ndarray,
    data: np.ndarray,
    text_groups: np.ndarray,
    text: Whole,
    at: Whole,
    kinds: np.ndarray,
    lowered: np.ndarray,
    block: Block,
) -> tuple[Whole, Whole, Whole, Whole]:
    """Fill the block with the words from byte `at` of `text` on.

    Returns (text, byte) to go on at, how many words there are, and how many were over-long.
    """
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
