"""Connected components: which documents may be copies of each other, by union-find over edges."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.dedup.candidates.edges import read_edges
from lmkor_data.dedup.candidates.sorted_runs import BLOCK_MEMORY, estimated_memory
from lmkor_data.dedup.index.generations import Plan
from lmkor_data.dedup.index.index_matches import index_match_edges
from lmkor_data.dedup.signatures.hashes import mix
from lmkor_data.dedup.storage.array_files import save
from lmkor_data.dedup.storage.positions import MOST_DOCUMENTS, POSITION, require_positions
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult

#: Entry in the array of parts: this document's text is not needed.
NO_PART = POSITION(MOST_DOCUMENTS)

_BLOCK = 1 << 20


def find_components(task: Task, *, work: Workspace) -> TaskResult:
    """Write `components` (the first position of each document's component) and `parts`.

    Only components joined by a band key need their texts; these are assigned to the parts that are
    verified next. All other documents are alone, or exact copies of each other.
    """
    documents = work.plan.documents + len(work.index_matches)
    require_positions(documents)
    parent = np.arange(documents, dtype=POSITION)
    needs_text = np.zeros(documents, bool)
    for key in range(work.plan.keys):
        for edges in (*read_edges(work, key), index_match_edges(work, key)):
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
    parent: NDArray[np.uint32], needs_text: NDArray[np.bool_], plan: Plan
) -> tuple[NDArray[np.uint32], int, int]:
    """Assign components to parts; returns (part of each document, parts, candidates)."""
    candidates = int(needs_text.sum())
    text_bytes = candidates * plan.text_bytes / max(1, plan.documents)
    number = max(1, math.ceil(estimated_memory(text_bytes, candidates) / BLOCK_MEMORY))
    parts = np.full(len(parent), NO_PART, POSITION)
    _assign_parts(parent, needs_text, np.uint64(number), parts)
    return parts, number, candidates


@njit(cache=True, nogil=True)
def _union(
    parent: NDArray[np.uint32],
    edges: NDArray[np.uint32],
    needs_text: NDArray[np.bool_],
    by_band: bool,
) -> None:
    """Join the ends of each edge; the lowest position becomes the root.

    Exact keys come first: a component that a band key joins afterwards needs its texts compared.
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
def _flatten(parent: NDArray[np.uint32], needs_text: NDArray[np.bool_]) -> None:
    """Point every document at its root and mark all members of components that need texts."""
    for i in range(parent.shape[0]):
        parent[i] = parent[parent[i]]
        if needs_text[i]:
            needs_text[parent[i]] = True
    for i in range(parent.shape[0]):
        needs_text[i] = needs_text[parent[i]]


@njit(cache=True, nogil=True)
def _assign_parts(
    parent: NDArray[np.uint32],
    needs_text: NDArray[np.bool_],
    number: np.uint64,
    parts: NDArray[np.uint32],
) -> None:
    """Assign whole components to parts, by the hash of the root."""
    for i in range(parent.shape[0]):
        if needs_text[i]:
            parts[i] = mix(np.uint64(parent[i])) % number


@njit(cache=True, nogil=True)
def _largest(
    parent: NDArray[np.uint32], needs_text: NDArray[np.bool_], sizes: NDArray[np.uint32]
) -> int:
    """Return the size of the largest component that needs texts; `sizes` is scratch space."""
    most = 0
    for i in range(parent.shape[0]):
        if needs_text[i]:
            sizes[parent[i]] += np.uint32(1)
            most = max(most, int(sizes[parent[i]]))
    return most
