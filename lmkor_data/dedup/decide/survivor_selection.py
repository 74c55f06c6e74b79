"""The survivor rule: which documents survive and which are removed, for those held in memory.

Documents are taken in the order of preference. One is removed if a document that survives has the
same folded text, or shares a band key with it and has a Jaccard similarity of at least the
threshold; otherwise it survives. So no document is removed as a copy of a removed one, however
long a chain of similar texts is, and no two survivors are copies that the bands would find.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.dedup.candidates.key_groups import equal_groups
from lmkor_data.dedup.decide.prefix_index import (
    PrefixIndex,
    entries_of,
    index_of,
    insert,
    order_of,
    search,
)
from lmkor_data.dedup.decide.shingle_sets import Features, jaccard

SURVIVES, EXACT, NEAR = 0, 1, 2  #: decisions about a document
NO_DOCUMENT = -1

#: Size of a bucket from which its documents are found by an index and not one by one.
HEAVY = 128

#: Similarities below the threshold by no more than rounding reach it.
ROUNDING = 1e-9


class Decisions(NamedTuple):
    """Decision about each document, its survivor (itself if it survives), and similarity."""

    decision: NDArray[np.uint8]  #: SURVIVES, EXACT or NEAR
    survivor: NDArray[np.int64]  #: by position
    similarity: NDArray[np.float64]  #: true Jaccard; 1 for an exact copy

    @classmethod
    def undecided(cls, positions: NDArray[np.int64]) -> Decisions:
        """Return decisions under which every document survives."""
        number = len(positions)
        return cls(np.zeros(number, np.uint8), positions.astype(np.int64), np.zeros(number))


def decide(
    documents: Features,
    positions: NDArray[np.int64],
    decisions: Decisions,
    threshold: float,
    pinned: int = 0,
) -> None:
    """Apply the rule to documents in the order of preference; the first `pinned` ones survive.

    Results are written to `decisions`, which begin as undecided or with what was found among the
    survivors of earlier blocks.
    """
    buckets, sizes = buckets_of(documents.keys)
    threshold -= ROUNDING
    heavy = np.append(sizes >= HEAVY, False)  # the last one stands for NO_DOCUMENT
    heavy[: int(buckets[0].max(initial=NO_DOCUMENT)) + 1] = False  # exact keys need no search
    members = np.flatnonzero(heavy[buckets].any(axis=0))
    order = order_of(documents.shingles, documents.bounds, members)
    entries = entries_of(documents.shingles, documents.bounds, members, order, threshold)
    numbers = np.full(len(positions), NO_DOCUMENT, np.int32)
    numbers[members] = np.arange(len(members))
    crowd = _Crowd(heavy, members, numbers, index_of(entries)[0])
    _decide(buckets, documents, positions.astype(np.int64), threshold, pinned, crowd, decisions)


class _Crowd(NamedTuple):
    """Documents in heavy buckets, which are found by an index."""

    heavy: NDArray[np.bool_]  #: by bucket
    members: NDArray[np.int64]  #: the documents
    numbers: NDArray[np.int32]  #: of each document, its number in the index; NO_DOCUMENT if none
    search_index: PrefixIndex


def buckets_of(keys: NDArray[np.uint64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Number the groups of equal keys; returns the bucket of each key, and sizes of buckets.

    Keys that only one document has are in no bucket (NO_DOCUMENT). Exact keys come first.
    """
    buckets = np.full(keys.shape, NO_DOCUMENT, np.int32)
    sizes = [np.empty(0, np.int64)]
    number = 0
    for key in range(len(keys)):
        members, starts = equal_groups(keys[key])
        groups = len(starts) - 1
        buckets[key, members] = number + np.repeat(np.arange(groups), np.diff(starts))
        sizes.append(np.diff(starts))
        number += groups
    return buckets, np.concatenate(sizes)


@njit(cache=True, nogil=True)
def _decide(
    buckets: NDArray[np.int32],
    documents: Features,
    positions: NDArray[np.int64],
    threshold: float,
    pinned: int,
    crowd: _Crowd,
    decisions: Decisions,
) -> None:
    """Decide in order; `head[b]` begins the list of bucket b's survivors, linked by `following`."""
    keys, number = buckets.shape
    shingles, bounds = documents.shingles, documents.bounds
    decision, survivor, similarity = decisions
    head = np.full(crowd.heavy.shape[0], NO_DOCUMENT, np.int32)
    following = np.full((keys, number), NO_DOCUMENT, np.int32)
    met = np.full(number, NO_DOCUMENT, np.int32)
    found = np.empty(2 * number, np.int32)  # of light buckets, then of the index
    for i in range(number):
        if i >= pinned:
            exact = buckets[0, i]
            if exact != NO_DOCUMENT and head[exact] != NO_DOCUMENT:
                decision[i], survivor[i], similarity[i] = EXACT, positions[head[exact]], 1.0
            if decision[i] == EXACT:
                continue
            count = 0
            for k in range(1, keys):
                bucket = buckets[k, i]
                if bucket == NO_DOCUMENT or crowd.heavy[bucket]:
                    continue
                other = head[bucket]
                while other != NO_DOCUMENT:
                    if met[other] != i:
                        met[other] = i
                        found[count] = other
                        count += 1
                    other = following[k, other]
            if crowd.numbers[i] != NO_DOCUMENT:
                count = _search_crowd(crowd, buckets, i, met, found, count)
            best, most = NO_DOCUMENT, similarity[i]
            mine = shingles[bounds[i] : bounds[i + 1]]
            for at in range(count):
                other = found[at]
                its = shingles[bounds[other] : bounds[other + 1]]
                alike = jaccard(mine, its, threshold)
                if alike > most or (alike == most and other < best):
                    best, most = other, alike
            if best != NO_DOCUMENT:
                decision[i], survivor[i], similarity[i] = NEAR, positions[best], most
            if decision[i] == NEAR:
                continue
        for k in range(keys):
            bucket = buckets[k, i]
            if bucket != NO_DOCUMENT and not crowd.heavy[bucket]:
                following[k, i] = head[bucket]
                head[bucket] = i
        if crowd.numbers[i] != NO_DOCUMENT:
            insert(crowd.search_index, crowd.numbers[i])


@njit(cache=True, nogil=True)
def _search_crowd(
    crowd: _Crowd,
    buckets: NDArray[np.int32],
    i: int,
    met: NDArray[np.int32],
    found: NDArray[np.int32],
    count: int,
) -> int:
    """Append the survivors that may be similar to document i and share a band with it."""
    index, mine = crowd.search_index, crowd.numbers[i]
    after = search(index, index.entries, index.lists, mine, found[count:])
    kept = count
    for at in range(count, count + after):
        other = np.int32(crowd.members[found[at]])
        if met[other] == i:
            continue
        shared = False
        for k in range(1, buckets.shape[0]):
            shared |= buckets[k, i] == buckets[k, other] and buckets[k, i] != NO_DOCUMENT
        if shared:
            met[other] = i
            found[kept] = other
            kept += 1
    return kept
