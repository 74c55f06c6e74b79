"""WordPiece encoding of Arrow columns: greedy longest match first (Devlin 2018).

Ids equal those of Hugging Face's tokenizer, except that literal text such as `[MASK]` is encoded as
text and never as a special token.
"""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value"

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

from lmkor_data.text.buffers import TextBuffers
from lmkor_data.text.utf8 import Whole, decode
from lmkor_data.vocab.counting.character_classes import (
    ALONE,
    GONE,
    LETTER,
    CharacterTables,
    character_tables,
)
from lmkor_data.vocab.counting.pretokenization import LONGEST_WORD, mix
from lmkor_data.vocab.hashing import splitmix64
from lmkor_data.vocab.tokenizer.tokenizer_folder import SPECIAL, UNK
from lmkor_data.vocab.training.alphabet import PREFIX


@dataclass(frozen=True)
class Pieces:
    """Encoded texts: text `i` is `ids[offsets[i]:offsets[i + 1]]`."""

    offsets: NDArray[np.int64]  #: one more than texts
    ids: NDArray[np.int32]
    starts: NDArray[np.bool_]  #: True where a piece begins a word


class _Entries(NamedTuple):
    """Hash table of the vocabulary over code points."""

    slots: NDArray[np.int32]  #: length 2^n: the entry, or -1
    letters: NDArray[np.int32]  #: code points of all entries, without ##
    bounds: NDArray[np.int64]  #: entry `i` is `letters[bounds[i]:bounds[i + 1]]`
    inside: NDArray[np.uint8]  #: 1 for entries with ##


class _Output(NamedTuple):
    """Arrays that the kernel fills, as in `Pieces`."""

    offsets: NDArray[np.int64]
    ids: NDArray[np.int32]
    starts: NDArray[np.bool_]


class WordPiece:
    """Encoder of texts with a WordPiece vocabulary."""

    def __init__(self, entries: Sequence[str], lowercase: bool = True) -> None:
        self._unknown = entries.index(UNK)
        self._tables = character_tables(lowercase)
        inside = [e.startswith(PREFIX) and len(e) > len(PREFIX) for e in entries]
        spelt = [e[len(PREFIX) :] if i else e for e, i in zip(entries, inside, strict=True)]
        # Special tokens match no text: leave their letters empty.
        spelt = ["" if entry in SPECIAL else entry for entry in spelt]
        bounds = np.cumsum([0, *map(len, spelt)], dtype=np.int64)
        letters = np.frombuffer("".join(spelt).encode("utf-32-le"), np.int32)
        slots = np.full(1 << (4 * len(entries)).bit_length(), -1, np.int32)
        self._entries = _Entries(slots, letters, bounds, np.array(inside, np.uint8))
        _enter_all(self._entries)

    def encode(self, texts: TextBuffers) -> Pieces:
        """Encode every text, without adding special tokens."""
        room = texts.bytes + 1
        ids, starts = np.empty(room, np.int32), np.empty(room, np.bool_)
        offsets = np.zeros(texts.count + 1, np.int64)
        out = _Output(offsets, ids, starts)
        _encode(texts.offsets, texts.data, self._tables, self._entries, self._unknown, out)
        return Pieces(offsets, ids[: offsets[-1]], starts[: offsets[-1]])


@njit(cache=True, nogil=True, inline="always")
def _find(
    entries: _Entries,
    state: Whole,
    inside: Whole,
    codes: NDArray[np.int32],
    first: Whole,
    size: Whole,
) -> Whole:
    """Return the entry with these code points, or -1."""
    mask = len(entries.slots) - 1
    slot = np.int64(splitmix64(state + uint64(inside)) & uint64(mask))
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
            state = mix(state, entries.letters[i])
        slot = np.int64(splitmix64(state + uint64(entries.inside[entry])) & uint64(mask))
        while entries.slots[slot] >= 0:
            slot = slot + 1 & mask
        entries.slots[slot] = entry


@njit(cache=True, nogil=True)
def _cut_word(
    entries: _Entries,
    codes: NDArray[np.int32],
    length: Whole,
    unknown: Whole,
    out: _Output,
    at: Whole,
) -> Whole:
    """Write the pieces of one word at index `at`; returns the next index."""
    ids, starts = out.ids, out.starts
    begin, first = at, 0
    while first < length and length <= LONGEST_WORD:
        inside = 1 if first else 0
        state = uint64(0)
        best, best_size = np.int64(-1), 0
        for size in range(1, length - first + 1):
            state = mix(state, codes[first + size - 1])
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
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    tables: CharacterTables,
    entries: _Entries,
    unknown: Whole,
    out: _Output,
) -> None:
    kinds, lowered = tables.kinds, tables.lowered
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
                to = _cut_word(entries, codes, length, unknown, out, to)
                length = 0
            if kind == ALONE:
                codes[0] = code
                to = _cut_word(entries, codes, 1, unknown, out, to)
        if length:
            to = _cut_word(entries, codes, length, unknown, out, to)
        out.offsets[text + 1] = to
