"""Deterministic WordPiece trainer on word counts."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.text.buffers import TextBuffers
from lmkor_data.text.utf8 import decode
from lmkor_data.vocab.hashing import splitmix64
from lmkor_data.vocab.training.alphabet import PREFIX, Alphabet
from lmkor_data.vocab.training.merges import (
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


def train(
    words: TextBuffers, counts: NDArray[np.int64], alphabet: Alphabet, size: int, least: int
) -> list[str]:
    """Learn entries: the alphabet, then merged pieces in order of merging.

    Returns at most `size` entries including the alphabet. Pairs with a count below `least` are not
    merged. Words with a character outside the alphabet are ignored, for the tokenizer encodes them
    as [UNK] whatever the vocabulary holds.
    """
    starts, lengths, pieces, used = _spell(
        words.offsets, words.data, alphabet.initial, alphabet.inner
    )
    symbols = Symbols(starts[used], lengths[used], pieces, counts[used])
    most_places = 3 * max(
        1, int((symbols.lengths - 1).sum())
    )  # memory is committed only when written
    places = Places(np.empty(most_places, np.int32), np.empty(most_places, np.int32))
    pairs, n_pairs, n_places = _enter(symbols, places)
    queue = Queue.empty(max(1, n_pairs))
    fill_queue(queue, pairs, n_pairs)
    tokens = _tokens(alphabet, size)
    merges = Merges(*(np.empty(_START_MERGES, np.int32) for _ in range(3)))
    state = State(n_pairs, n_places, -1, n_pairs, len(alphabet.tokens), 0, False)
    goal = Goal(size, least)
    while not state.done:
        more = 4 * size
        pairs = pairs.with_room(state.pairs, more)
        queue = queue.with_room(state.queued, more)
        if state.merges == len(merges.made):
            merges = Merges(*(np.concatenate([array, array]) for array in merges))
        state = merge_pairs(symbols, pairs, places, queue, tokens, merges, state, goal)
    return _name(alphabet, merges, state)


def _enter(symbols: Symbols, places: Places) -> tuple[Pairs, int, int]:
    pairs, word, n_pairs, n_places = Pairs.empty(_START_PAIRS), 0, 0, 0
    while True:
        word, n_pairs, n_places = enter_words(symbols, pairs, places, word, n_pairs, n_places)
        if word == len(symbols.lengths):
            return pairs, n_pairs, n_places
        pairs = pairs.with_room(n_pairs, len(pairs.keys))


def _tokens(alphabet: Alphabet, size: int) -> Tokens:
    room = max(size, len(alphabet.tokens)) + 1
    slots = np.full(1 << (2 * room - 1).bit_length(), -1, np.int32)
    tokens = Tokens(
        np.ones(room, np.int32), np.zeros(room, np.uint64), np.zeros(room, np.uint8), slots
    )
    for number, token in enumerate(alphabet.tokens):
        tokens.hashes[number] = splitmix64(ord(token[-1]))
        tokens.inside[number] = len(token) > 1
    return tokens


def _name(alphabet: Alphabet, merges: Merges, state: State) -> list[str]:
    """Spell the tokens from the merges that made them."""
    tokens = list(alphabet.tokens)
    for left, right, made in zip(
        *(array[: state.merges].tolist() for array in merges), strict=True
    ):
        if made == len(tokens):
            tokens.append(tokens[left] + tokens[right].removeprefix(PREFIX))
    assert len(tokens) == state.tokens == len(set(tokens)), "two tokens had the same hash"
    return tokens


@njit(cache=True, nogil=True)
def _spell(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    initial: NDArray[np.int32],
    inner: NDArray[np.int32],
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    """Convert words to symbols of the alphabet: (starts, lengths, symbols, usable words)."""
    n = len(offsets) - 1
    starts, lengths = np.empty(n, np.int64), np.empty(n, np.int32)
    pieces = np.empty(max(1, offsets[n] - offsets[0]), np.int32)
    used = np.empty(n, np.bool_)
    to = 0
    for word in range(n):
        starts[word] = to
        at = offsets[word]
        known = True
        while at < offsets[word + 1]:
            code, width = decode(data, at)
            pieces[to] = initial[code] if at == offsets[word] else inner[code]
            known = known and pieces[to] >= 0
            at += width
            to += 1
        lengths[word] = to - starts[word]
        used[word] = known and lengths[word] > 1
        if not used[word]:
            to = starts[word]
    return starts, lengths, pieces, used
