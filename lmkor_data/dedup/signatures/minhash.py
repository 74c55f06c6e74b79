"""MinHash signatures (Broder 1997), bit for bit those of datasketch 2.0's `affine32` scheme."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

from lmkor_data.dedup.signatures.folding import folding_table
from lmkor_data.dedup.signatures.hashes import SHINGLE, hash_keys, mix, short_hashes
from lmkor_data.dedup.signatures.text_decoder import (
    apply_folding,
    collapse_whitespace,
    decode_page,
    page_capacity,
    trimmed_end,
)
from lmkor_data.dedup.signatures.vectors import LANES, broadcast, load, minimum, store
from lmkor_data.text.buffers import TextBuffers

#: Minimum over an empty set of shingles.
EMPTY = np.uint32(0xFFFFFFFF)

#: Permutations whose minima are held in registers at a time. Chosen for the 32 registers of
#: AVX-512; AVX2, with half as many of half the width, loses a few per cent.
_BLOCK = 4 * LANES


class Permutations(NamedTuple):
    """The maps h → a·h + b modulo 2^32 with odd a, one entry per permutation."""

    a: NDArray[np.uint32]
    b: NDArray[np.uint32]


@functools.cache
def permutations(number: int, seed: int = 1) -> Permutations:
    """Return the permutations that `datasketch.MinHash(number, seed)` draws."""
    draw = np.random.RandomState(seed)
    a = draw.randint(0, 1 << 31, number, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return Permutations(a, draw.randint(0, 1 << 32, number, dtype=np.uint32))


def in_blocks(permutations: Permutations) -> Permutations:
    """Pad permutations with zeros to the multiple of a block that `minima` works on."""
    room = -len(permutations.a) % _BLOCK
    return Permutations(*(np.pad(numbers, (0, room)) for numbers in permutations))


def signatures(texts: TextBuffers, number: int, seed: int = 1) -> NDArray[np.uint32]:
    """Compute the MinHash signature of each text over its 5-character shingles.

    Returns uint32, (texts, number).
    """
    a, b = in_blocks(permutations(number, seed))
    out = np.empty(texts.count * number + _BLOCK, np.uint32)
    _sign(texts.offsets, texts.data, folding_table(), hash_keys(), a, b, number, out)
    return out[: texts.count * number].reshape(texts.count, number)


@njit(cache=True, nogil=True)
def minima(
    hashes: NDArray[np.uint32],
    start: int,
    end: int,
    a: NDArray[np.uint32],
    b: NDArray[np.uint32],
    out: NDArray[np.uint32],
    place: int,
) -> None:
    """Write the smallest value of every permutation over `hashes[start:end]` to `out[place:]`.

    a, b and the minima of a block of permutations stay in registers while the hashes stream by: a
    step is one multiplication, one addition and one minimum. Writes whole blocks.
    """
    for p in range(0, a.shape[0], _BLOCK):
        p1, p2, p3 = p + LANES, p + 2 * LANES, p + 3 * LANES
        a0, a1, a2, a3 = load(a, p), load(a, p1), load(a, p2), load(a, p3)
        b0, b1, b2, b3 = load(b, p), load(b, p1), load(b, p2), load(b, p3)
        low0 = low1 = low2 = low3 = broadcast(EMPTY)
        for i in range(start, end):
            h = hashes[i]
            low0 = minimum(low0, a0 * h + b0)
            low1 = minimum(low1, a1 * h + b1)
            low2 = minimum(low2, a2 * h + b2)
            low3 = minimum(low3, a3 * h + b3)
        store(out, place + p, low0)
        store(out, place + p1, low1)
        store(out, place + p2, low2)
        store(out, place + p3, low3)


@njit(cache=True, nogil=True)
def band_keys(
    signature: NDArray[np.uint32], rows: int, keys: NDArray[np.uint64], out: NDArray[np.uint64]
) -> None:
    """Hash each band of a signature to a 64-bit key, never 0.

    Band q consists of the minima q, q + bands, q + 2·bands, …: with that stride the loop over
    bands vectorizes.
    """
    bands = out.shape[0]
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
def _sign(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    table: NDArray[np.uint16],
    keys: NDArray[np.uint64],
    a: NDArray[np.uint32],
    b: NDArray[np.uint32],
    number: int,
    out: NDArray[np.uint32],
) -> None:
    """Write signatures row by row; what a block writes past the end of a row is overwritten."""
    room = page_capacity(offsets)
    codes, kept, plain = np.empty((3, room), np.uint32)
    ends, hashes = np.empty((2, room), np.uint32)
    short, short_hash = np.zeros((2, 2 * LANES), np.uint32)
    starts = np.empty(room, np.int64)
    text = place = 0
    while text < offsets.shape[0] - 1:
        after, count = decode_page(offsets, data, text, codes, starts)
        apply_folding(codes, count, table, kept)
        collapse_whitespace(codes, kept, count, plain, ends)
        short_hashes(plain, count, keys, hashes)
        begin = 0
        for t in range(after - text):
            length = trimmed_end(plain, begin, ends[t]) - begin
            if length >= SHINGLE:
                minima(hashes, begin, begin + length - SHINGLE + 1, a, b, out, place)
            else:  # its own single shingle
                short[:SHINGLE] = 0
                short[:length] = plain[begin : begin + length]
                short_hashes(short, 1, keys, short_hash)
                minima(short_hash, 0, min(1, length), a, b, out, place)
            place += number
            begin = ends[t]
        text = after
