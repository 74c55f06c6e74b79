"""Documents that lost all their sentences, and are removed although other documents name them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lmkor_data.dedup.index.key_index import POSITION_BITS
from lmkor_data.dedup.repeats.sentences import kept_sentences, surviving_lines
from lmkor_data.dedup.storage.array_files import save
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult


def find_emptied(task: Task, *, work: Workspace) -> TaskResult:
    """Write the positions of one shard's survivors that keep no sentence: ascending."""
    shard, bits = task.payload
    positions, counts = surviving_lines(work, shard)
    keep, _ = kept_sentences(work, shard, bits)
    ends = np.cumsum(counts)
    kept = np.concatenate([[0], np.cumsum(keep)])
    left = kept[ends] - kept[ends - counts]
    output = work.emptied(shard)
    save(output, positions[left == 0])
    return TaskResult([output])


def gather_emptied(task: Task, *, work: Workspace) -> TaskResult:
    """Join the positions of all shards; the index keeps them for later runs."""
    found = [np.load(work.emptied(member.name)) for member in work.plan.members]
    output = work.generation.emptied
    save(output, np.concatenate([np.empty(0, np.int64), *found]))
    return TaskResult([output])


def emptied_among(work: Workspace, positions: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Tell which documents lost all their sentences, in this run or in the one that wrote them."""
    wanted = positions.astype(np.int64)
    new = wanted < work.plan.documents
    emptied = np.zeros(len(wanted), bool)
    emptied[new] = _contains(np.load(work.generation.emptied, mmap_mode="r"), wanted[new])
    if not new.all():
        places = work.index_matches[wanted[~new] - work.plan.documents]
        number = places >> POSITION_BITS
        there = (places & np.uint64((1 << int(POSITION_BITS)) - 1)).astype(np.int64)
        earlier = np.zeros(len(places), bool)
        for of in np.unique(number).tolist():
            mine = number == of
            held = np.load(work.earlier[of].emptied, mmap_mode="r")
            earlier[mine] = _contains(held, there[mine])
        emptied[~new] = earlier
    return emptied


def _contains(ascending: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which of the wanted values are in an ascending array."""
    if not len(ascending):
        return np.zeros(len(wanted), bool)
    places = np.minimum(np.searchsorted(ascending, wanted), len(ascending) - 1)
    return np.asarray(ascending[places] == wanted)
