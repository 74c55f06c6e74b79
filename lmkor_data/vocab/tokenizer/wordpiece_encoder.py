"""WordPiece encoding of whole Arrow columns: the longest entry first, as BERT tokenizers do.

The pieces are those of Hugging Face's tokenizer (tests hold it against them); only the literal
text `[MASK]` and its kin stay text here, where Hugging Face would see special tokens.
"""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value"

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit, uint64

from lmkor_data.text.buffers import TextBuffers
from lmkor_data.text.utf8 import Whole, decode
from lmkor_data.vocab.counting.character_classes import ALONE, GONE, LETTER, character_tables
from lmkor_data.vocab.counting.pretokenization import LONGEST_WORD
from lmkor_data.vocab.hashing import scatter
from lmkor_data.vocab.tokenizer.tokenizer_folder import SPECIAL, UNK
from lmkor_data.vocab.training.alphabet import PREFIX


@dataclass(frozen=True)
class Pieces:
    """Text `i` has the pieces `ids[offsets[i]:offsets[i + 1]]`."""

    offsets: np.ndarray  #: int64, one more than there are texts
    ids: np.ndarray  #: int32
    starts: np.ndarray  #: bool: the piece begins a word


class _Entries(NamedTuple):
    """The vocabulary as a hash table over code points."""

    slots: np.ndarray  #: int32[2^n]: the entry, or -1
    letters: np.ndarray  #: int32: the code points of all entries, without ##
    bounds: np.ndarray  #: int64: where the letters of an entry begin and the next one's do
    inside: np.ndarray  #: uint8: 1 for entries with ##


class WordPiece:
    """Encodes texts with a vocabulary."""

    def __init__(self, entries: Sequence[str], lowercase: bool = True) -> None:
        self._unknown = entries.index(UNK)
        self._tables = character_tables(lowercase)
        inside = [e.startswith(PREFIX) and len(e) > len(PREFIX) for e in entries]
        spelt = [e[len(PREFIX) :] if i else e for e, i in zip(entries, inside, strict=True)]
        # What no text can match needs no letters.
        spelt = ["" if entry in SPECIAL else entry for entry in spelt]
        bounds = np.cumsum([0, *map(len, spelt)], dtype=np.int64)
        letters = np.frombuffer("".join(spelt).encode("utf-32-le"), np.int32)
        slots = np.full(1 << (4 * len(entries)).bit_length(), -1, np.int32)
        self._entries = _Entries(slots, letters, bounds, np.array(inside, np.uint8))
        _enter_all(self._entries)

    def encode(self, texts: TextBuffers) -> Pieces:
        """The pieces of every text, without special tokens."""
        room = texts.bytes + 1
        ids, starts = np.empty(room, np.int32), np.empty(room, np.bool_)
        offsets = np.zeros(texts.count + 1, np.int64)
        kinds, lowered = self._tables
        _encode(
            texts.offsets, texts.data, kinds, lowered, self._entries, self._unknown,
            offsets, ids, starts,
        )  # fmt: skip
        return Pieces(offsets, ids[: offsets[-1]], starts[: offsets[-1]])


@njit(cache=True, nogil=True, inline="always")
def _mix(state: Whole, code: Whole) -> Whole:
    return (state ^ uint64(code)) * uint64(0x9E3779B97F4A7C15)


@njit(cache=True, nogil=True, inline="always")
def _find(
    entries: _Entries, state: Whole, inside: Whole, codes: np.ndarray, first: Whole, size: Whole
) -> Whole:
    """The entry with these letters, or -1."""
    mask = len(entries.slots) - 1
    slot = np.int64(scatter(state + uint64(inside)) & uint64(mask))
    while entries.slots[slot] >= 0:
        entry = entries.slots[slot]
        begin = entries.bounds[entry]
        if entries.bounds[entry + 1] - begin == size and entries.inside[entry] == inside:
            same = True
            for i in range(size):
                if entries.letters[begin + i] != codes[first + i]:
                    same = False
                    break
            if same:
                return np.int64(entry)
        slot = slot + 1 & mask
    return np.int64(-1)


@njit(cache=True, nogil=True)
def _enter_all(entries: _Entries) -> None:
    mask = len(entries.slots) - 1
    for entry in range(len(entries.inside)):
        begin, end = entries.bounds[entry], entries.bounds[entry + 1]
        if begin == end:
            continue
        state = uint64(0)
        for i in range(begin, end):
            state = _mix(state, entries.letters[i])
        slot = np.int64(scatter(state + uint64(entries.inside[entry])) & uint64(mask))
        while entries.slots[slot] >= 0:
            slot = slot + 1 & mask
        entries.slots[slot] = entry


@njit(cache=True, nogil=True)
def _cut_word(
    entries: _Entries,
    codes: np.ndarray,
    length: Whole,
    unknown: Whole,
    ids: np.ndarray,
    starts: np.ndarray,
    at: Whole,
) -> Whole:
    """Write the pieces of one word at `at`; returns the place after them."""
    begin, first = at, 0
    while first < length and length <= LONGEST_WORD:
        inside = 1 if first else 0
        state = uint64(0)
        best, best_size = np.int64(-1), 0
        for size in range(1, length - first + 1):
            state = _mix(state, codes[first + size - 1])
            entry = _find(entries, state, inside, codes, first, size)
            if entry >= 0:
                best, best_size = entry, size
        if best < 0:
            break
        ids[at], starts[at] = best, first == 0
        at += 1
        first += best_size
    if first < length:
        ids[begin], starts[begin] = unknown, True
        return begin + 1
    return at


@njit(cache=True, nogil=True)
def _encode(
    offsets: np.ndarray,
    data: np.ndarray,
    kinds: np.ndarray,
    lowered: np.ndarray,
    entries: _Entries,
    unknown: Whole,
    out: np.ndarray,
    ids: np.ndarray,
    starts: np.ndarray,
) -> None:
    codes = np.empty(LONGEST_WORD + 3, np.int32)
    to = 0
    for text in range(len(offsets) - 1):
        at, end = offsets[text], offsets[text + 1]
        length = 0
        while at < end:
            code, width = decode(data, at)
            at += width
            kind = kinds[code]
            if kind == GONE:
                continue
            if kind == LETTER:
                if code < len(lowered):
                    code = np.int64(lowered[code])
                while True:
                    if length <= LONGEST_WORD:
                        codes[length] = code & 0x1FFFFF
                        length += 1
                    code >>= 21
                    if code == 0:
                        break
                continue
            if length:
                to = _cut_word(entries, codes, length, unknown, ids, starts, to)
                length = 0
            if kind == ALONE:
                codes[0] = code
                to = _cut_word(entries, codes, 1, unknown, ids, starts, to)
        if length:
            to = _cut_word(entries, codes, length, unknown, ids, starts, to)
        out[text + 1] = to
