"""The prefix index finds every pair that reaches the threshold, against comparing all pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmkor_data.dedup.decide.prefix_index import (
    entries_of,
    index_of,
    insert,
    lists_of,
    order_of,
    search,
)

#: Sets of hashes that share most of what they hold, as pages of one template do.
families = st.lists(
    st.tuples(st.integers(0, 2), st.sets(st.integers(0, 30), max_size=9)), min_size=1, max_size=14
)


def hashes(numbers: set[int]) -> np.ndarray:
    """Well mixed values, ascending, as shingle hashes are."""
    mixed = np.array(sorted(numbers), np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return np.sort(mixed ^ (mixed >> np.uint64(29)))


def sets_of(drawn: list[tuple[int, set[int]]]) -> list[np.ndarray]:
    """Each set: the template of its family, with some elements changed."""
    return [
        hashes(set(range(100 * family, 100 * family + 25)) ^ {100 * family + n for n in changed})
        for family, changed in drawn
    ]


def jaccard(one: np.ndarray, other: np.ndarray) -> float:
    common = len(np.intersect1d(one, other))
    return common / max(1, len(one) + len(other) - common)


@given(families, st.sampled_from([0.3, 0.6, 0.8, 0.95, 1.0]), st.booleans())
def test_no_similar_pair_is_lost(
    drawn: list[tuple[int, set[int]]], threshold: float, ordered_by_some: bool
) -> None:
    given = sets_of(drawn)
    shingles = np.concatenate([np.empty(0, np.uint64), *given])
    bounds = np.concatenate([[0], np.cumsum([len(one) for one in given])]).astype(np.int64)
    everyone = np.arange(len(given))
    order = order_of(shingles, bounds, everyone[:2] if ordered_by_some else everyone)
    entries = entries_of(shingles, bounds, everyone, order, threshold)
    index, listed = index_of(entries)
    assert np.array_equal(lists_of(entries, listed), index.lists)
    found = np.empty(len(given), np.int32)
    for i, mine in enumerate(given):
        number = search(index, entries, index.lists, i, found)
        among = found[:number].tolist()
        assert len(set(among)) == number
        alike = {j for j in range(i) if jaccard(mine, given[j]) >= threshold and len(mine)}
        assert alike <= set(among)
        assert set(among) <= set(range(i))
        insert(index, i)


def test_pages_of_one_template_are_told_apart() -> None:
    draw = np.random.default_rng(1)
    template = draw.integers(0, 1 << 63, 200, np.uint64)
    given = []
    for _ in range(300):
        page = template.copy()
        page[draw.integers(0, 200, 60)] = draw.integers(0, 1 << 63, 60, np.uint64)
        given.append(np.unique(page))
    shingles, bounds = np.concatenate(given), np.cumsum([0, *map(len, given)])
    everyone = np.arange(len(given))
    entries = entries_of(shingles, bounds, everyone, order_of(shingles, bounds, everyone), 0.8)
    index, _ = index_of(entries)
    found = np.empty(len(given), np.int32)
    for i in range(len(given)):
        assert search(index, entries, index.lists, i, found) <= 3
        insert(index, i)


def test_nothing_is_found_in_an_empty_index() -> None:
    none = np.empty(0, np.uint64), np.zeros(1, np.int64), np.empty(0, np.int64)
    entries = entries_of(*none, order_of(*none), 0.8)
    _, listed = index_of(entries)
    assert len(lists_of(entries, listed)) == 0


@pytest.mark.parametrize("size", [1, 7, 5000])
def test_copies_find_each_other_whatever_their_size(size: int) -> None:
    one = hashes(set(range(size)))
    shingles, bounds = np.concatenate([one, one]), np.array([0, size, 2 * size])
    everyone = np.arange(2)
    entries = entries_of(shingles, bounds, everyone, order_of(shingles, bounds, everyone), 1.0)
    index, _ = index_of(entries)
    insert(index, 0)
    found = np.empty(2, np.int32)
    assert search(index, entries, index.lists, 1, found) == 1
