"""Who stays and who goes among documents held in memory: the rule itself, in one place.

Documents are taken in the order of preference. One goes if a document that already stays has the
same folded text, or shares a band key with it and a Jaccard similarity of at least the threshold;
else it stays. So nobody goes for a document that went itself, however long a chain of similar
texts is, and no two that stay are copies that the bands would find.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from lmkor_data.dedup.candidates.key_groups import equal_groups
from lmkor_data.dedup.decide.shingle_sets import Features, jaccard

SURVIVES, EXACT, NEAR = 0, 1, 2  #: a document's decision
NO_DOCUMENT = -1

#: A similarity that differs from the threshold by rounding only reaches it.
ROUNDING = 1e-9


class Decisions(NamedTuple):
    """What becomes of each document, for whom (itself if it stays), how similar."""

    decision: np.ndarray  #: uint8
    survivor: np.ndarray  #: int64, a position
    similarity: np.ndarray  #: float64; 1 for a copy, whose folded text is the same

    @classmethod
    def undecided(cls, positions: np.ndarray) -> Decisions:
        number = len(positions)
        return cls(np.zeros(number, np.uint8), positions.astype(np.int64), np.zeros(number))


def decide(
    documents: Features,
    positions: np.ndarray,
    decisions: Decisions,
    threshold: float,
    pinned: int = 0,
) -> None:
    """Decide over documents in the order of preference; the first `pinned` ones stay.

    `decisions` is where the result goes. It begins as undecided, or with what was found among those
    that stay of the blocks before.
    """
    keys = documents.keys
    buckets = np.full(keys.shape, NO_DOCUMENT, np.int32)
    number = 0
    for key in range(len(keys)):
        members, starts = equal_groups(keys[key])
        groups = len(starts) - 1
        buckets[key, members] = number + np.repeat(np.arange(groups), np.diff(starts))
        number += groups
    _decide(
        buckets,
        np.full(number, NO_DOCUMENT, np.int32),
        documents,
        positions.astype(np.int64),
        threshold - ROUNDING,
        pinned,
        decisions,
    )


@njit(cache=True, nogil=True)
def _decide(
    buckets: np.ndarray,
    head: np.ndarray,
    documents: Features,
    positions: np.ndarray,
    threshold: float,
    pinned: int,
    decisions: Decisions,
) -> None:
    """`head[b]` begins the list of those who stay in bucket b, linked through `following`."""
    keys, number = buckets.shape
    shingles, bounds = documents.shingles, documents.bounds
    decision, survivor, similarity = decisions
    following = np.full((keys, number), NO_DOCUMENT, np.int32)
    met = np.full(number, NO_DOCUMENT, np.int32)
    for i in range(number):
        if i >= pinned:
            exact = buckets[0, i]
            if exact != NO_DOCUMENT and head[exact] != NO_DOCUMENT:
                decision[i], survivor[i], similarity[i] = EXACT, positions[head[exact]], 1.0
            if decision[i] == EXACT:
                continue
            best, most = NO_DOCUMENT, similarity[i]
            mine = shingles[bounds[i] : bounds[i + 1]]
            for k in range(1, keys):
                if buckets[k, i] == NO_DOCUMENT:
                    continue
                other = head[buckets[k, i]]
                while other != NO_DOCUMENT:
                    if met[other] != i:
                        met[other] = i
                        its = shingles[bounds[other] : bounds[other + 1]]
                        alike = jaccard(mine, its, threshold)
                        if alike > most or (alike == most and other < best):
                            best, most = other, alike
                    other = following[k, other]
            if best != NO_DOCUMENT:
                decision[i], survivor[i], similarity[i] = NEAR, positions[best], most
            if decision[i] == NEAR:
                continue
        for k in range(keys):
            bucket = buckets[k, i]
            if bucket != NO_DOCUMENT:
                following[k, i] = head[bucket]
                head[bucket] = i
