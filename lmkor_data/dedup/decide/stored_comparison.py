"""Comparison of a block with stored survivors: pair by pair, or by an index where they are many."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.dedup.decide.prefix_index import (
    Entries,
    PrefixIndex,
    entries_of,
    index_of,
    insert,
    lists_of,
    order_of,
    search,
)
from lmkor_data.dedup.decide.shingle_sets import Features, jaccard
from lmkor_data.dedup.decide.survivor_selection import (
    EXACT,
    HEAVY,
    NEAR,
    NO_DOCUMENT,
    ROUNDING,
    Decisions,
    buckets_of,
)


class _Side(NamedTuple):
    """Stored documents in a comparison."""

    documents: Features
    orders: NDArray[np.uint32]  #: indices that sort each key
    positions: NDArray[np.int64]
    heavy: NDArray[np.bool_]  #: (keys, documents): too many have this key to be compared in turn


class _Search(NamedTuple):
    """What documents of a block are searched with."""

    entries: Entries
    lists: NDArray[np.int64]
    threshold: float


def compare(
    stored: Features,
    positions: NDArray[np.int64],
    block: Features,
    orders: NDArray[np.uint32],
    threshold: float,
    pinned: int,
    decisions: Decisions,
) -> None:
    """Compare a block with stored documents: by common keys, or by an index in heavy buckets."""
    threshold -= ROUNDING
    buckets, sizes = buckets_of(stored.keys)
    heavy = np.append(sizes >= HEAVY, False)[buckets]
    heavy[0] = False  # exact keys need no search
    best = np.full(block.keys.shape[1], NO_DOCUMENT, np.int64)
    stored_side = _Side(stored, key_orders(stored.keys), positions, heavy)
    wanted = np.zeros(len(best), bool)
    _probe(stored_side, block, orders, threshold, pinned, decisions, best, wanted)
    searched = np.flatnonzero(wanted & (decisions.decision != EXACT))
    if len(searched):
        _search_crowd(stored_side, block, searched, threshold, decisions, best)


def _search_crowd(
    stored: _Side,
    block: Features,
    searched: NDArray[np.int64],
    threshold: float,
    decisions: Decisions,
    best: NDArray[np.int64],
) -> None:
    """Compare documents of a block with the stored ones in heavy buckets."""
    _, shingles, bounds = stored.documents
    members = np.flatnonzero(stored.heavy.any(axis=0))
    order = order_of(shingles, bounds, members)
    index, listed = index_of(entries_of(shingles, bounds, members, order, threshold))
    entries = entries_of(block.shingles, block.bounds, searched, order, threshold)
    lists = lists_of(entries, listed)
    _search(
        stored, members, index, block, searched, _Search(entries, lists, threshold), decisions, best
    )


def key_orders(keys: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """Return the indices that sort each row of keys."""
    return np.stack([key_order(row) for row in keys])


def key_order(keys: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """Return the indices that sort the keys."""
    return np.argsort(keys).astype(np.uint32)


@njit(cache=True, nogil=True)
def _probe(
    stored: _Side,
    block: Features,
    orders: NDArray[np.uint32],
    threshold: float,
    pinned: int,
    decisions: Decisions,
    best: NDArray[np.int64],
    wanted: NDArray[np.bool_],
) -> None:
    """Decide about the block's documents by those with the same key (merge join).

    `best` is the match of this call. Where a key is heavy, the document is marked in `wanted`.
    """
    their_keys, their_shingles, their_bounds = stored.documents
    keys, shingles, bounds = block
    decision, survivor, similarity = decisions
    for k in range(keys.shape[0]):
        begin = 0
        for j in orders[k]:
            key = keys[k, j]
            while begin < their_keys.shape[1] and their_keys[k, stored.orders[k, begin]] < key:
                begin += 1
            if key == np.uint64(0) or j < pinned or (k > 0 and decision[j] == EXACT):
                continue
            mine = shingles[bounds[j] : bounds[j + 1]]
            for at in range(begin, their_keys.shape[1]):
                i = int(stored.orders[k, at])
                if their_keys[k, i] != key:
                    break
                if stored.heavy[k, i]:
                    wanted[j] = True
                    break
                if k == 0:
                    if i > best[j]:
                        decision[j], survivor[j] = EXACT, stored.positions[i]
                        similarity[j], best[j] = 1.0, i
                elif not _share_earlier_band(their_keys, i, keys, j, k):
                    its = their_shingles[their_bounds[i] : their_bounds[i + 1]]
                    alike = jaccard(mine, its, threshold)
                    if alike > similarity[j] or (alike == similarity[j] and i < best[j]):
                        decision[j], survivor[j] = NEAR, stored.positions[i]
                        similarity[j], best[j] = alike, i


@njit(cache=True, nogil=True)
def _search(
    stored: _Side,
    members: NDArray[np.int64],
    index: PrefixIndex,
    block: Features,
    searched: NDArray[np.int64],
    how: _Search,
    decisions: Decisions,
    best: NDArray[np.int64],
) -> None:
    """Decide about documents of the block by the stored ones that the index finds."""
    their_keys, their_shingles, their_bounds = stored.documents
    keys, shingles, bounds = block
    decision, survivor, similarity = decisions
    for member in range(members.shape[0]):
        insert(index, member)
    found = np.empty(members.shape[0], np.int32)
    for number in range(searched.shape[0]):
        j = searched[number]
        mine = shingles[bounds[j] : bounds[j + 1]]
        for at in range(search(index, how.entries, how.lists, number, found)):
            i = members[found[at]]
            if _share_earlier_band(their_keys, i, keys, j, keys.shape[0]):
                its = their_shingles[their_bounds[i] : their_bounds[i + 1]]
                alike = jaccard(mine, its, how.threshold)
                if alike > similarity[j] or (alike == similarity[j] and i < best[j]):
                    decision[j], survivor[j] = NEAR, stored.positions[i]
                    similarity[j], best[j] = alike, i


@njit(cache=True, nogil=True)
def _share_earlier_band(
    one: NDArray[np.uint64], i: int, other: NDArray[np.uint64], j: int, key: int
) -> bool:
    """Tell whether two documents share a band key below `key`."""
    before = False
    for k in range(1, key):
        before |= one[k, i] == other[k, j] and one[k, i] != np.uint64(0)
    return before
