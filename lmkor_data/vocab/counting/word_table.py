"""Hash table of word counts by group, filled one block of words at a time.

A lookup waits for memory three times: slot, row, letters. A block is therefore processed in steps
that issue many independent loads at once.
"""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value"

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numba import int64, njit, uint64
from numpy.typing import NDArray

from lmkor_data.text.buffers import TextBuffers, text_array
from lmkor_data.text.utf8 import Whole, decode
from lmkor_data.vocab.counting.character_classes import character_tables
from lmkor_data.vocab.counting.decoder_pretokenization import character_kinds, split_words
from lmkor_data.vocab.counting.pretokenization import BLOCK, Block, cut_words, mix
from lmkor_data.vocab.hashing import splitmix64

#: Pre-tokenizers: of BERT and other encoders, and of decoder models.
BERT, DECODER = "bert", "decoder"

#: Number of hash partitions; each can be merged independently.
PARTS = 256
_PART_SHIFT = 56

_START_WORDS = 1 << 14
_START_BYTES = 1 << 18
_STEP = 64
_HASH, _COUNT, _START, _GROUP_SIZE = range(4)


class _Table(NamedTuple):
    slots: NDArray[np.int32]  #: length 2^n: index of the word, or -1
    rows: NDArray[np.int64]  #: shape (words, 4): hash, count, start of letters, group << 32 | bytes
    letters: NDArray[np.uint8]


class WordTable:
    """Word counts by group; a group is a (category, source) of texts."""

    def __init__(self, pretokenizer: str = BERT) -> None:
        """`pretokenizer` is BERT or DECODER."""
        self._pretokenizer = pretokenizer
        self._block, self._counted = Block.empty(), Block.empty()
        self.clear()

    def clear(self) -> None:
        """Remove all words and free the arrays."""
        self.words = 0
        self.overlong = 0
        self._bytes = 0  #: used bytes of `letters`
        self._table = _Table(
            np.full(2 * _START_WORDS, -1, np.int32),
            np.empty((_START_WORDS, 4), np.int64),
            np.empty(_START_BYTES, np.uint8),
        )

    def add(self, texts: TextBuffers, groups: NDArray[np.int32]) -> None:
        """Count every word of every text; `groups` has one number per text."""
        text, at = 0, int(texts.offsets[0])
        while text < texts.count:
            where = texts.offsets, texts.data, groups, text, at
            if self._pretokenizer == DECODER:
                text, at, words, overlong = split_words(*where, character_kinds(), self._block)
            else:
                text, at, words, overlong = cut_words(*where, character_tables(), self._block)
            self.overlong += overlong
            self._enter(self._block, words)

    def add_counted(
        self, words: TextBuffers, groups: NDArray[np.int32], counts: NDArray[np.int64]
    ) -> None:
        """Add words without pre-tokenization; `groups` and `counts` have one number per word."""
        first = 0
        while first < words.count:
            taken = _take_words(words.offsets, words.data, groups, counts, first, self._counted)
            self._enter(self._counted, taken)
            first += taken

    def parts(self) -> list[pa.RecordBatch]:
        """Return `PARTS` batches of `word`, `group`, `count`; equal words fall into equal parts."""
        rows = self._table.rows[: self.words]
        part = (rows[:, _HASH].view(np.uint64) >> np.uint64(_PART_SHIFT)).astype(np.uint8)
        order = np.argsort(part, kind="stable")
        bounds = np.searchsorted(part[order], np.arange(PARTS + 1))
        whole = self._batch(order)
        return [whole.slice(a, b - a) for a, b in itertools.pairwise(bounds.tolist())]

    def whole(self) -> pa.RecordBatch:
        """Return `word`, `group`, `count` in order of first insertion."""
        return self._batch(np.arange(self.words))

    def _batch(self, chosen: NDArray[np.int64]) -> pa.RecordBatch:
        rows = self._table.rows[chosen]
        sizes = rows[:, _GROUP_SIZE] & 0xFFFFFFFF
        ends = np.concatenate([[0], np.cumsum(sizes)])
        letters = np.empty(ends[-1], np.uint8)
        _gather(self._table.letters, np.ascontiguousarray(rows[:, _START]), ends, letters)
        columns = {
            "word": text_array(ends, letters),
            "group": pa.array((rows[:, _GROUP_SIZE] >> 32).astype(np.int32)),
            "count": pa.array(rows[:, _COUNT]),
        }
        return pa.RecordBatch.from_pydict(columns)

    def _enter(self, block: Block, words: int) -> None:
        slots, rows, letters = self._table
        if self.words + words > len(rows):
            rows = _wider(rows, self.words, len(rows))
            slots = np.full(2 * len(slots), -1, np.int32)
            _rehash(slots, rows, self.words)
        if self._bytes + int(block.ends[words]) > len(letters):
            letters = _wider(letters, self._bytes, max(len(letters), len(block.letters)))
        self._table = _Table(slots, rows, letters)
        self.words, self._bytes = _enter(self._table, block, words, self.words, self._bytes)


