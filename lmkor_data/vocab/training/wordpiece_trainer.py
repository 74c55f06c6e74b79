"""Deterministic WordPiece trainer on word counts."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.text.buffers import TextBuffers
from lmkor_data.text.utf8 import decode
from lmkor_data.vocab.hashing import splitmix64
from lmkor_data.vocab.training.alphabet import PREFIX, Alphabet
from lmkor_data.vocab.training.merge_kernel import Goal, Symbols
from lmkor_data.vocab.training.pair_merging import Merged, merge_symbols, token_table


def train(
    words: TextBuffers, counts: NDArray[np.int64], alphabet: Alphabet, size: int, least: int
) -> list[str]:
    """Learn entries: the alphabet, then merged pieces in order of merging.

    Returns at most `size` entries including the alphabet. Pairs with a count below `least` are not
    merged. Words with a character outside the alphabet are ignored, for the tokenizer encodes them
    as [UNK] whatever the vocabulary holds.
    """
    starts, lengths, pieces, used = spell_words(
        words.offsets, words.data, alphabet.initial, alphabet.inner
    )
    symbols = Symbols(starts[used], lengths[used], pieces, counts[used])
    number = len(alphabet.tokens)
    hashes = np.array([splitmix64(ord(token[-1])) for token in alphabet.tokens], np.uint64)
    inside = np.array([len(token) > 1 for token in alphabet.tokens], np.uint8)
    merged = merge_symbols(
        symbols, token_table(hashes, size, inside), number, Goal(size, least, False)
    )
    return _spelled(alphabet, merged)


def _spelled(alphabet: Alphabet, merged: Merged) -> list[str]:
    """Spell the tokens from the merges that made them."""
    tokens = list(alphabet.tokens)
    for left, right, made in merged.rows():
        if made == len(tokens):
            tokens.append(tokens[left] + tokens[right].removeprefix(PREFIX))
    assert len(tokens) == merged.tokens == len(set(tokens)), "two tokens had the same hash"
    return tokens


@njit(cache=True, nogil=True)
def spell_words(
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
