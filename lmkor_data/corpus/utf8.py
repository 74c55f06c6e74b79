"""One code point at a time, in and out of UTF-8 buffers, for kernels.

Callers pass valid UTF-8 with `text_buffers.PADDING` readable bytes after it.
"""

from __future__ import annotations

import numpy as np
from numba import njit, uint32


@njit(inline="always")
def decode_point(data: np.ndarray, i: int) -> tuple[int, int]:
    """The code point (uint32) at byte `i`, and where the next one begins."""
    lead = uint32(data[i])
    if lead < 0x80:
        return lead, i + 1
    second = uint32(data[i + 1] & 0x3F)
    if lead < 0xE0:
        return (lead & uint32(0x1F)) << uint32(6) | second, i + 2
    third = uint32(data[i + 2] & 0x3F)
    if lead < 0xF0:
        return (lead & uint32(0x0F)) << uint32(12) | second << uint32(6) | third, i + 3
    fourth = uint32(data[i + 3] & 0x3F)
    high = (lead & uint32(0x07)) << uint32(18) | second << uint32(12)
    return high | third << uint32(6) | fourth, i + 4


@njit(inline="always")
def encode_point(code: int, out: np.ndarray, o: int) -> int:
    """Write a code point at byte `o` of `out`; returns where the next one goes."""
    if code < 0x80:
        out[o] = code
        return o + 1
    if code < 0x800:
        out[o] = 0xC0 | (code >> 6)
        out[o + 1] = 0x80 | (code & 0x3F)
        return o + 2
    if code < 0x10000:
        out[o] = 0xE0 | (code >> 12)
        out[o + 1] = 0x80 | ((code >> 6) & 0x3F)
        out[o + 2] = 0x80 | (code & 0x3F)
        return o + 3
    out[o] = 0xF0 | (code >> 18)
    out[o + 1] = 0x80 | ((code >> 12) & 0x3F)
    out[o + 2] = 0x80 | ((code >> 6) & 0x3F)
    out[o + 3] = 0x80 | (code & 0x3F)
    return o + 4
