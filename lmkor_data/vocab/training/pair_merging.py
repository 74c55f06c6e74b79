"""Byte pair encoding over any alphabet: grows the arrays of the kernel until the goal is met."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lmkor_data.vocab.training.merge_kernel import (
    Goal,
    Merges,
    Places,
    State,
    Symbols,
    Tokens,
    enter_words,
    fill_queue,
    merge_pairs,
)
from lmkor_data.vocab.training.pair_table import Pairs, Queue

_START_PAIRS = 1 << 17
#: Merges slightly outnumber new tokens, for two merges may make the same token.
_START_MERGES = 1 << 16


class Merged(NamedTuple):
    """What training learned. Tokens are numbers: the alphabet first, then those made by merges."""

    merges: Merges  #: in order of merging
    tokens: int  #: number of tokens, the alphabet included

    def rows(self) -> Iterator[tuple[int, int, int]]:
        """Yield (left, right, made) in order of merging."""
        yield from zip(*(array.tolist() for array in self.merges), strict=True)


def merge_symbols(symbols: Symbols, tokens: Tokens, alphabet: int, goal: Goal) -> Merged:
    """Merge pairs of `symbols`, in place, until `goal` is reached.

    `tokens` has rows for `goal.size` tokens, of which the first `alphabet` are filled.
    """
    # Generous: the system commits memory only when it is written.
    most_places = 3 * max(1, int((symbols.lengths - 1).sum()))
    places = Places(np.empty(most_places, np.int32), np.empty(most_places, np.int32))
    pairs, n_pairs, n_places = _count_pairs(symbols, places)
    queue = Queue.empty(max(1, n_pairs))
    fill_queue(queue, pairs, n_pairs)
    merges = Merges(*(np.empty(_START_MERGES, np.int32) for _ in range(3)))
    state = State(n_pairs, n_places, -1, n_pairs, alphabet, 0, False)
    while not state.done:
        more = 4 * goal.size
        pairs = pairs.with_room(state.pairs, more)
        queue = queue.with_room(state.queued, more)
        if state.merges == len(merges.made):
            merges = Merges(*(np.concatenate([array, array]) for array in merges))
        state = merge_pairs(symbols, pairs, places, queue, tokens, merges, state, goal)
    return Merged(Merges(*(array[: state.merges] for array in merges)), state.tokens)


def token_table(
    hashes: NDArray[np.uint64],
    size: int,
    inside: NDArray[np.uint8] | None = None,
    flows: NDArray[np.int8] | None = None,
) -> Tokens:
    """Build the table of an alphabet of single symbols with room for `size` tokens."""
    room = max(size, len(hashes)) + 1
    slots = np.full(1 << (2 * room - 1).bit_length(), -1, np.int32)
    tokens = Tokens(
        np.ones(room, np.int32),
        np.zeros(room, np.uint64),
        np.zeros(room, np.uint8),
        slots,
        np.empty((0, 0), np.int8) if flows is None else flows,
    )
    tokens.hashes[: len(hashes)] = hashes
    if inside is not None:
        tokens.inside[: len(inside)] = inside
    return tokens


def _count_pairs(symbols: Symbols, places: Places) -> tuple[Pairs, int, int]:
    pairs, word, n_pairs, n_places = Pairs.empty(_START_PAIRS), 0, 0, 0
    while True:
        word, n_pairs, n_places = enter_words(symbols, pairs, places, word, n_pairs, n_places)
        if word == len(symbols.lengths):
            return pairs, n_pairs, n_places
        pairs = pairs.with_room(n_pairs, len(pairs.keys))
