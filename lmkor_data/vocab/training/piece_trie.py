"""Trie of pieces over symbols of an alphabet, as a hash table for kernels."""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import int64, njit, uint64
from numpy.typing import NDArray

from lmkor_data.text.utf8 import Whole
from lmkor_data.vocab.hashing import splitmix64


class Trie(NamedTuple):
    """Edges of the trie; node 0 is the root."""

    slots: NDArray[np.int32]  #: length 2^n: the node that an edge leads to, or -1
    keys: NDArray[np.int64]  #: by node: parent << 32 | symbol
    pieces: NDArray[np.int32]  #: by node: the piece that ends there, or -1


def build_trie(offsets: NDArray[np.int64], symbols: NDArray[np.int32]) -> Trie:
    """Build the trie of the pieces `symbols[offsets[i]:offsets[i + 1]]`."""
    room = len(symbols) + 1
    slots = np.full(1 << (4 * room).bit_length(), -1, np.int32)
    trie = Trie(slots, np.zeros(room, np.int64), np.full(room, -1, np.int32))
    _insert_all(trie, offsets, symbols)
    return trie


@njit(cache=True, nogil=True, inline="always")
def child_slot(trie: Trie, node: Whole, symbol: Whole) -> Whole:
    """Return the slot of an edge, or the free slot for it (linear probing)."""
    key = int64(node) << 32 | int64(symbol)
    mask = len(trie.slots) - 1
    slot = int64(splitmix64(key) & uint64(mask))
    while trie.slots[slot] >= 0 and trie.keys[trie.slots[slot]] != key:
        slot = slot + 1 & mask
    return slot


@njit(cache=True, nogil=True)
def _insert_all(trie: Trie, offsets: NDArray[np.int64], symbols: NDArray[np.int32]) -> None:
    nodes = 1
    for piece in range(len(offsets) - 1):
        node = 0
        for at in range(offsets[piece], offsets[piece + 1]):
            slot = child_slot(trie, node, symbols[at])
            if trie.slots[slot] < 0:
                trie.slots[slot] = nodes
                trie.keys[nodes] = int64(node) << 32 | int64(symbols[at])
                nodes += 1
            node = trie.slots[slot]
        trie.pieces[node] = piece
