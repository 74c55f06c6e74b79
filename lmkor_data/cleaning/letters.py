"""Classes of code points, for kernels."""

from __future__ import annotations

from numba import njit


@njit(cache=True, nogil=True, inline="always")
def is_hangul(c: int) -> bool:
    """Return whether it is a syllable, or a jamo as people type them."""
    return 0xAC00 <= c <= 0xD7A3 or 0x3131 <= c <= 0x3163


@njit(cache=True, nogil=True, inline="always")
def is_letter(c: int) -> bool:
    """Return whether it is Hangul, a Latin letter or a digit."""
    if c < 0x80:
        return 0x30 <= c <= 0x39 or 0x41 <= c <= 0x5A or 0x61 <= c <= 0x7A
    return is_hangul(c)
