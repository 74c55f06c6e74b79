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
    bits = np.uint64(max(1, len(keys).bit_length()))
    low = (np.uint64(1) << bits) - np.uint64(1)
    packed = keys & ~low
    packed |= np.arange(len(keys), dtype=np.uint64)
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


def ranks(keys: np.ndarray) -> np.ndarray:
    """For each key, how many equal ones stand before it (int64); 0 for the key 0."""
    members, starts = equal_groups(keys)
    rank = np.zeros(len(keys), np.int64)
    rank[members] = np.arange(len(members)) - np.repeat(starts[:-1], np.diff(starts))
    return rank
