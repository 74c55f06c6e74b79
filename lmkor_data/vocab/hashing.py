"""Numbers to slots of a hash table."""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator"

from __future__ import annotations

import numpy as np
from numba import njit, uint64

from lmkor_data.text.utf8 import Whole


@njit(cache=True, nogil=True, inline="always")
def scatter(value: Whole) -> np.uint64:
    """A 64-bit hash of a 64-bit number: the finaliser of splitmix64."""
    mixed = uint64(value)
    mixed = (mixed ^ mixed >> uint64(30)) * uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ mixed >> uint64(27)) * uint64(0x94D049BB133111EB)
    return mixed ^ mixed >> uint64(31)
