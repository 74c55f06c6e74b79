"""Counts the words of texts by group: one hash table over Arrow buffers."""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value"

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
from numba import int64, njit, uint64

from lmkor_data.corpus.text_buffers import PADDING, TextBuffers, text_array
from lmkor_data.corpus.utf8 import Whole, decode, encode
from lmkor_data.vocab.characters import ALONE, GONE, LETTER, character_tables
from lmkor_data.vocab.scattering import scatter

#: BERT tokenizers give [UNK] for longer words, in characters; so they are not learned from.
LONGEST_WORD = 100

#: Words are told apart into this many parts by their hash, so that parts can be merged alone.
PARTS = 64
_PART_SHIFT = 58

_START_WORDS = 1 << 14
_START_BYTES = 1 << 18


class WordTable:
    """Words with their counts, told apart by the group (category and source) of their text."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.words = 0
        self.overlong = 0
        self._slots = np.full(2 * _START_WORDS, -1, np.int32)
        self._hashes = np.empty(_START_WORDS, np.uint64)
        self._groups = np.empty(_START_WORDS, np.int32)
        self._counts = np.empty(_START_WORDS, np.int64)
        self._starts = np.zeros(_START_WORDS + 1, np.int64)
        self._letters = np.empty(_START_BYTES, np.uint8)

    def add(self, texts: TextBuffers, groups: np.ndarray) -> None:
        """Count every word of every text; `groups` (int32) has one number a text."""
        kinds, lowered = character_tables()
        text, longest_text = 0, int(np.diff(texts.offsets).max(initial=0))
        while text < texts.count:
            self._make_room(longest_text)
            text, self.words, self.overlong = _count(
                texts.offsets,
                texts.data,
                groups,
                text,
                kinds,
                lowered,
                self._slots,
                self._hashes,
                self._groups,
                self._counts,
                self._starts,
                self._letters,
                self.words,
                self.overlong,
            )

    def parts(self) -> list[pa.RecordBatch]:
        """`PARTS` batches of `word`, `group`, `count`; a word is always in the same part."""
        n = self.words
        part = (self._hashes[:n] >> uint64(_PART_SHIFT)).astype(np.int64)
        order = np.argsort(part, kind="stable")
        bounds = np.searchsorted(part[order], np.arange(PARTS + 1))
        words = text_array(self._starts[: n + 1], self._letters)
        columns = [words, pa.array(self._groups[:n]), pa.array(self._counts[:n])]
        whole = pa.RecordBatch.from_arrays(columns, ["word", "group", "count"])
        return [
            whole.take(pa.array(order[first:last])) for first, last in itertools.pairwise(bounds)
        ]

    def _make_room(self, text_bytes: int) -> None:
        """Room for one more text, whatever is in it: a word a byte, and case may grow letters."""
        while self.words + text_bytes > len(self._hashes):
            self._hashes, self._groups = _doubled(self._hashes), _doubled(self._groups)
            self._counts = _doubled(self._counts)
            self._starts = _doubled(self._starts)
            self._slots = np.full(2 * len(self._slots), -1, np.int32)
            _rehash(self._slots, self._hashes, self._groups, self.words)
        while self._starts[self.words] + 2 * text_bytes + PADDING > len(self._letters):
            self._letters = _doubled(self._letters)


def _doubled(array: np.ndarray) -> np.ndarray:
    wider = np.empty(2 * len(array), array.dtype)
    wider[: len(array)] = array
    return wider


@njit(cache=True, nogil=True, inline="always")
def _place(word_hash: Whole, group: Whole, mask: Whole) -> Whole:
    return int64(scatter(word_hash + uint64(group)) & uint64(mask))


@njit(cache=True, nogil=True)
def _rehash(slots: np.ndarray, hashes: np.ndarray, groups: np.ndarray, words: Whole) -> None:
    mask = len(slots) - 1
    for word in range(words):
        slot = _place(hashes[word], groups[word], mask)
        while slots[slot] >= 0:
            slot = slot + 1 & mask
        slots[slot] = word


@njit(cache=True, nogil=True)
def _same(letters: np.ndarray, one: Whole, other: Whole, size: Whole) -> bool:
    for i in range(size):  # noqa: SIM110 (compiled, a generator is slower)
        if letters[one + i] != letters[other + i]:
            return False
    return True


@njit(cache=True, nogil=True)
def _enter(
    word_hash: Whole,
    group: Whole,
    end: Whole,
    words: Whole,
    slots: np.ndarray,
    hashes: np.ndarray,
    groups: np.ndarray,
    counts: np.ndarray,
    starts: np.ndarray,
    letters: np.ndarray,
) -> Whole:
    """Count the word that lies behind the last one in `letters`; returns how many there are."""
    start = starts[words]
    mask = len(slots) - 1
    slot = _place(word_hash, group, mask)
    while slots[slot] >= 0:
        known = slots[slot]
        if (
            hashes[known] == word_hash
            and groups[known] == group
            and starts[known + 1] - starts[known] == end - start
            and _same(letters, starts[known], start, end - start)
        ):
            counts[known] += 1
            return words
        slot = slot + 1 & mask
    slots[slot] = words
    hashes[words] = word_hash
    groups[words] = group
    counts[words] = 1
    starts[words + 1] = end
    return words + 1


@njit(cache=True, nogil=True)
def _count(
    offsets: np.ndarray,
    data: np.ndarray,
    text_groups: np.ndarray,
    text: Whole,
    kinds: np.ndarray,
    lowered: np.ndarray,
    slots: np.ndarray,
    hashes: np.ndarray,
    groups: np.ndarray,
    counts: np.ndarray,
    starts: np.ndarray,
    letters: np.ndarray,
    words: Whole,
    overlong: Whole,
) -> tuple[Whole, Whole, Whole]:
    """Count texts from `text` on while there is room; returns (next text, words, overlong)."""
    while text < len(offsets) - 1:
        at, end = offsets[text], offsets[text + 1]
        size = end - at
        tail = starts[words]
        if words + size > len(hashes) or tail + 2 * size + 8 > len(letters):
            return text, words, overlong
        group = text_groups[text]
        length = 0
        word_hash = uint64(0)
        while at <= end:
            code, kind = int64(0), GONE
            closes = at == end
            if closes:
                at += 1
            else:
                code, width = decode(data, at)
                at += width
                kind = kinds[code]
                closes = kind != LETTER and kind != GONE
            if closes and length:
                if length <= LONGEST_WORD:
                    words = _enter(
                        scatter(word_hash), group, tail, words,
                        slots, hashes, groups, counts, starts, letters,
                    )  # fmt: skip
                else:
                    overlong += 1
                tail = starts[words]
                length = 0
                word_hash = uint64(0)
            if kind == LETTER:
                if code < len(lowered):
                    code = int64(lowered[code])
                while True:
                    tail = encode(code & 0x1FFFFF, letters, tail)
                    word_hash = (word_hash ^ uint64(code & 0x1FFFFF)) * uint64(0x9E3779B97F4A7C15)
                    length += 1
                    code >>= 21
                    if code == 0:
                        break
            elif kind == ALONE:
                tail = encode(code, letters, tail)
                alone = uint64(code) * uint64(0x9E3779B97F4A7C15)
                words = _enter(
                    scatter(alone), group, tail, words,
                    slots, hashes, groups, counts, starts, letters,
                )  # fmt: skip
                tail = starts[words]
        text += 1
    return text, words, overlong
