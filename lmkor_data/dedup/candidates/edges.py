"""Edges: pairs of documents that share a key."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from lmkor_data.corpus.files import appearing
from lmkor_data.dedup.candidates.key_groups import equal_groups
from lmkor_data.dedup.signatures.signature_files import keys_in_range
from lmkor_data.dedup.storage.array_files import write_items
from lmkor_data.dedup.storage.positions import POSITION, Positions
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult


def find_edges(task: Task, *, work: Workspace) -> TaskResult:
    """Write all pairs (first, other) of positions that agree on a key, for one range of one key.

    A key shared by a thousand documents gives 999 edges, not half a million. The task's payload is
    (key, range).
    """
    key, part = task.payload
    keys, positions = keys_in_range(work.generation, key, work.plan.bits, part)
    edges = star_edges(keys, positions)
    output = work.edges(key, part)
    with appearing(output) as unfinished, unfinished.open("wb") as file:
        write_items(file, edges)
    return TaskResult([output], facts={"edges": len(edges)})


def star_edges(keys: NDArray[np.uint64], positions: Positions) -> Positions:
    """Connect the first position of each group of equal keys to the others: (edges, 2)."""
    members, starts = equal_groups(keys)
    sizes = np.diff(starts)
    other = np.ones(len(members), bool)
    other[starts[:-1]] = False
    firsts = np.repeat(members[starts[:-1]], sizes - 1)
    return np.stack([positions[firsts], positions[members[other]]], axis=1)


def read_edges(work: Workspace, key: int) -> Iterator[Positions]:
    """Iterate over the edges of one key: (edges, 2), range by range."""
    for part in range(1 << work.plan.bits):
        path = work.edges(key, part)
        if path.stat().st_size:
            yield np.memmap(path, POSITION, "r").reshape(-1, 2)
