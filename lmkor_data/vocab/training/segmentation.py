"""Kernels of the unigram language model: expected counts, best segmentations, pruning losses.

Sums run over the words in their given order and in one thread, so equal input gives equal bits.
"""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value"

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.text.utf8 import Whole
from lmkor_data.vocab.counting.pretokenization import LONGEST_WORD
from lmkor_data.vocab.training.piece_trie import Trie, child_slot

_MINUS_INFINITY = -1e300


class Words(NamedTuple):
    """Words as symbols: word `i` is `symbols[offsets[i]:offsets[i + 1]]`, at most LONGEST_WORD."""

    offsets: NDArray[np.int64]
    symbols: NDArray[np.int32]
    counts: NDArray[np.int64]


@njit(cache=True, nogil=True)
def expected_counts(
    words: Words, trie: Trie, scores: NDArray[np.float64], out: NDArray[np.float64]
) -> float:
    """Add the expected count of every piece to `out` (E step); returns the log-likelihood.

    `scores` are log-probabilities. Every symbol of the words is a piece.
    """
    most = LONGEST_WORD + 1
    forward, backward = np.empty(most, np.float64), np.empty(most, np.float64)
    arc_piece = np.empty(most * most, np.int32)
    arc_from, arc_to = np.empty(most * most, np.int32), np.empty(most * most, np.int32)
    likelihood = 0.0
    for word in range(len(words.counts)):
        first, end = words.offsets[word], words.offsets[word + 1]
        length, count = end - first, float(words.counts[word])
        forward[: length + 1] = _MINUS_INFINITY
        backward[: length + 1] = _MINUS_INFINITY
        forward[0], backward[length] = 0.0, 0.0
        arcs = 0
        for at in range(length):
            node = 0
            for to in range(at, length):
                slot = child_slot(trie, node, words.symbols[first + to])
                if trie.slots[slot] < 0:
                    break
                node = trie.slots[slot]
                piece = trie.pieces[node]
                if piece >= 0:
                    arc_piece[arcs], arc_from[arcs], arc_to[arcs] = piece, at, to + 1
                    arcs += 1
                    forward[to + 1] = _log_add(forward[to + 1], forward[at] + scores[piece])
        for arc in range(arcs - 1, -1, -1):
            at, to = arc_from[arc], arc_to[arc]
            backward[at] = _log_add(backward[at], backward[to] + scores[arc_piece[arc]])
        whole = forward[length]
        for arc in range(arcs):
            piece = arc_piece[arc]
            share = forward[arc_from[arc]] + scores[piece] + backward[arc_to[arc]] - whole
            out[piece] += count * math.exp(share)
        likelihood += count * whole
    return likelihood


@njit(cache=True, nogil=True, inline="always")
def _log_add(one: Whole, other: Whole) -> Whole:
    high, low = max(one, other), min(one, other)
    return high + math.log1p(math.exp(low - high)) if low > high - 50.0 else high


@njit(cache=True, nogil=True)
def _segment(
    symbols: NDArray[np.int32],
    trie: Trie,
    scores: NDArray[np.float64],
    barred: Whole,
    path: NDArray[np.int32],
) -> Whole:
    """Write the best segmentation without the piece `barred` to `path`, last piece first."""
    length = len(symbols)
    best = np.full(length + 1, _MINUS_INFINITY)
    last_piece, last_from = np.zeros(length + 1, np.int32), np.zeros(length + 1, np.int32)
    best[0] = 0.0
    for at in range(length):
        node = 0
        for to in range(at, length):
            slot = child_slot(trie, node, symbols[to])
            if trie.slots[slot] < 0:
                break
            node = trie.slots[slot]
            piece = trie.pieces[node]
            if piece >= 0 and piece != barred and best[at] + scores[piece] > best[to + 1]:
                best[to + 1] = best[at] + scores[piece]
                last_piece[to + 1], last_from[to + 1] = piece, at
    number, at = 0, length
    while at > 0:
        path[number] = last_piece[at]
        number += 1
        at = last_from[at]
    return number


@njit(cache=True, nogil=True)
def best_counts(
    words: Words, trie: Trie, scores: NDArray[np.float64], out: NDArray[np.int64]
) -> int:
    """Add the counts of pieces in the best segmentations to `out`; returns the number of tokens."""
    path = np.empty(LONGEST_WORD, np.int32)
    tokens = 0
    for word in range(len(words.counts)):
        symbols = words.symbols[words.offsets[word] : words.offsets[word + 1]]
        number = _segment(symbols, trie, scores, -1, path)
        for i in range(number):
            out[path[i]] += words.counts[word]
        tokens += number * words.counts[word]
    return tokens


@njit(cache=True, nogil=True)
def pruning_losses(
    pieces: Words, trie: Trie, scores: NDArray[np.float64], counts: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the loss of likelihood by removing each piece, as in SentencePiece.

    `counts` come from `best_counts`. Infinite for single symbols; -1 for pieces of which the best
    segmentation is not the piece itself, or that never occur.
    """
    losses = np.full(len(scores), np.inf)
    whole = float(counts.sum())
    path = np.empty(LONGEST_WORD, np.int32)
    for piece in range(len(scores)):
        symbols = pieces.symbols[pieces.offsets[piece] : pieces.offsets[piece + 1]]
        if len(symbols) == 1:
            continue
        own = float(counts[piece])
        if counts[piece] == 0 or _segment(symbols, trie, scores, -1, path) != 1:
            losses[piece] = -1.0
            continue
        number = _segment(symbols, trie, scores, piece, path)
        without = math.log(whole + own * (number - 1))
        alternative = 0.0
        for i in range(number):
            alternative += math.log(counts[path[i]] + own) - without
        losses[piece] = own / whole * (math.log(own) - math.log(whole) - alternative)
    return losses
