"""Who stays and who goes among documents held in memory: the rule itself, in one place.

Documents are taken in the order of preference. One goes if a document that already stays has the
same folded text, or shares a band key with it and a Jaccard similarity of at least the threshold;
else it stays. So nobody goes for a document that went itself, however long a chain of similar
texts is, and no two that stay are copies that the bands would find.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from lmkor_data.corpus.text_buffers import TextBuffers
from lmkor_data.dedup.banding import Banding
from lmkor_data.dedup.characters import folding_table
from lmkor_data.dedup.grouping import equal_groups
from lmkor_data.dedup.hashing import hash_keys, shingle_hashes
from lmkor_data.dedup.minhash import longest
from lmkor_data.dedup.reading_texts import collapse, decode
from lmkor_data.dedup.signing import text_keys

STAYS, COPY, NEAR = 0, 1, 2  #: a document's fate
NOBODY = -1

#: A similarity that differs from the threshold by rounding only reaches it.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Fates:
    """Of each document: what becomes of it, for whom (its own index if it stays), how similar."""

    fate: np.ndarray  #: uint8
    survivor: np.ndarray  #: int64
    similarity: np.ndarray  #: float32; 1 for a copy, whose folded text is the same


def decide(
    texts: TextBuffers, banding: Banding, threshold: float, seed: int, settled: int = 0
) -> Fates:
    """Decide over texts that stand in the order of preference; the first `settled` ones stay."""
    keys, _, _ = text_keys(texts, banding, seed)
    buckets = np.full(keys.shape, NOBODY, np.int64)
    number = 0
    for key in range(len(keys)):
        members, starts = equal_groups(keys[key])
        groups = len(starts) - 1
        buckets[key, members] = number + np.repeat(np.arange(groups), np.diff(starts))
        number += groups
    shingles, bounds = shingle_sets(texts)
    fates = Fates(
        np.zeros(texts.count, np.uint8),
        np.arange(texts.count),
        np.zeros(texts.count, np.float32),
    )
    _decide(
        buckets,
        np.full(number, NOBODY, np.int64),
        shingles,
        bounds,
        threshold - _ROUNDING,
        settled,
        fates.fate,
        fates.survivor,
        fates.similarity,
    )
    return fates


def shingle_sets(texts: TextBuffers) -> tuple[np.ndarray, np.ndarray]:
    """The distinct shingle hashes of each text, sorted: set i is `[bounds[i]:bounds[i + 1]]`."""
    shingles = np.empty(texts.bytes + texts.count, np.uint64)
    bounds = np.empty(texts.count + 1, np.int64)
    _shingle_sets(texts.offsets, texts.data, folding_table(), hash_keys(), shingles, bounds)
    return shingles[: bounds[-1]], bounds


@njit(cache=True, nogil=True)
def _shingle_sets(
    offsets: np.ndarray,
    data: np.ndarray,
    table: np.ndarray,
    keys: np.ndarray,
    out: np.ndarray,
    bounds: np.ndarray,
) -> None:
    room = longest(offsets) + 8
    wide, codes = np.empty(room, np.uint32), np.empty(room, np.uint32)
    hashes = np.empty(room, np.uint64)
    bounds[0] = place = 0
    for i in range(offsets.shape[0] - 1):
        count = decode(data, offsets[i], offsets[i + 1], wide, codes)
        count = collapse(codes, count, table, wide)
        count = shingle_hashes(wide, count, keys, hashes)
        ordered = np.sort(hashes[:count])
        for j in range(count):
            if j == 0 or ordered[j] != ordered[j - 1]:
                out[place] = ordered[j]
                place += 1
        bounds[i + 1] = place


@njit(cache=True, nogil=True)
def jaccard(shingles: np.ndarray, bounds: np.ndarray, x: int, y: int, threshold: float) -> float:
    """The similarity of sets x and y, or 0 as soon as it cannot reach the threshold."""
    i, last_i = bounds[x], bounds[x + 1]
    j, last_j = bounds[y], bounds[y + 1]
    total = (last_i - i) + (last_j - j)
    needed = threshold / (1.0 + threshold) * total
    if min(last_i - i, last_j - j) < needed:
        return 0.0
    common = 0
    while i < last_i and j < last_j:
        if shingles[i] == shingles[j]:
            common += 1
            i += 1
            j += 1
        elif shingles[i] < shingles[j]:
            i += 1
            if common + (last_i - i) < needed:
                return 0.0
        else:
            j += 1
            if common + (last_j - j) < needed:
                return 0.0
    similarity = common / (total - common)
    return similarity if similarity >= threshold else 0.0


@njit(cache=True, nogil=True)
def _decide(
    buckets: np.ndarray,
    head: np.ndarray,
    shingles: np.ndarray,
    bounds: np.ndarray,
    threshold: float,
    settled: int,
    fate: np.ndarray,
    survivor: np.ndarray,
    similarity: np.ndarray,
) -> None:
    """`head[b]` begins the list of those who stay in bucket b, linked through `following`."""
    keys, number = buckets.shape
    following = np.full((keys, number), NOBODY, np.int64)
    met = np.full(number, NOBODY, np.int64)
    for i in range(number):
        if i >= settled:
            exact = buckets[0, i]
            if exact != NOBODY and head[exact] != NOBODY:
                fate[i], survivor[i], similarity[i] = COPY, head[exact], 1.0
                continue
            best, most = NOBODY, 0.0
            for k in range(1, keys):
                if buckets[k, i] == NOBODY:
                    continue
                other = head[buckets[k, i]]
                while other != NOBODY:
                    if met[other] != i:
                        met[other] = i
                        alike = jaccard(shingles, bounds, i, other, threshold)
                        if alike > most or (alike == most and alike > 0.0 and other < best):
                            best, most = other, alike
                    other = following[k, other]
            if best != NOBODY:
                fate[i], survivor[i], similarity[i] = NEAR, best, most
                continue
        for k in range(keys):
            bucket = buckets[k, i]
            if bucket != NOBODY:
                following[k, i] = head[bucket]
                head[bucket] = i
