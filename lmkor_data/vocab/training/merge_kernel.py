"""Training loop of byte pair encoding: merge the most frequent pair, update its neighbours.

The algorithm is BPE (Sennrich 2016) as in Hugging Face's WordPieceTrainer, where `##` marks symbols
inside a word. Sums have 64 bits, and ties have a declared order: the pair whose left, then right,
symbol is older. The result therefore does not depend on the order of words, shards or workers.
"""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import int32, int64, njit, uint64
from numpy.typing import NDArray

from lmkor_data.text.utf8 import Whole
from lmkor_data.vocab.hashing import splitmix64
from lmkor_data.vocab.training.hangul_bytes import FULL, MORE, START, STATES
from lmkor_data.vocab.training.pair_table import (
    Pairs,
    Queue,
    pop,
    push,
    sink,
    slot_of,
)

#: Base of the polynomial hash of tokens.
MULTIPLIER = 0x9E3779B97F4A7C15


class Symbols(NamedTuple):
    """Words as sequences of symbols; merging shortens them in place."""

    starts: NDArray[np.int64]  #: index in `pieces` at which a word begins
    lengths: NDArray[np.int32]  #: symbols of a word
    pieces: NDArray[np.int32]
    counts: NDArray[np.int64]  #: occurrences of a word in the corpus


class Places(NamedTuple):
    """Linked lists of the words that contain a pair, or contained it once."""

    words: NDArray[np.int32]
    following: NDArray[np.int32]


class Tokens(NamedTuple):
    """Vocabulary entries, identified by a 64-bit hash of their characters."""

    lengths: NDArray[np.int32]  #: in characters
    hashes: NDArray[np.uint64]
    inside: NDArray[np.uint8]  #: 1 for entries with ##
    slots: NDArray[np.int32]  #: length 2^n: the token, or -1
    flows: NDArray[np.int8]  #: shape (tokens, STATES), see `hangul_bytes`; empty if unrestricted


class Merges(NamedTuple):
    """Merges in order: left + right = made."""

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    made: NDArray[np.int32]


class State(NamedTuple):
    """Used length of each array."""

    pairs: int
    places: int
    free: int  #: head of the list of free places, or -1
    queued: int
    tokens: int
    merges: int
    done: bool


class Goal(NamedTuple):
    """When training ends."""

    size: int  #: at this many tokens
    least: int  #: or when no pair has this count
    restricted: bool = False  #: only merges that `Tokens.flows` allows


@njit(cache=True, nogil=True, inline="always")
def _pair(left: Whole, right: Whole) -> Whole:
    return int64(left) << 32 | int64(right)


@njit(cache=True, nogil=True, inline="always")
def _find_or_add(pairs: Pairs, key: Whole, used: Whole) -> tuple[Whole, Whole]:
    """Return (the pair, number of pairs)."""
    slot = slot_of(pairs.slots, pairs.keys, key)
    if pairs.slots[slot] < 0:
        pairs.slots[slot] = used
        pairs.keys[used] = key
        return used, used + 1
    return int64(pairs.slots[slot]), used


@njit(cache=True, nogil=True, inline="always")
def _note_place(
    pairs: Pairs, places: Places, pair: Whole, word: Whole, used: Whole, free: Whole
) -> tuple[Whole, Whole]:
    """Record that the word contains the pair; returns (places used, first free place)."""
    first = pairs.places[pair]
    if first >= 0 and places.words[first] == word:
        return used, free
    place = free
    if free >= 0:
        free = int64(places.following[free])
    else:
        place = used
        used += 1
    places.words[place] = word
    places.following[place] = first
    pairs.places[pair] = place
    return used, free


@njit(cache=True, nogil=True)
def enter_words(
    symbols: Symbols, pairs: Pairs, places: Places, word: Whole, n_pairs: Whole, n_places: Whole
) -> tuple[Whole, Whole, Whole]:
    """Count the pairs of words from `word` on while capacity lasts.

    Returns (next word, pairs, places).
    """
    while word < len(symbols.lengths):
        start, length = symbols.starts[word], symbols.lengths[word]
        if n_pairs + length > len(pairs.keys):
            break
        for at in range(start, start + length - 1):
            key = _pair(symbols.pieces[at], symbols.pieces[at + 1])
            pair, n_pairs = _find_or_add(pairs, key, n_pairs)
            pairs.counts[pair] += symbols.counts[word]
            n_places, _ = _note_place(pairs, places, pair, word, n_places, -1)
        word += 1
    return word, n_pairs, n_places


