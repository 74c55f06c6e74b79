"""Shingle sets and their Jaccard similarity."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.dedup.signatures.banding import Banding
from lmkor_data.dedup.signatures.document_keys import document_keys
from lmkor_data.dedup.signatures.folding import folding_table
from lmkor_data.dedup.signatures.hashes import hash_keys, shingle_hashes
from lmkor_data.dedup.signatures.text_decoder import (
    apply_folding,
    collapse_whitespace,
    decode_page,
    page_capacity,
    trimmed_end,
)
from lmkor_data.text.buffers import TextBuffers


class Features(NamedTuple):
    """What is compared of some documents."""

    keys: NDArray[np.uint64]  #: (1 + bands, documents): exact key, band keys; 0 is no key
    shingles: NDArray[np.uint64]  #: distinct shingle hashes of each document, ascending
    bounds: NDArray[np.int64]  #: set i is `shingles[bounds[i]:bounds[i + 1]]`


def features(texts: TextBuffers, banding: Banding, seed: int) -> Features:
    """Compute the keys and shingle sets of texts."""
    keys, _, _ = document_keys(texts, banding, seed)
    return Features(keys, *shingle_sets(texts))


def shingle_sets(texts: TextBuffers) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Compute the distinct shingle hashes of each text, sorted.

    Returns (shingles, bounds); set i is `shingles[bounds[i]:bounds[i + 1]]`.
    """
    shingles = np.empty(texts.bytes + texts.count, np.uint64)
    bounds = np.empty(texts.count + 1, np.int64)
    _shingle_sets(texts.offsets, texts.data, folding_table(), hash_keys(), shingles, bounds)
    shingles.resize(int(bounds[-1]), refcheck=False)  # return the unused memory
    return shingles, bounds


@njit(cache=True, nogil=True)
def _shingle_sets(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    table: NDArray[np.uint16],
    keys: NDArray[np.uint64],
    out: NDArray[np.uint64],
    bounds: NDArray[np.int64],
) -> None:
    room = page_capacity(offsets)
    codes, kept, ends = np.empty((3, room), np.uint32)
    starts = np.empty(room, np.int64)
    text = bounds[0] = place = 0
    while text < bounds.shape[0] - 1:
        after, count = decode_page(offsets, data, text, codes, starts)
        apply_folding(codes, count, table, kept)
        collapse_whitespace(codes, kept, count, codes, ends)
        plain = codes
        begin = 0
        for t in range(after - text):
            end = trimmed_end(plain, begin, ends[t])
            hashes = out[place:]
            number = shingle_hashes(plain[begin:end], end - begin, keys, hashes)
            hashes[:number].sort()
            distinct = min(1, number)
            for j in range(1, number):
                if hashes[j] != hashes[j - 1]:
                    hashes[distinct] = hashes[j]
                    distinct += 1
            place += distinct
            bounds[text + t + 1] = place
            begin = ends[t]
        text = after


@njit(cache=True, nogil=True)
def jaccard(one: NDArray[np.uint64], other: NDArray[np.uint64], threshold: float) -> float:
    """Return the Jaccard similarity of two sorted sets, or 0 once it cannot reach the threshold."""
    i, last_i = 0, one.shape[0]
    j, last_j = 0, other.shape[0]
    total = last_i + last_j
    needed = threshold / (1.0 + threshold) * total
    if min(last_i, last_j) < needed:
        return 0.0
    common = 0
    while i < last_i and j < last_j:
        if one[i] == other[j]:
            common += 1
            i += 1
            j += 1
        elif one[i] < other[j]:
            i += 1
            if common + (last_i - i) < needed:
                return 0.0
        else:
            j += 1
            if common + (last_j - j) < needed:
                return 0.0
    similarity = common / (total - common)
    return similarity if similarity >= threshold else 0.0
