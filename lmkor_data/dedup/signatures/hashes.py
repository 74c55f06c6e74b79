"""64-bit hashes of texts and shingles, and the 32-bit shingle hashes that MinHash permutes."""

from __future__ import annotations

import functools

import numpy as np
from numba import njit, uint32, uint64
from numpy.typing import NDArray

from lmkor_data.dedup.signatures.vectors import (
    LANES,
    broadcast,
    lane_mask,
    load,
    multiply_add,
    reduce_sum,
    select,
    store,
    zero_sums,
)

#: Code points in a shingle.
SHINGLE = 5

#: Code points hashed per block.
_BLOCK = 256
_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio
_MIX = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)


@functools.cache
def hash_keys() -> NDArray[np.uint64]:
    """Return random odd multipliers, the same in every run: uint64, `_BLOCK` of them."""
    drawn = np.random.RandomState(20).randint(0, 1 << 63, _BLOCK, dtype=np.uint64)
    return drawn * np.uint64(2) + np.uint64(1)


@njit(cache=True, nogil=True)
def mix(value: np.uint64) -> np.uint64:
    """Permute 64-bit values so that every input bit affects every output bit."""
    value ^= value >> _HALF
    value *= _MIX
    value ^= value >> _HALF
    value *= _MIX
    return value ^ (value >> _HALF)


@njit(cache=True, nogil=True)
def text_hash(
    codes: NDArray[np.uint32], start: int, end: int, keys: NDArray[np.uint64]
) -> np.uint64:
    """Hash `codes[start:end]` to 64 bits; 0 for the empty text only.

    Multilinear hashing in blocks (Lemire and Kaser, "Strongly universal string hashing is fast",
    2014), because sums of products vectorize and a chain over characters does not. Reads up to
    `LANES` entries past the end.
    """
    if start == end:
        return uint64(0)
    value = uint64(end - start) * _ODD
    while start < end:
        stop = min(end, start + _BLOCK)
        sums = zero_sums()
        for at in range(start, stop, LANES):
            chosen = select(lane_mask(stop - at), load(codes, at), broadcast(0))
            sums = multiply_add(sums, chosen, keys, at - start)
        value = mix(value + reduce_sum(sums))
        start = stop
    return value if value else uint64(1)


@njit(cache=True, nogil=True)
def shingle_hashes(
    codes: NDArray[np.uint32], count: int, keys: NDArray[np.uint64], out: NDArray[np.uint64]
) -> int:
    """Hash every run of five code points to 64 bits, repeats included; returns their number.

    A text shorter than a shingle is its own single shingle; the empty text has none.
    """
    if count == 0:
        return 0
    if count < SHINGLE:
        total = uint64(0)
        for i in range(count):
            total += keys[i] * uint64(codes[i])
        out[0] = total + keys[SHINGLE + count]
        return 1
    k0, k1, k2, k3, k4 = keys[0], keys[1], keys[2], keys[3], keys[4]
    number = count - SHINGLE + 1
    c0, c1, c2 = codes[0:number], codes[1 : number + 1], codes[2 : number + 2]
    c3, c4 = codes[3 : number + 3], codes[4 : number + 4]
    for i in range(number):
        out[i] = (
            k0 * uint64(c0[i])
            + k1 * uint64(c1[i])
            + k2 * uint64(c2[i])
            + k3 * uint64(c3[i])
            + k4 * uint64(c4[i])
        )
    return number


@njit(cache=True, nogil=True)
def short_hashes(
    codes: NDArray[np.uint32], count: int, keys: NDArray[np.uint64], out: NDArray[np.uint32]
) -> None:
    """Hash the five code points from each position on to the 32 bits that MinHash permutes.

    Works on a whole page; the caller picks the positions where a shingle lies within one text.
    The last steps are datasketch's (the finalizer of MurmurHash3). Reads and writes past the end.
    """
    k0, k1, k2 = uint32(keys[0]), uint32(keys[1]), uint32(keys[2])
    k3, k4 = uint32(keys[3]), uint32(keys[4])
    for at in range(0, count, LANES):
        h = load(codes, at) * k0 + load(codes, at + 1) * k1 + load(codes, at + 2) * k2
        h = h + load(codes, at + 3) * k3 + load(codes, at + 4) * k4
        h = (h ^ (h >> 16)) * 0x85EBCA6B
        h = (h ^ (h >> 13)) * 0xC2B2AE35
        store(out, at, h ^ (h >> 16))


def shingle_hash_32(shingle: str | bytes) -> int:
    """Hash one shingle as `short_hashes` does, before its finalizer; plain Python.

    Pass it to datasketch as `hashfunc` to get the signatures of this module.
    """
    text = shingle.decode() if isinstance(shingle, bytes) else shingle
    keys = hash_keys()[:SHINGLE].tolist()
    total = sum(key * ord(character) for key, character in zip(keys, text, strict=False))
    return total & 0xFFFFFFFF
