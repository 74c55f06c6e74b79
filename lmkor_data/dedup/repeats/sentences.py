"""Repeated sentences: which sentences of the surviving documents are kept."""

from __future__ import annotations

import json
import math

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lmkor_data.corpus.files import write_whole
from lmkor_data.dedup.candidates.key_groups import equal_groups
from lmkor_data.dedup.index.generations import Plan
from lmkor_data.dedup.index.index_matches import earlier_counts
from lmkor_data.dedup.repeats.top_sentences import top_of_part
from lmkor_data.dedup.signatures.signature_files import read_column
from lmkor_data.dedup.storage.partitions import part_of_hash, read_part, write_parts
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult

#: Sentences per part; a task takes about 40 bytes of memory for each.
PART_SENTENCES = 1 << 22
_HASHES = pa.schema([("hash", pa.uint64())])
_KEPT = pa.schema([("keep", pa.bool_())])


def part_bits(plan: Plan) -> int:
    """Return how many of the highest bits of a sentence's hash give its part."""
    return math.ceil(math.log2(max(1.0, plan.sentences / PART_SENTENCES)))


def surviving_sentences(
    work: Workspace, shard: str
) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """Read the line hashes of a shard's surviving documents, in their order.

    Returns (hashes, subject): lines exempt from the rule (hash 0) are False in `subject`.
    """
    survives, counts, lines = _survivors_and_lines(work, shard)
    hashes = lines.flatten().to_numpy()[np.repeat(survives, counts)]
    return hashes, hashes != 0


def surviving_lines(work: Workspace, shard: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions of a shard's surviving documents, and how many lines each has."""
    survives, counts, _ = _survivors_and_lines(work, shard)
    rows = np.flatnonzero(survives)
    return rows + work.plan.place(shard)[1], counts[rows].astype(np.int64)


def _survivors_and_lines(
    work: Workspace, shard: str
) -> tuple[NDArray[np.bool_], NDArray[np.int32], pa.ListArray]:
    """Read, for each document of a shard: whether it survives, its lines, and their hashes."""
    member, base = work.plan.place(shard)
    survivors = np.load(work.array("survivors"), mmap_mode="r")[base : base + member.rows]
    lines = read_column(work.generation.signatures(shard), "sentences")
    survives = survivors == np.arange(base, base + member.rows)
    return survives, np.diff(lines.offsets.to_numpy()), lines


def partition_sentences(task: Task, *, work: Workspace) -> TaskResult:
    """Write the sentence hashes of one shard, partitioned by part, in their order."""
    shard, bits = task.payload
    hashes, subject = surviving_sentences(work, shard)
    chosen = hashes[subject]
    output = work.generation.sentences(shard)
    rows = pa.table([pa.array(chosen)], schema=_HASHES)
    write_parts(output, rows, part_of_hash(chosen, bits), 1 << bits)
    return TaskResult([output])


def find_repeats(task: Task, *, work: Workspace, max_repeats: int) -> TaskResult:
    """Decide which sentences of one part are kept: the first `max_repeats`, in corpus order.

    Occurrences in the documents of earlier runs count as coming first.
    """
    part: int = task.payload
    plan = work.plan
    shards = [work.generation.sentences(m.name) for m in plan.members]
    of_shard = [read_part(path, part).column("hash") for path in shards]
    hashes = np.concatenate([np.empty(0, np.uint64), *(c.to_numpy() for c in of_shard)])
    shard = np.repeat(np.arange(len(of_shard)), [len(c) for c in of_shard])
    members, starts = equal_groups(hashes)
    sizes = np.diff(starts)
    before = earlier_counts(work, hashes)
    before[members] += np.arange(len(members)) - np.repeat(starts[:-1], sizes)
    keep = before < max_repeats
    output = work.repeats(part)
    rows = pa.table([pa.array(keep)], schema=_KEPT)
    write_parts(output, rows, shard, len(of_shard))
    top_sentences = work.top_sentences(part)
    write_whole(top_sentences, json.dumps(top_of_part(plan, hashes, members, sizes, shard)))
    return TaskResult([output, top_sentences])


def kept_sentences(
    work: Workspace, shard: str, bits: int
) -> tuple[NDArray[np.bool_], NDArray[np.uint64]]:
    """Read (kept, hashes) of all lines of a shard's surviving documents, in their order."""
    hashes, subject = surviving_sentences(work, shard)
    number = work.plan.numbers[shard]
    answers = [
        read_part(work.repeats(part), number).column("keep").to_numpy(zero_copy_only=False)
        for part in range(1 << bits)
    ]
    order = np.argsort(part_of_hash(hashes[subject], bits), kind="stable")
    among_subject = np.empty(len(order), bool)
    among_subject[order] = np.concatenate(answers)
    keep = np.ones(len(hashes), bool)
    keep[subject] = among_subject
    return keep, hashes
