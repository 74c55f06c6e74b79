"""Characters whose fate depends on their neighbours, for the kernel of `characters`."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.text.utf8 import decode


@njit(cache=True, nogil=True, inline="always")
def is_fraction(c: int) -> bool:
    """Return whether it is a fraction such as ½."""
    return 0xBC <= c <= 0xBE or 0x2150 <= c <= 0x215E or c == 0x2189


@njit(cache=True, nogil=True)
def stays(data: NDArray[np.uint8], k: int, last: int, before: int) -> bool:
    """Return whether the character at `k`, which the table maps, stays as it is.

    Conjoining jamo in a syllable of old Hangul do (ᄒᆞᆫ), and lowered digits beside a digit (log₂8).
    """
    c, width = decode(data, k)
    old = 0x1100 <= c <= 0x11FF or 0xA960 <= c <= 0xA97C or 0xD7B0 <= c <= 0xD7FB
    if not (old or 0x2080 <= c <= 0x2089):
        return False
    following = 0
    if k + width < last:
        following, _ = decode(data, k + width)
    if not old:
        return 0x30 <= before <= 0x39 or 0x30 <= following <= 0x39
    if _is_initial(c):
        return _is_vowel(following)
    if _is_vowel(c):
        return _is_initial(before)
    return _is_vowel(before) or (0xAC00 <= before <= 0xD7A3 and (before - 0xAC00) % 28 == 0)


@njit(cache=True, nogil=True, inline="always")
def _is_initial(c: int) -> bool:
    return 0x1100 <= c < 0x115F or 0xA960 <= c <= 0xA97C


@njit(cache=True, nogil=True, inline="always")
def _is_vowel(c: int) -> bool:
    return 0x1160 < c < 0x11A8 or 0xD7B0 <= c <= 0xD7C6


@njit(cache=True, nogil=True)
def leans_on_number(data: NDArray[np.uint8], k: int, last: int) -> bool:
    """Return whether a counter or a particle stands at `k`: ①번, ②는, but not ③배송."""
    if k >= last:
        return False
    c, width = decode(data, k)
    following = 0
    if k + width < last:
        following, _ = decode(data, k + width)
    ends = not 0xAC00 <= following <= 0xD7A3
    if c == 0xBC88 or c == 0xD56D or c == 0xC548:  # 번 항 안
        return ends or _is_particle(following) or following == 0xC9F8 or following == 0xBD80
    return ends and _is_particle(c)


@njit(cache=True, nogil=True, inline="always")
def _is_particle(c: int) -> bool:
    """은 는 이 가 을 를 의 에 로 도 만 과 와 으"""
    return c in (0xC740, 0xB294, 0xC774, 0xAC00, 0xC744, 0xB97C, 0xC758) or c in (
        0xC5D0,
        0xB85C,
        0xB3C4,
        0xB9CC,
        0xACFC,
        0xC640,
        0xC73C,
    )


@njit(cache=True, nogil=True, inline="always")
def is_face_part(c: int) -> bool:
    """Return whether faces are built with it: ( ) [ ] { } < > \\ / _ ^ * = \" ' · and quotes."""
    if c < 0x80:
        return c in (0x28, 0x29, 0x5B, 0x5D, 0x7B, 0x7D, 0x3C, 0x3E, 0x5C, 0x2F) or c in (
            0x5F,
            0x5E,
            0x2A,
            0x3D,
            0x22,
            0x27,
        )
    return c == 0xB7 or 0x2018 <= c <= 0x201D


@njit(cache=True, nogil=True, inline="always")
def opens(c: int) -> int:
    """Return 1 for an opening bracket or curly quote, -1 for a closing one, else 0."""
    if c in (0x28, 0x5B, 0x7B, 0x201C, 0x2018):
        return 1
    return -1 if c in (0x29, 0x5D, 0x7D, 0x201D, 0x2019) else 0