@njit(cache=True, nogil=True)
def fill_queue(queue: Queue, pairs: Pairs, used: Whole) -> None:
    """Fill the empty queue with all pairs and heapify it (Floyd 1964)."""
    for pair in range(used):
        queue.counts[pair], queue.pairs[pair] = pairs.counts[pair], pair
    for at in range(used // 2 - 1, -1, -1):
        sink(queue, pairs.keys, used, at)


@njit(cache=True, nogil=True)
def enter_tokens(tokens: Tokens, used: Whole) -> None:
    """Make the first `used` tokens known, so that a merge with their letters gives them again."""
    mask = len(tokens.slots) - 1
    for token in range(used):
        if tokens.lengths[token] < 1:
            continue
        state = splitmix64(tokens.hashes[token] + uint64(tokens.inside[token]))
        slot = int64(state & uint64(mask))
        while tokens.slots[slot] >= 0:
            slot = slot + 1 & mask
        tokens.slots[slot] = token


@njit(cache=True, nogil=True, inline="always")
def _join(tokens: Tokens, left: Whole, right: Whole, used: Whole) -> tuple[Whole, Whole]:
    """Return (token with the characters of both halves, number of tokens); it may exist already."""
    letters = tokens.hashes[left]
    for _ in range(tokens.lengths[right]):
        letters *= uint64(MULTIPLIER)
    letters += tokens.hashes[right]
    inside = tokens.inside[left]
    mask = len(tokens.slots) - 1
    slot = int64(splitmix64(letters + uint64(inside)) & uint64(mask))
    while tokens.slots[slot] >= 0:
        known = tokens.slots[slot]
        if tokens.hashes[known] == letters and tokens.inside[known] == inside:
            return int64(known), used
        slot = slot + 1 & mask
    tokens.slots[slot] = used
    tokens.hashes[used] = letters
    tokens.lengths[used] = tokens.lengths[left] + tokens.lengths[right]
    tokens.inside[used] = inside
    return used, used + 1


@njit(cache=True, nogil=True, inline="always")
def _may_merge(flows: NDArray[np.int8], left: Whole, right: Whole) -> bool:
    """Tell whether the joined tokens are in an accepting state of `hangul_bytes`."""
    middle = flows[left, START]
    if middle < 0:
        return False
    end = flows[right, middle]
    return end == FULL or end >= MORE


@njit(cache=True, nogil=True)
def merge_pairs(
    symbols: Symbols,
    pairs: Pairs,
    places: Places,
    queue: Queue,
    tokens: Tokens,
    merges: Merges,
    state: State,
    goal: Goal,
) -> State:
    """Merge until `goal` is reached (`done`) or an array is full."""
    size, least = goal.size, goal.least
    n_pairs, n_places, free = state.pairs, state.places, state.free
    n_queued, n_tokens, n_merges = state.queued, state.tokens, state.merges
    done = False
    touched = np.empty(2 * size + 2, np.int32)
    while True:
        if n_tokens >= size or n_queued == 0 or queue.counts[0] < max(least, 1):
            done = True
            break
        if (
            n_pairs + 2 * n_tokens + 2 > len(pairs.keys)
            or n_queued + 2 * n_tokens + 2 > len(queue.counts)
            or n_merges == len(merges.made)
        ):
            break
        best = queue.pairs[0]
        if queue.counts[0] != pairs.counts[best]:  # stale entry: lower its priority
            queue.counts[0] = pairs.counts[best]
            sink(queue, pairs.keys, n_queued, 0)
            continue
        n_queued = pop(queue, pairs.keys, n_queued)
        left = int32(pairs.keys[best] >> 32)
        right = int32(pairs.keys[best] & 0xFFFFFFFF)
        if goal.restricted and not _may_merge(tokens.flows, left, right):
            continue
        before = n_tokens
        token, n_tokens = _join(tokens, left, right, n_tokens)
        if goal.restricted and n_tokens > before:
            for state_of in range(STATES):
                middle = tokens.flows[left, state_of]
                tokens.flows[token, state_of] = tokens.flows[right, middle] if middle >= 0 else -1
        merges.left[n_merges], merges.right[n_merges] = left, right
        merges.made[n_merges] = token
        n_touched = 0
        place = int64(pairs.places[best])
        pairs.places[best] = -1
        while place >= 0:
            word = places.words[place]
            following = int64(places.following[place])
            places.following[place] = free
            free = place
            place = following
            start, count = symbols.starts[word], symbols.counts[word]
            end = start + symbols.lengths[word]
            at = to = start
            while at < end:
                piece = symbols.pieces[at]
                if at + 1 == end or piece != left or symbols.pieces[at + 1] != right:
                    symbols.pieces[to] = piece
                    at += 1
                    to += 1
                    continue
                for side in range(2):
                    if side == 0:
                        if to == start:
                            continue
                        neighbour = symbols.pieces[to - 1]
                        gone, come = _pair(neighbour, left), _pair(neighbour, token)
                    else:
                        if at + 2 == end:
                            continue
                        neighbour = symbols.pieces[at + 2]
                        gone, come = _pair(right, neighbour), _pair(token, neighbour)
                    slot = slot_of(pairs.slots, pairs.keys, gone)
                    if pairs.slots[slot] >= 0:
                        pairs.counts[pairs.slots[slot]] -= count
                    pair, n_pairs = _find_or_add(pairs, come, n_pairs)
                    pairs.counts[pair] += count
                    n_places, free = _note_place(pairs, places, pair, word, n_places, free)
                    if pairs.queued[pair] != n_merges:
                        pairs.queued[pair] = n_merges
                        touched[n_touched] = pair
                        n_touched += 1
                symbols.pieces[to] = token
                at += 2
                to += 1
            symbols.lengths[word] = to - start
        pairs.counts[best] = 0
        for i in range(n_touched):
            if pairs.counts[touched[i]] > 0:
                n_queued = push(queue, pairs.keys, n_queued, touched[i], pairs.counts[touched[i]])
        n_merges += 1
    return State(n_pairs, n_places, free, n_queued, n_tokens, n_merges, done)
