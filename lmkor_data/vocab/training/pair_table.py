"""Pairs of neighbouring symbols: their counts, where they stand, and which comes next.

The arrays are grown from outside (`Pairs.with_room`), between calls of a kernel: one merge of a
pair makes at most two new pairs for each symbol there is, so the room it needs is known.
"""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import int64, njit, uint64

from lmkor_data.text.utf8 import Whole
from lmkor_data.vocab.hashing import scatter


class Pairs(NamedTuple):
    """A hash table of pairs; pair `p` is `keys[p]` = left symbol << 32 | right symbol."""

    slots: np.ndarray  #: int32[2^n]: the pair, or -1
    keys: np.ndarray  #: int64
    counts: np.ndarray  #: int64: sums of 64 bits, which no corpus overflows
    places: np.ndarray  #: int32: the first place of the pair, or -1
    queued: np.ndarray  #: int64: the last merge that put it into the queue

    @classmethod
    def empty(cls, room: int) -> Pairs:
        slots = 1 << max(10, (2 * room - 1).bit_length())
        return cls(
            np.full(slots, -1, np.int32),
            np.empty(room, np.int64),
            np.zeros(room, np.int64),
            np.full(room, -1, np.int32),
            np.full(room, -1, np.int64),
        )

    def with_room(self, used: int, more: int) -> Pairs:
        """The same pairs with room for `more`."""
        if used + more <= len(self.keys):
            return self
        wider = Pairs.empty(max(2 * len(self.keys), used + more))
        for new, old in zip(wider[1:], self[1:], strict=True):
            new[:used] = old[:used]
        enter_all(wider.slots, wider.keys, used)
        return wider


class Queue(NamedTuple):
    """A heap: the pair with the highest count first, among equals the lowest key."""

    counts: np.ndarray  #: int64: as they were when the pair was put in
    pairs: np.ndarray  #: int32

    @classmethod
    def empty(cls, room: int) -> Queue:
        return cls(np.empty(room, np.int64), np.empty(room, np.int32))

    def with_room(self, used: int, more: int) -> Queue:
        if used + more <= len(self.counts):
            return self
        wider = Queue.empty(max(2 * len(self.counts), used + more))
        wider.counts[:used], wider.pairs[:used] = self.counts[:used], self.pairs[:used]
        return wider


@njit(cache=True, nogil=True, inline="always")
def slot_of(slots: np.ndarray, keys: np.ndarray, key: Whole) -> Whole:
    """Where the key stands, or the free slot where it would."""
    mask = len(slots) - 1
    slot = int64(scatter(key) & uint64(mask))
    while slots[slot] >= 0 and keys[slots[slot]] != key:
        slot = slot + 1 & mask
    return slot


@njit(cache=True, nogil=True)
def enter_all(slots: np.ndarray, keys: np.ndarray, used: Whole) -> None:
    for pair in range(used):
        slots[slot_of(slots, keys, keys[pair])] = pair


@njit(cache=True, nogil=True, inline="always")
def _before(queue: Queue, keys: np.ndarray, one: Whole, other: Whole) -> bool:
    if queue.counts[one] != queue.counts[other]:
        return queue.counts[one] > queue.counts[other]
    return keys[queue.pairs[one]] < keys[queue.pairs[other]]


@njit(cache=True, nogil=True, inline="always")
def _swap(queue: Queue, one: Whole, other: Whole) -> None:
    count, pair = queue.counts[one], queue.pairs[one]
    queue.counts[one], queue.pairs[one] = queue.counts[other], queue.pairs[other]
    queue.counts[other], queue.pairs[other] = count, pair


@njit(cache=True, nogil=True)
def sink(queue: Queue, keys: np.ndarray, used: Whole, at: Whole) -> None:
    """Restore the heap below `at`."""
    while True:
        child = 2 * at + 1
        if child >= used:
            return
        if child + 1 < used and _before(queue, keys, child + 1, child):
            child += 1
        if not _before(queue, keys, child, at):
            return
        _swap(queue, at, child)
        at = child


@njit(cache=True, nogil=True)
def push(queue: Queue, keys: np.ndarray, used: Whole, pair: Whole, count: Whole) -> Whole:
    """Put a pair in; returns how many there are now."""
    queue.counts[used], queue.pairs[used] = count, pair
    at = used
    while at > 0 and _before(queue, keys, at, (at - 1) // 2):
        _swap(queue, at, (at - 1) // 2)
        at = (at - 1) // 2
    return used + 1


@njit(cache=True, nogil=True)
def pop(queue: Queue, keys: np.ndarray, used: Whole) -> Whole:
    """Take the first out; returns how many are left."""
    used -= 1
    queue.counts[0], queue.pairs[0] = queue.counts[used], queue.pairs[used]
    sink(queue, keys, used, 0)
    return used
