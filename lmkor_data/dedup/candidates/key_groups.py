"""Which of many 64-bit keys are equal: one sort of packed integers."""

from __future__ import annotations

import numpy as np
from numba import njit


def equal_groups(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Groups of two and more equal keys, as (members, starts).

    Group g is `members[starts[g]:starts[g + 1]]`: indices into `keys`, ascending. A key 0 means
    none and is in no group. Sorting the high bits of each key packed with its index moves 8
    bytes an entry and needs no argsort; where high bits agree, the whole keys decide.
    """
    packed, bits = _packed(keys)
    packed.sort()
    members = np.empty(len(keys), np.int64)
    starts = np.empty(len(keys) // 2 + 1, np.int64)
    groups, places = _groups(packed, bits, keys, members, starts)
    return members[:places].copy(), starts[: groups + 1].copy()


@njit(cache=True, nogil=True)
def _groups(
    packed: np.ndarray, bits: np.uint64, keys: np.ndarray, members: np.ndarray, starts: np.ndarray
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
            # of them are the same, and one round is enough.
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


def sort_with_places(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The keys in ascending order, and where each of them stood."""
    packed, bits = _packed(keys)
    packed.sort()
    places = (packed & _low(bits)).astype(np.int64)
    ordered = keys[places]
    if (ordered[1:] < ordered[:-1]).any():  # equal in all the bits that were sorted by
        again = np.argsort(ordered, kind="stable")
        ordered, places = ordered[again], places[again]
    return ordered, places


def _packed(keys: np.ndarray) -> tuple[np.ndarray, np.uint64]:
    """The high bits of each key with its index below them; how many bits the index takes."""
    bits = np.uint64(max(1, len(keys).bit_length()))
    packed = keys & ~_low(bits)
    packed |= np.arange(len(keys), dtype=np.uint64)
    return packed, bits


def _low(bits: np.uint64) -> np.uint64:
    return (np.uint64(1) << bits) - np.uint64(1)
