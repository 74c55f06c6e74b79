"""All pairs of sets above a Jaccard similarity, without missing one: the oracle of the benchmarks.

Prefix filtering (Bayardo, Ma, Srikant, Scaling up all pairs similarity search, WWW 2007): with
tokens ordered from rare to common, two sets that are similar enough share one of their first few.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit


def similar_pairs(
    tokens: np.ndarray, bounds: np.ndarray, threshold: float
) -> tuple[np.ndarray, np.ndarray]:
    """(pairs, similarities): set i is `tokens[bounds[i]:bounds[i + 1]]`, without repeats."""
    _, inverse, counts = np.unique(tokens, return_inverse=True, return_counts=True)
    rank = np.empty(len(counts), np.int32)
    rank[np.argsort(counts, kind="stable")] = np.arange(len(counts), dtype=np.int32)
    ranked = rank[inverse]
    _sort_each(ranked, bounds)
    order = np.argsort(np.diff(bounds), kind="stable")
    room = 1 << 20
    while True:
        pairs = np.empty((room, 2), np.int64)
        similarities = np.empty(room, np.float64)
        found = _join(ranked, bounds, order, threshold, len(counts), pairs, similarities)
        if found <= room:
            return pairs[:found], similarities[:found]
        room = found


@njit
def _sort_each(ranked, bounds):
    for i in range(bounds.shape[0] - 1):
        ranked[bounds[i] : bounds[i + 1]].sort()


@njit
def _prefix(size, threshold):
    return size - math.ceil(threshold * size - 1e-9) + 1 if size else 0


@njit
def _join(ranked, bounds, order, threshold, number, pairs, similarities):
    # Postings of token t: places[begin[t]:end[t]], sets in ascending size.
    begin = np.zeros(number + 1, np.int64)
    for i in range(bounds.shape[0] - 1):
        for j in range(_prefix(bounds[i + 1] - bounds[i], threshold)):
            begin[ranked[bounds[i] + j] + 1] += 1
    for t in range(number):
        begin[t + 1] += begin[t]
    places = np.empty(begin[number], np.int32)
    end = begin[:number].copy()
    met = np.full(bounds.shape[0], -1, np.int64)
    found = 0
    for x in order:
        size = bounds[x + 1] - bounds[x]
        for j in range(_prefix(size, threshold)):
            token = ranked[bounds[x] + j]
            for at in range(begin[token], end[token]):
                y = places[at]
                if met[y] == x:
                    continue
                met[y] = x
                other = bounds[y + 1] - bounds[y]
                if other < threshold * size - 1e-9:
                    begin[token] = at + 1  # too small for this set and all that follow
                    continue
                common = _common(ranked, bounds, x, y)
                similarity = common / (size + other - common)
                if similarity >= threshold - 1e-9:
                    if found < pairs.shape[0]:
                        pairs[found, 0], pairs[found, 1] = x, y
                        similarities[found] = similarity
                    found += 1
        for j in range(_prefix(size, threshold)):
            token = ranked[bounds[x] + j]
            places[end[token]] = x
            end[token] += 1
    return found


@njit
def _common(ranked, bounds, x, y):
    i, j, common = bounds[x], bounds[y], 0
    while i < bounds[x + 1] and j < bounds[y + 1]:
        if ranked[i] == ranked[j]:
            common += 1
            i += 1
            j += 1
        elif ranked[i] < ranked[j]:
            i += 1
        else:
            j += 1
    return common
