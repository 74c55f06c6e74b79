"""Documents made ready to be features: their keys and their sets of shingles."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

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
    """What is features of some documents."""

    keys: np.ndarray  #: uint64, (keys, documents): exact key and band keys; 0 is none
    shingles: np.ndarray  #: uint64, the distinct shingle hashes of each document, ascending
    bounds: np.ndarray  #: int64, set i is `shingles[bounds[i]:bounds[i + 1]]`


def features(texts: TextBuffers, banding: Banding, seed: int) -> Features:
    keys, _, _ = document_keys(texts, banding, seed)
    return Features(keys, *shingle_sets(texts))


def shingle_sets(texts: TextBuffers) -> tuple[np.ndarray, np.ndarray]:
    """The distinct shingle hashes of each text, sorted: set i is `[bounds[i]:bounds[i + 1]]`."""
    shingles = np.empty(texts.bytes + texts.count, np.uint64)
    bounds = np.empty(texts.count + 1, np.int64)
    _shingle_sets(texts.offsets, texts.data, folding_table(), hash_keys(), shingles, bounds)
    shingles.resize(int(bounds[-1]), refcheck=False)  # what repeats took is given back
    return shingles, bounds


@njit(cache=True, nogil=True)
def _shingle_sets(
    offsets: np.ndarray,
    data: np.ndarray,
    table: np.ndarray,
    keys: np.ndarray,
    out: np.ndarray,
    bounds: np.ndarray,
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
def jaccard(one: np.ndarray, other: np.ndarray, threshold: float) -> float:
    """The similarity of two sets of shingles, or 0 as soon as it cannot reach the threshold."""
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
