"""One code point of UTF-8 at a time, for kernels."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True, inline="always")
def decode(data: np.ndarray, k: int) -> tuple[int, int]:
    """The code point that starts at byte `k` of valid UTF-8, and its length in bytes."""
    b = data[k]
    if b < 0x80:
        return int(b), 1
    if b < 0xE0:
        return (int(b & 0x1F) << 6) | int(data[k + 1] & 0x3F), 2
    if b < 0xF0:
        high = (int(b & 0x0F) << 12) | (int(data[k + 1] & 0x3F) << 6)
        return high | int(data[k + 2] & 0x3F), 3
    high = (int(b & 0x07) << 18) | (int(data[k + 1] & 0x3F) << 12)
    return high | (int(data[k + 2] & 0x3F) << 6) | int(data[k + 3] & 0x3F), 4


@njit(cache=True, nogil=True, inline="always")
def is_hangul(c: int) -> bool:
    """Syllables, and jamo as people type them."""
    return 0xAC00 <= c <= 0xD7A3 or 0x3131 <= c <= 0x3163


@njit(cache=True, nogil=True, inline="always")
def is_letter(c: int) -> bool:
    """Hangul, Latin letters and digits."""
    if c < 0x80:
        return 0x30 <= c <= 0x39 or 0x41 <= c <= 0x5A or 0x61 <= c <= 0x7A
    return is_hangul(c)
