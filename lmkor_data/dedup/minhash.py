"""MinHash signatures (Broder 1997), bit for bit those of datasketch 2.0's scheme `affine32`."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numba import njit, uint32, uint64

from lmkor_data.corpus.text_buffers import TextBuffers
from lmkor_data.dedup.characters import folding_table
from lmkor_data.dedup.hashing import hash_keys, mix, shingle_hashes, to_32_bits
from lmkor_data.dedup.reading_texts import collapse, decode

#: The minimum over no shingles at all.
EMPTY = np.uint32(0xFFFFFFFF)


class Permutations(NamedTuple):
    """h → a·h + b modulo 2^32, a odd: uint32 arrays, one entry a permutation."""

    a: np.ndarray
    b: np.ndarray


@functools.cache
def permutations(number: int, seed: int = 1) -> Permutations:
    """Those that `datasketch.MinHash(number, seed)` draws."""
    draw = np.random.RandomState(seed)
    a = draw.randint(0, 1 << 31, number, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return Permutations(a, draw.randint(0, 1 << 32, number, dtype=np.uint32))


def signatures(texts: TextBuffers, number: int, seed: int = 1) -> np.ndarray:
    """uint32, a row of `number` minima for each text, over its 5-character shingles."""
    a, b = permutations(number, seed)
    out = np.empty((texts.count, number), np.uint32)
    _sign(texts.offsets, texts.data, folding_table(), hash_keys(), a, b, out)
    return out


@njit(cache=True, nogil=True)
def minima(hashes: np.ndarray, count: int, a: np.ndarray, b: np.ndarray, out: np.ndarray) -> None:
    """The least value of every permutation over `hashes[:count]`, 8 hashes at a pass.

    The inner loop over permutations becomes vectors; eight hashes a pass mean that a, b and the
    minima are loaded once for eight multiply-add-minimum steps.
    """
    number = a.shape[0]
    for p in range(number):
        out[p] = EMPTY
    i = 0
    while i + 8 <= count:
        h0, h1, h2, h3 = hashes[i], hashes[i + 1], hashes[i + 2], hashes[i + 3]
        h4, h5, h6, h7 = hashes[i + 4], hashes[i + 5], hashes[i + 6], hashes[i + 7]
        for p in range(number):
            x, y = a[p], b[p]
            low = min(min(uint32(x * h0 + y), uint32(x * h1 + y)), out[p])
            low = min(min(uint32(x * h2 + y), uint32(x * h3 + y)), low)
            low = min(min(uint32(x * h4 + y), uint32(x * h5 + y)), low)
            out[p] = min(min(uint32(x * h6 + y), uint32(x * h7 + y)), low)
        i += 8
    while i < count:
        h = hashes[i]
        for p in range(number):
            out[p] = min(out[p], uint32(a[p] * h + b[p]))
        i += 1


@njit(cache=True, nogil=True)
def premix(shingles: np.ndarray, count: int, out: np.ndarray) -> None:
    """32-bit hashes of shingles, stirred as datasketch does (the finaliser of MurmurHash3)."""
    for i in range(count):
        h = uint32(to_32_bits(shingles[i]))
        h ^= h >> uint32(16)
        h = uint32(h * uint32(0x85EBCA6B))
        h ^= h >> uint32(13)
        h = uint32(h * uint32(0xC2B2AE35))
        out[i] = uint32(h ^ (h >> uint32(16)))


@njit(cache=True, nogil=True)
def band_keys(signature: np.ndarray, keys: np.ndarray, out: np.ndarray) -> None:
    """A 64-bit key a band, never 0; band q holds the minima q, q + bands, q + 2·bands, …

    The stride makes the loop over bands a vector loop.
    """
    bands = out.shape[0]
    rows = signature.shape[0] // bands
    for q in range(bands):
        out[q] = uint64(0)
    for row in range(rows):
        key = keys[row]
        part = signature[row * bands : (row + 1) * bands]
        for q in range(bands):
            out[q] += key * uint64(part[q])
    for q in range(bands):
        out[q] = mix(out[q]) | uint64(1)


@njit(cache=True, nogil=True)
def longest(offsets: np.ndarray) -> int:
    """Bytes of the longest text, for scratch space."""
    most = 0
    for i in range(offsets.shape[0] - 1):
        most = max(most, offsets[i + 1] - offsets[i])
    return most


@njit(cache=True, nogil=True)
def _sign(
    offsets: np.ndarray,
    data: np.ndarray,
    table: np.ndarray,
    keys: np.ndarray,
    a: np.ndarray,
    b: np.ndarray,
    out: np.ndarray,
) -> None:
    room = longest(offsets) + 8
    wide, codes = np.empty(room, np.uint32), np.empty(room, np.uint32)
    shingles, hashes = np.empty(room, np.uint64), np.empty(room, np.uint32)
    for i in range(offsets.shape[0] - 1):
        count = decode(data, offsets[i], offsets[i + 1], wide, codes)
        count = collapse(codes, count, table, wide)
        count = shingle_hashes(wide, count, keys, shingles)
        premix(shingles, count, hashes)
        minima(hashes, count, a, b, out[i])
