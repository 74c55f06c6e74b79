"""64-bit hashing for the hash tables of this room."""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator"

from __future__ import annotations

import numpy as np
from numba import njit, uint64

from lmkor_data.text.utf8 import Whole


@njit(cache=True, nogil=True, inline="always")
def splitmix64(value: Whole) -> np.uint64:
    """Hash a 64-bit integer: finaliser of splitmix64 (Steele, Lea and Flood 2014)."""
    mixed = uint64(value)
    mixed = (mixed ^ mixed >> uint64(30)) * uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ mixed >> uint64(27)) * uint64(0x94D049BB133111EB)
    return mixed ^ mixed >> uint64(31)
