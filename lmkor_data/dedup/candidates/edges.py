"""Edges: pairs of documents that share a key."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lmkor_data.corpus.files import appearing
from lmkor_data.dedup.candidates.key_groups import equal_groups
from lmkor_data.dedup.index.generations import Generation
from lmkor_data.dedup.signatures.signature_files import key_batches
from lmkor_data.dedup.storage.array_files import write_items
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult

#: Keys sorted at a time; they take 20 bytes of memory each.
RANGE_KEYS = 1 << 24


def find_edges(task: Task, *, work: Workspace) -> TaskResult:
    """Write all pairs (first, other) of positions that agree on one key; one key per task.

    A key shared by a thousand documents gives 999 edges, not half a million. Memory is bounded by
    taking the keys in ranges of their highest bits; each range reads the column again.
    """
    key: int = task.payload
    bits = max(0, (work.plan.documents - 1).bit_length() - RANGE_KEYS.bit_length() + 1)
    output = work.edges(key)
    number = 0
    with appearing(output) as unfinished, unfinished.open("wb") as file:
        for part in range(1 << bits):
            edges = star_edges(*keys_in_range(work.generation, key, bits, part))
            write_items(file, edges)
            number += len(edges)
    return TaskResult([output], facts={"edges": number})


def star_edges(keys: NDArray[np.uint64], positions: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Connect the first position of each group of equal keys to the others: uint32, (edges, 2)."""
    members, starts = equal_groups(keys)
    sizes = np.diff(starts)
    other = np.ones(len(members), bool)
    other[starts[:-1]] = False
    firsts = np.repeat(members[starts[:-1]], sizes - 1)
    return np.stack([positions[firsts], positions[members[other]]], axis=1)


def read_edges(work: Workspace, key: int) -> NDArray[np.uint32]:
    """Map the edges of one key: uint32, (edges, 2)."""
    path = work.edges(key)
    if path.stat().st_size == 0:
        return np.empty((0, 2), np.uint32)
    return np.memmap(path, np.uint32, "r").reshape(-1, 2)


def keys_in_range(
    generation: Generation, key: int, bits: int, part: int
) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """Read the keys of a generation whose highest bits are `part`, and their positions."""
    held, places = [np.empty(0, np.uint64)], [np.empty(0, np.uint32)]
    for base, keys in key_batches(generation, key):
        chosen = keys != 0
        if bits:
            chosen &= keys >> np.uint64(64 - bits) == np.uint64(part)
        rows = np.flatnonzero(chosen)
        held.append(keys[rows])
        places.append((rows + base).astype(np.uint32))
    return np.concatenate(held), np.concatenate(places)
