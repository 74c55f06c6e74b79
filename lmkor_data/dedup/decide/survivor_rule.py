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
from lmkor_data.dedup.decide.shingle_sets import Features, jaccard

SURVIVES, EXACT, NEAR = 0, 1, 2  #: decisions about a document
NO_DOCUMENT = -1

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
    buckets: NDArray[np.int32],
    head: NDArray[np.int32],
    documents: Features,
    positions: NDArray[np.int64],
    threshold: float,
    pinned: int,
    decisions: Decisions,
) -> None:
    """Decide in order; `head[b]` begins the list of bucket b's survivors, linked by `following`."""
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
