"""Groups of equal 64-bit keys, by one sort of packed integers."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


def equal_groups(keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find groups of two or more equal keys; returns (members, starts).

    Group g is `members[starts[g]:starts[g + 1]]`: indices into `keys`, ascending. Key 0 means "no
    key" and is in no group. The high bits of each key are packed with its index, so that the sort
    moves 8 bytes per entry and needs no argsort; where high bits agree, the whole keys decide.
    """
    packed, bits = _packed(keys)
    packed.sort()
    members = np.empty(len(keys), np.int64)
    starts = np.empty(len(keys) // 2 + 1, np.int64)
    groups, places = _groups(packed, bits, keys, members, starts)
    return members[:places].copy(), starts[: groups + 1].copy()


@njit(cache=True, nogil=True)
def _groups(
    packed: NDArray[np.uint64],
    bits: np.uint64,
    keys: NDArray[np.uint64],
    members: NDArray[np.int64],
    starts: NDArray[np.int64],
) -> tuple[int, int]:
    low = (np.uint64(1) << bits) - np.uint64(1)
    groups = places = 0
    starts[0] = 0
    begin = 0
    while begin < packed.shape[0]:
        end = begin + 1
        while end < packed.shape[0] and packed[end] >> bits == packed[begin] >> bits:
            end += 1
        if end - begin > 1:
            # The high bits agree; take out one whole key after the other. Almost always all
            # of them are equal, and one round is enough.
            left = end - begin
            while left:
                key = keys[np.int64(packed[begin] & low)]
                size = others = 0
                for i in range(begin, begin + left):
                    index = np.int64(packed[i] & low)
                    if keys[index] == key:
                        members[places + size] = index
                        size += 1
                    else:
                        packed[begin + others] = packed[i]
                        others += 1
                if size > 1 and key != np.uint64(0):
                    places += size
                    groups += 1
                    starts[groups] = places
                left = others
        begin = end
    return groups, places


def sort_with_places(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Sort the keys; returns them in ascending order, and the index each one came from."""
    packed, bits = _packed(keys)
    packed.sort()
    places = (packed & _low(bits)).astype(np.int64)
    ordered = keys[places]
    if (ordered[1:] < ordered[:-1]).any():  # ties in the bits sorted by
        again = np.argsort(ordered, kind="stable")
        ordered, places = ordered[again], places[again]
    return ordered, places


def _packed(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], np.uint64]:
    """Return the high bits of each key with its index below them, and the bits the index takes."""
    bits = np.uint64(max(1, len(keys).bit_length()))
    packed = keys & ~_low(bits)
    packed |= np.arange(len(keys), dtype=np.uint64)
    return packed, bits


def _low(bits: np.uint64) -> np.uint64:
    return (np.uint64(1) << bits) - np.uint64(1)
