"""Hash table and priority queue of adjacent symbol pairs.

Arrays grow between kernel calls (`with_room`): one merge creates at most two new pairs per existing
symbol, so the capacity that a call needs is known beforehand.
"""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import int64, njit, uint64
from numpy.typing import NDArray

from lmkor_data.text.utf8 import Whole
from lmkor_data.vocab.hashing import splitmix64


class Pairs(NamedTuple):
    """Hash table of pairs; pair `p` has `keys[p]` = left symbol << 32 | right symbol."""

    slots: NDArray[np.int32]  #: length 2^n: the pair, or -1
    keys: NDArray[np.int64]
    counts: NDArray[np.int64]  #: 64-bit sums, which no corpus overflows
    places: NDArray[np.int32]  #: head of the pair's list of occurrences, or -1
    queued: NDArray[np.int64]  #: last merge that pushed the pair to the queue

    @classmethod
    def empty(cls, room: int) -> Pairs:
        """Allocate a table for `room` pairs."""
        slots = 1 << max(10, (2 * room - 1).bit_length())
        return cls(
            np.full(slots, -1, np.int32),
            np.empty(room, np.int64),
            np.zeros(room, np.int64),
            np.full(room, -1, np.int32),
            np.full(room, -1, np.int64),
        )

    def with_room(self, used: int, more: int) -> Pairs:
        """Return a table with the same pairs and capacity for `more`."""
        if used + more <= len(self.keys):
            return self
        wider = Pairs.empty(max(2 * len(self.keys), used + more))
        for field in ("keys", "counts", "places", "queued"):
            getattr(wider, field)[:used] = getattr(self, field)[:used]
        enter_all(wider.slots, wider.keys, used)
        return wider


class Queue(NamedTuple):
    """Binary heap: highest count first, ties broken by the lowest key."""

    counts: NDArray[np.int64]  #: count of the pair when it was pushed
    pairs: NDArray[np.int32]

    @classmethod
    def empty(cls, room: int) -> Queue:
        """Allocate a queue for `room` pairs."""
        return cls(np.empty(room, np.int64), np.empty(room, np.int32))

    def with_room(self, used: int, more: int) -> Queue:
        """Return a queue with the same content and capacity for `more`."""
        if used + more <= len(self.counts):
            return self
        wider = Queue.empty(max(2 * len(self.counts), used + more))
        wider.counts[:used], wider.pairs[:used] = self.counts[:used], self.pairs[:used]
        return wider


@njit(cache=True, nogil=True, inline="always")
def slot_of(slots: NDArray[np.int32], keys: NDArray[np.int64], key: Whole) -> Whole:
    """Return the slot of the key, or the free slot for it (linear probing)."""
    mask = len(slots) - 1
    slot = int64(splitmix64(key) & uint64(mask))
    while slots[slot] >= 0 and keys[slots[slot]] != key:
        slot = slot + 1 & mask
    return slot


@njit(cache=True, nogil=True)
def enter_all(slots: NDArray[np.int32], keys: NDArray[np.int64], used: Whole) -> None:
    """Insert the first `used` keys into empty slots."""
    for pair in range(used):
        slots[slot_of(slots, keys, keys[pair])] = pair


@njit(cache=True, nogil=True, inline="always")
def _before(queue: Queue, keys: NDArray[np.int64], one: Whole, other: Whole) -> bool:
    if queue.counts[one] != queue.counts[other]:
        return queue.counts[one] > queue.counts[other]
    return keys[queue.pairs[one]] < keys[queue.pairs[other]]


@njit(cache=True, nogil=True, inline="always")
def _swap(queue: Queue, one: Whole, other: Whole) -> None:
    count, pair = queue.counts[one], queue.pairs[one]
    queue.counts[one], queue.pairs[one] = queue.counts[other], queue.pairs[other]
    queue.counts[other], queue.pairs[other] = count, pair


@njit(cache=True, nogil=True)
def sink(queue: Queue, keys: NDArray[np.int64], used: Whole, at: Whole) -> None:
    """Restore the heap property below `at`."""
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
def push(queue: Queue, keys: NDArray[np.int64], used: Whole, pair: Whole, count: Whole) -> Whole:
    """Insert a pair; returns the new length."""
    queue.counts[used], queue.pairs[used] = count, pair
    at = used
    while at > 0 and _before(queue, keys, at, (at - 1) // 2):
        _swap(queue, at, (at - 1) // 2)
        at = (at - 1) // 2
    return used + 1


@njit(cache=True, nogil=True)
def pop(queue: Queue, keys: NDArray[np.int64], used: Whole) -> Whole:
    """Remove the first pair; returns the new length."""
    used -= 1
    queue.counts[0], queue.pairs[0] = queue.counts[used], queue.pairs[used]
    sink(queue, keys, used, 0)
    return used
