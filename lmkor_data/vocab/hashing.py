"""64-bit hashing for the hash tables of this room."""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator"

from __future__ import annotations

import numpy as np
from numba import float64, njit, uint64
from numpy.typing import NDArray

from lmkor_data.text.utf8 import Whole


@njit(cache=True, nogil=True, inline="always")
def splitmix64(value: Whole) -> np.uint64:
    """Hash a 64-bit integer: finaliser of splitmix64 (Steele, Lea and Flood 2014)."""
    mixed = uint64(value)
    mixed = (mixed ^ mixed >> uint64(30)) * uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ mixed >> uint64(27)) * uint64(0x94D049BB133111EB)
    return mixed ^ mixed >> uint64(31)


@njit(cache=True, nogil=True)
def uniform_hash(offsets: NDArray[np.int64], data: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Hash each word to a number that is uniform in [0, 1)."""
    drawn = np.empty(len(offsets) - 1, np.float64)
    for word in range(len(offsets) - 1):
        state = uint64(0)
        for at in range(offsets[word], offsets[word + 1]):
            state = splitmix64(state ^ uint64(data[at]))
        drawn[word] = float64(state >> uint64(11)) / 9007199254740992.0
    return drawn
