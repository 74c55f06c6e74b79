"""Deterministic trainer of unigram language model vocabularies on word counts (Kudo 2018).

Seed pieces come from our own byte pair encoding over characters, `SEEDS` times as many as wanted.
EM steps estimate their probabilities, and pieces whose loss is smallest are pruned, until the size
is met. Characters outside the alphabet are left to byte fallback.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.text.buffers import TextBuffers, text_buffers
from lmkor_data.vocab.hashing import splitmix64
from lmkor_data.vocab.training.merge_kernel import Goal, Symbols
from lmkor_data.vocab.training.pair_merging import merge_symbols, token_table
from lmkor_data.vocab.training.piece_trie import Trie, build_trie
from lmkor_data.vocab.training.segmentation import (
    Words,
    best_counts,
    expected_counts,
    pruning_losses,
)
from lmkor_data.vocab.training.wordpiece_trainer import spell_words

#: Seed pieces per piece wanted; share kept in each round; EM steps per round (SentencePiece).
SEEDS = 3
SHRINKING = 0.75
EM_STEPS = 2
#: Rounds end at this multiple of the size; the last pruning then takes the pieces by probability.
_NEARLY = 1.1
#: Minimum expected count of a piece.
_LEAST = 0.5


@dataclass
class UnigramPieces:
    """Pieces with their log-probabilities, most probable first."""

    pieces: list[str]
    scores: list[float]
    encoded: int  #: tokens of the training words, weighted by their counts


def train_unigram(
    words: TextBuffers, counts: NDArray[np.int64], characters: list[str], size: int, least: int
) -> UnigramPieces:
    """Learn `size` pieces, all `characters` among them.

    Words with another character teach nothing. Seed pairs that count less than `least` stay two.
    """
    words, counts = _sorted(words, counts)
    numbers = np.full(0x110000, -1, np.int32)
    numbers[[ord(c) for c in characters]] = np.arange(len(characters))
    starts, lengths, symbols, used = spell_words(words.offsets, words.data, numbers, numbers)
    training = _words(starts[used], lengths[used], symbols, counts[used])
    pieces = _seeds(training, characters, max(size, SEEDS * size), least)
    scores = np.log(np.ones(len(pieces)) / len(pieces))
    while True:
        trie, spelled = _trie_of(pieces, numbers)
        for _ in range(EM_STEPS):
            scores = _em_step(training, trie, scores)
        if len(pieces) <= max(size, int(size * _NEARLY)):
            break
        wanted = max(int(size * _NEARLY), int(len(pieces) * SHRINKING))
        pieces, scores = _prune(training, trie, spelled, pieces, scores, wanted)
    order = np.lexsort((np.arange(len(pieces)), -scores))
    single = np.array([len(piece) == 1 for piece in pieces])
    room = size - int(single.sum())
    kept = np.sort(np.concatenate([np.flatnonzero(single), order[~single[order]][: max(0, room)]]))
    chosen, scores = [pieces[i] for i in kept], scores[kept]
    trie, _ = _trie_of(chosen, numbers)
    scores = _em_step(training, trie, scores)
    encoded = best_counts(training, trie, scores, np.zeros(len(chosen), np.int64))
    by_score = sorted(zip((-scores).round(6).tolist(), chosen, strict=True))
    return UnigramPieces([p for _, p in by_score], [-s for s, _ in by_score], int(encoded))


def _sorted(words: TextBuffers, counts: NDArray[np.int64]) -> tuple[TextBuffers, NDArray[np.int64]]:
    """Sort words by their bytes: sums of floating-point numbers depend on the order."""
    end = int(words.offsets[-1])
    offsets, data = pa.py_buffer(words.offsets), pa.py_buffer(words.data[:end])
    column = pa.LargeStringArray.from_buffers(words.count, offsets, data)
    order = pc.array_sort_indices(column)
    return text_buffers(column.take(order)), counts[np.asarray(order)]


def _words(
    starts: NDArray[np.int64],
    lengths: NDArray[np.int32],
    symbols: NDArray[np.int32],
    counts: NDArray[np.int64],
) -> Words:
    """Close the gaps that unused words left."""
    offsets = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    places = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)
    return Words(offsets, symbols[places], counts)


def _seeds(words: Words, characters: list[str], size: int, least: int) -> list[str]:
    hashes = np.array([splitmix64(ord(c) + 1) for c in characters], np.uint64)
    symbols = Symbols(
        words.offsets[:-1].copy(),
        np.diff(words.offsets).astype(np.int32),
        words.symbols.copy(),
        words.counts,
    )
    merged = merge_symbols(
        symbols, token_table(hashes, size), len(characters), Goal(size, least, False)
    )
    pieces = list(characters)
    for left, right, made in merged.rows():
        if made == len(pieces):
            pieces.append(pieces[left] + pieces[right])
    return pieces


def _trie_of(pieces: list[str], numbers: NDArray[np.int32]) -> tuple[Trie, Words]:
    offsets = np.cumsum([0, *map(len, pieces)], dtype=np.int64)
    codes = np.frombuffer("".join(pieces).encode("utf-32-le"), np.uint32)
    symbols = numbers[codes]
    return build_trie(offsets, symbols), Words(offsets, symbols, np.zeros(0, np.int64))


def _em_step(words: Words, trie: Trie, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    expected = np.zeros(len(scores))
    expected_counts(words, trie, scores, expected)
    expected = np.maximum(expected, _LEAST)
    return _digamma(expected) - _digamma(np.array([expected.sum()]))


def _prune(
    words: Words,
    trie: Trie,
    spelled: Words,
    pieces: list[str],
    scores: NDArray[np.float64],
    wanted: int,
) -> tuple[list[str], NDArray[np.float64]]:
    counts = np.zeros(len(pieces), np.int64)
    best_counts(words, trie, scores, counts)
    losses = pruning_losses(spelled, trie, scores, counts)
    order = np.lexsort((np.arange(len(pieces)), -losses))[:wanted]
    kept = np.sort(order[losses[order] >= 0])
    return [pieces[i] for i in kept], scores[kept]


def _digamma(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the digamma function for x > 0 (Abramowitz and Stegun 6.3.5, 6.3.18)."""
    x, shift = x.copy(), np.zeros_like(x)
    for _ in range(6):
        small = x < 6
        shift[small] -= 1 / x[small]
        x[small] += 1
    square = 1 / (x * x)
    tail = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square / 240)))
    return shift + np.log(x) - 0.5 / x - tail
