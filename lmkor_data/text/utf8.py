"""One code point at a time, in and out of UTF-8 buffers, for kernels.

Reads up to three bytes past the end of a text: see `buffers.PADDING`.
"""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value"

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numba import int64, njit

#: A whole number in a kernel, of the type that Numba infers; mypy does not follow it there.
Whole: TypeAlias = Any


@njit(cache=True, nogil=True, inline="always")
def decode(data: np.ndarray, at: Whole) -> tuple[int, int]:
    """The code point at `at` and its width in bytes; broken UTF-8 gives some code point."""
    place = np.uint64(at)  # of a signed one Numba asks each time whether it counts from the end
    lead = int64(data[place])
    if lead < 0x80:
        return lead, 1
    second = int64(data[place + np.uint64(1)]) & 0x3F
    if lead < 0xE0:
        return (lead & 0x1F) << 6 | second, 2
    third = int64(data[place + np.uint64(2)]) & 0x3F
    if lead < 0xF0:
        return (lead & 0x0F) << 12 | second << 6 | third, 3
    fourth = int64(data[place + np.uint64(3)]) & 0x3F
    return min((lead & 0x07) << 18 | second << 12 | third << 6 | fourth, 0x10FFFF), 4


@njit(cache=True, nogil=True, inline="always")
def encode(code: Whole, data: np.ndarray, at: Whole) -> Whole:
    """Write a code point at `at`; returns the place after it."""
    if code < 0x80:
        data[at] = code
        return at + 1
    if code < 0x800:
        data[at] = 0xC0 | code >> 6
        data[at + 1] = 0x80 | code & 0x3F
        return at + 2
    if code < 0x10000:
        data[at] = 0xE0 | code >> 12
        data[at + 1] = 0x80 | code >> 6 & 0x3F
        data[at + 2] = 0x80 | code & 0x3F
        return at + 3
    data[at] = 0xF0 | code >> 18
    data[at + 1] = 0x80 | code >> 12 & 0x3F
    data[at + 2] = 0x80 | code >> 6 & 0x3F
    data[at + 3] = 0x80 | code & 0x3F
    return at + 4
