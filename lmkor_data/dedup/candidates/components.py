"""Third phase: which documents may be copies of each other, by union-find over the edges."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from lmkor_data.dedup.candidates.edges import read_edges
from lmkor_data.dedup.candidates.sorted_runs import BLOCK_MEMORY, estimated_memory
from lmkor_data.dedup.index.generations import Plan
from lmkor_data.dedup.index.index_matches import index_match_edges
from lmkor_data.dedup.signatures.hashes import mix
from lmkor_data.dedup.storage.array_files import save
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult

#: In the array of parts: the text of this document is not needed.
NO_PART = np.uint32(0xFFFFFFFF)

_BLOCK = 1 << 20


def find_components(task: Task, *, work: Workspace) -> TaskResult:
    """Writes `components` (the first position of each document's component) and `parts`.

    Only components that a band key holds together need their texts: they are dealt out to the
    parts that are verified next. The rest are alone, or exact copies of each other.
    """
    documents = work.plan.documents + len(work.index_matches)
    parent = np.arange(documents, dtype=np.uint32)
    needs_text = np.zeros(documents, bool)
    for key in range(work.plan.keys):
        for edges in (read_edges(work, key), index_match_edges(work, key)):
            for begin in range(0, len(edges), _BLOCK):
                _union(
                    parent, np.ascontiguousarray(edges[begin : begin + _BLOCK]), needs_text, key > 0
                )
    _flatten(parent, needs_text)
    parts, number, candidates = assign_parts(parent, needs_text, work.plan)
    save(work.array("components"), parent)
    save(work.array("parts"), parts)
    facts = {
        "candidates": candidates,
        "parts": number,
        "largest_component": _largest(parent, needs_text, np.zeros(documents, np.uint32)),
    }
    return TaskResult([work.array("components"), work.array("parts")], facts=facts)


def assign_parts(
    parent: np.ndarray, needs_text: np.ndarray, plan: Plan
) -> tuple[np.ndarray, int, int]:
    """The part of each document whose text is needed, how many parts, how many such documents."""
    candidates = int(needs_text.sum())
    text_bytes = candidates * plan.text_bytes / max(1, plan.documents)
    number = max(1, math.ceil(estimated_memory(text_bytes, candidates) / BLOCK_MEMORY))
    parts = np.full(len(parent), NO_PART, np.uint32)
    _assign_parts(parent, needs_text, np.uint64(number), parts)
    return parts, number, candidates


@njit(cache=True, nogil=True)
def _union(parent: np.ndarray, edges: np.ndarray, needs_text: np.ndarray, by_band: bool) -> None:
    """Join the ends of each edge; the lowest position becomes the root.

    The exact key comes first: whatever a band joins after it is a component to look into.
    """
    for e in range(edges.shape[0]):
        x, y = edges[e, 0], edges[e, 1]
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        while parent[y] != y:
            parent[y] = parent[parent[y]]
            y = parent[y]
        if x != y:
            parent[max(x, y)] = min(x, y)
            if by_band:
                needs_text[min(x, y)] = True
                needs_text[max(x, y)] = True


@njit(cache=True, nogil=True)
def _flatten(parent: np.ndarray, needs_text: np.ndarray) -> None:
    """Point every document at its root and tell it whether its component is needs_text."""
    for i in range(parent.shape[0]):
        parent[i] = parent[parent[i]]
        if needs_text[i]:
            needs_text[parent[i]] = True
    for i in range(parent.shape[0]):
        needs_text[i] = needs_text[parent[i]]


@njit(cache=True, nogil=True)
def _assign_parts(
    parent: np.ndarray, needs_text: np.ndarray, number: np.uint64, parts: np.ndarray
) -> None:
    """Whole components to parts, by a stirred root."""
    for i in range(parent.shape[0]):
        if needs_text[i]:
            parts[i] = mix(np.uint64(parent[i])) % number


@njit(cache=True, nogil=True)
def _largest(parent: np.ndarray, needs_text: np.ndarray, sizes: np.ndarray) -> int:
    """How many documents the largest of the needs_text components has; `sizes` is scratch."""
    most = 0
    for i in range(parent.shape[0]):
        if needs_text[i]:
            sizes[parent[i]] += np.uint32(1)
            most = max(most, int(sizes[parent[i]]))
    return most