def _wider(array: NDArray, used: int, more: int) -> NDArray:
    wider = np.empty((len(array) + more, *array.shape[1:]), array.dtype)
    wider[:used] = array[:used]
    return wider


@njit(cache=True, nogil=True, inline="always")
def _place(word_hash: Whole, group: Whole, mask: Whole) -> Whole:
    return int64(splitmix64(uint64(word_hash) + uint64(group)) & uint64(mask))


@njit(cache=True, nogil=True)
def _rehash(slots: NDArray[np.int32], rows: NDArray[np.int64], words: Whole) -> None:
    mask = len(slots) - 1
    for word in range(words):
        slot = _place(rows[word, _HASH], rows[word, _GROUP_SIZE] >> 32, mask)
        while slots[slot] >= 0:
            slot = slot + 1 & mask
        slots[slot] = word


@njit(cache=True, nogil=True)
def _gather(
    letters: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    out: NDArray[np.uint8],
) -> None:
    for word in range(len(starts)):
        start, to = starts[word], ends[word]
        for i in range(ends[word + 1] - to):
            out[to + i] = letters[start + i]


@njit(cache=True, nogil=True, inline="always")
def _same(
    one: NDArray[np.uint8], at: Whole, other: NDArray[np.uint8], start: Whole, size: Whole
) -> bool:
    for i in range(size):  # noqa: SIM110 (compiled, a generator is slower)
        if one[at + i] != other[start + i]:
            return False
    return True


@njit(cache=True, nogil=True)
def _enter(
    table: _Table, block: Block, block_words: Whole, words: Whole, used: Whole
) -> tuple[Whole, Whole]:
    """Count the words of the block; returns the new numbers of words and of bytes of letters."""
    slots, rows, letters = table.slots, table.rows, table.letters
    mask = len(slots) - 1
    places, found = np.empty(_STEP, np.int64), np.empty(_STEP, np.int64)
    starts = np.empty(_STEP, np.int64)
    first_letters = np.empty(_STEP, np.uint8)
    for first in range(0, block_words, _STEP):
        step = min(_STEP, block_words - first)
        # Prefetch what the loop below needs; it checks the values again.
        for i in range(step):
            places[i] = _place(block.hashes[first + i], block.groups[first + i], mask)
            found[i] = max(slots[places[i]], 0)
        for i in range(step):
            starts[i] = rows[found[i], _START] if words else 0
        for i in range(step):
            first_letters[i] = letters[starts[i]]
        for i in range(step):
            word_hash, start = block.hashes[first + i], block.ends[first + i]
            size = block.ends[first + i + 1] - start
            home = block.groups[first + i] << 32 | size
            slot = places[i]
            while True:
                known = slots[slot]
                if known < 0:
                    slots[slot] = words
                    rows[words, _HASH], rows[words, _COUNT] = word_hash, block.counts[first + i]
                    rows[words, _START], rows[words, _GROUP_SIZE] = used, home
                    for j in range(size):
                        letters[used + j] = block.letters[start + j]
                    words += 1
                    used += size
                    break
                if (
                    rows[known, _HASH] == word_hash
                    and rows[known, _GROUP_SIZE] == home
                    and _same(letters, rows[known, _START], block.letters, start, size)
                ):
                    rows[known, _COUNT] += block.counts[first + i]
                    break
                slot = slot + 1 & mask
    return words, used


@njit(cache=True, nogil=True)
def _take_words(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    groups: NDArray[np.int32],
    counts: NDArray[np.int64],
    first: Whole,
    block: Block,
) -> Whole:
    """Fill the block with words from `first` on; returns their number."""
    taken = min(BLOCK, len(offsets) - 1 - first)
    tail = 0
    for i in range(taken):
        at, state = offsets[first + i], uint64(0)
        while at < offsets[first + i + 1]:
            code, width = decode(data, at)
            state = mix(state, code)
            for j in range(width):
                block.letters[tail + j] = data[at + j]
            at += width
            tail += width
        block.hashes[i], block.counts[i] = int64(splitmix64(state)), counts[first + i]
        block.groups[i], block.ends[i + 1] = groups[first + i], tail
    return taken
