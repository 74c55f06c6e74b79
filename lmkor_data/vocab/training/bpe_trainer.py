"""Deterministic trainer of byte-level BPE on word counts (Sennrich 2016, Radford 2019)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.text.buffers import TextBuffers
from lmkor_data.vocab.hashing import splitmix64
from lmkor_data.vocab.training.hangul_bytes import token_flows
from lmkor_data.vocab.training.merge_kernel import MULTIPLIER, Goal, Symbols, enter_tokens
from lmkor_data.vocab.training.pair_merging import Merged, merge_symbols, token_table

BYTES = tuple(bytes([value]) for value in range(256))


@dataclass
class BytePieces:
    """Tokens as bytes, and the merges that make them; numbers are indices of `tokens`."""

    tokens: list[bytes]  #: those that training began with, then the merged ones
    merges: list[tuple[int, int]]  #: in order of priority
    encoded: int  #: tokens of the training words, weighted by their counts
    results: list[int] = field(default_factory=list)  #: the token that each merge makes

    def made(self) -> Iterator[tuple[int, int, int]]:
        """Yield (left, right, made) in order of priority."""
        for (left, right), made in zip(self.merges, self.results, strict=True):
            yield left, right, made


def train_bpe(words: TextBuffers, counts: NDArray[np.int64], size: int, least: int) -> BytePieces:
    """Learn `size` tokens, the 256 bytes included; pairs that count less than `least` stay two."""
    starts, lengths, pieces = _bytes_of(words.offsets, words.data)
    symbols = Symbols(starts, lengths, pieces, counts)
    tokens = token_table(byte_hashes(), size)
    merged = merge_symbols(symbols, tokens, len(BYTES), Goal(size, least, False))
    return _spelled(BYTES, merged, symbols)


def train_on(symbols: Symbols, tokens: Sequence[bytes], more: int, least: int) -> BytePieces:
    """Learn `more` tokens of Hangul beyond `tokens`; see `hangul_bytes` for what may merge.

    `symbols` are words in `tokens`, which are shortened in place. An empty token never merges.
    """
    size = len(tokens) + more
    one, base = byte_hashes(), np.uint64(MULTIPLIER)
    hashes, lengths = np.zeros(len(tokens), np.uint64), np.zeros(len(tokens), np.int32)
    with np.errstate(over="ignore"):
        for number, token in enumerate(tokens):
            for byte in token:
                hashes[number] = hashes[number] * base + one[byte]
            lengths[number] = len(token)
    table = token_table(hashes, size, None, token_flows(tokens, size + 1))
    table.lengths[: len(tokens)] = lengths
    enter_tokens(table, len(tokens))
    merged = merge_symbols(symbols, table, len(tokens), Goal(size, least, True))
    return _spelled(tokens, merged, symbols)


def _spelled(alphabet: Sequence[bytes], merged: Merged, symbols: Symbols) -> BytePieces:
    spelled, merges, results = list(alphabet), [], []
    for left, right, made in merged.rows():
        merges.append((left, right))
        results.append(made)
        if made == len(spelled):
            spelled.append(spelled[left] + spelled[right])
    encoded = int((symbols.lengths * symbols.counts).sum())
    assert len(spelled) == merged.tokens, "two tokens had the same hash"
    return BytePieces(spelled, merges, encoded, results)


def byte_hashes() -> NDArray[np.uint64]:
    """Return the hash of every byte, from which the kernel makes those of tokens."""
    return np.array([splitmix64(value + 1) for value in range(256)], np.uint64)


@njit(cache=True, nogil=True)
def _bytes_of(
    offsets: NDArray[np.int64], data: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Convert words to symbols, one per byte: (starts, lengths, symbols)."""
    n = len(offsets) - 1
    starts, lengths = np.empty(n, np.int64), np.empty(n, np.int32)
    pieces = np.empty(max(1, offsets[n] - offsets[0]), np.int32)
    for at in range(offsets[0], offsets[n]):
        pieces[at - offsets[0]] = data[at]
    for word in range(n):
        starts[word] = offsets[word] - offsets[0]
        lengths[word] = offsets[word + 1] - offsets[word]
    return starts, lengths, pieces
