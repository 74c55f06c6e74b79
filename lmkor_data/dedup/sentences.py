"""Seventh and eighth phase: sentences of the documents that stay, and which of them repeat."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from lmkor_data.corpus.files import write_whole
from lmkor_data.dedup.grouping import equal_groups
from lmkor_data.dedup.parts import read_part, write_parts
from lmkor_data.dedup.signing import read_column
from lmkor_data.dedup.workspace import Plan, Workspace
from lmkor_data.engine.tasks import Task, TaskResult

#: Sentences looked at together: a task needs about 40 bytes of memory for each.
PART_SENTENCES = 1 << 22
#: The most repeated sentences that are reported, a category.
REPORTED = 100

_HASHES = pa.schema([("hash", pa.uint64())])
_STAYS = pa.schema([("stays", pa.bool_())])


def part_bits(plan: Plan) -> int:
    """Sentences are dealt out by this many of the highest bits of their hashes."""
    return math.ceil(math.log2(max(1.0, plan.sentences / PART_SENTENCES)))


def part_of(hashes: np.ndarray, bits: int) -> np.ndarray:
    return (hashes >> np.uint64(64 - bits)).astype(np.int64) if bits else np.zeros(len(hashes), int)


def standing_sentences(work: Workspace, shard: str) -> tuple[np.ndarray, np.ndarray]:
    """(hashes, subject): of all lines of the shard's documents that stay, in their order.

    Lines that are not subject to the rule (hash 0) are in `hashes` but false in `subject`.
    """
    member, base = Plan.read(work.plan).place(shard)
    positions = np.arange(base, base + member.rows)
    survivors = np.load(work.array("survivors"), mmap_mode="r")[base : base + member.rows]
    lines = read_column(work.signatures(shard), "sentences")
    counts = np.diff(lines.offsets.to_numpy())
    hashes = lines.flatten().to_numpy()[np.repeat(survivors == positions, counts)]
    return hashes, hashes != 0


def deal_sentences(task: Task, *, work: Workspace) -> TaskResult:
    """One shard's sentence hashes, dealt out to the parts in their order."""
    shard, bits = task.payload["shard"], task.payload["bits"]
    hashes, subject = standing_sentences(work, shard)
    chosen = hashes[subject]
    output = work.sentences(shard)
    rows = pa.table([pa.array(chosen)], schema=_HASHES)
    write_parts(output, rows, part_of(chosen, bits), 1 << bits)
    return TaskResult([output])


def find_repeats(task: Task, *, work: Workspace, max_repeats: int) -> TaskResult:
    """Which sentences of one part stay: the first `max_repeats` of each, in corpus order."""
    part: int = task.payload
    plan = Plan.read(work.plan)
    of_shard = [read_part(work.sentences(m.name), part).column("hash") for m in plan.members]
    hashes = np.concatenate([np.empty(0, np.uint64), *(c.to_numpy() for c in of_shard)])
    shard = np.repeat(np.arange(len(of_shard)), [len(c) for c in of_shard])
    members, starts = equal_groups(hashes)
    sizes = np.diff(starts)
    stays = np.ones(len(hashes), bool)
    stays[members] = np.arange(len(members)) - np.repeat(starts[:-1], sizes) < max_repeats
    output = work.repeats(part)
    rows = pa.table([pa.array(stays)], schema=_STAYS)
    write_parts(output, rows, shard, len(of_shard))
    often = work.repeats(part).with_suffix(".json")
    write_whole(often, json.dumps(_most_repeated(plan, hashes, members, sizes, shard)))
    return TaskResult([output, often])


def staying_sentences(work: Workspace, shard: str, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """(stays, hashes) of all lines of the shard's documents that stay, in their order."""
    hashes, subject = standing_sentences(work, shard)
    plan = Plan.read(work.plan)
    number = [m.name for m in plan.members].index(shard)
    answers = [
        read_part(work.repeats(part), number).column("stays").to_numpy(zero_copy_only=False)
        for part in range(1 << bits)
    ]
    order = np.argsort(part_of(hashes[subject], bits), kind="stable")
    among_subject = np.empty(len(order), bool)
    among_subject[order] = np.concatenate(answers)
    stays = np.ones(len(hashes), bool)
    stays[subject] = among_subject
    return stays, hashes


def most_repeated(work: Workspace, bits: int) -> dict[str, list[tuple[int, int]]]:
    """By category, the (hash, occurrences) of the most repeated sentences, most first."""
    found: dict[str, list[tuple[int, int]]] = {}
    for part in range(1 << bits):
        for category, rows in json.loads(_often(work, part).read_text()).items():
            found.setdefault(category, []).extend((h, n) for h, n in rows)
    return {c: sorted(rows, key=_most_first)[:REPORTED] for c, rows in sorted(found.items())}


def _often(work: Workspace, part: int) -> Path:
    return work.repeats(part).with_suffix(".json")


def _most_first(row: tuple[int, int]) -> tuple[int, int]:
    return -row[1], row[0]


def _most_repeated(
    plan: Plan, hashes: np.ndarray, members: np.ndarray, sizes: np.ndarray, shard: np.ndarray
) -> dict[str, Any]:
    """By category, the sentences of this part that stand there most often, twice at least."""
    names = sorted({m.category for m in plan.members})
    category = np.array([names.index(m.category) for m in plan.members])[shard[members]]
    group = np.repeat(np.arange(len(sizes)), sizes)
    pairs, first, counts = np.unique(
        group * len(names) + category, return_index=True, return_counts=True
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for number, name in enumerate(names):
        mine = np.flatnonzero((pairs % len(names) == number) & (counts > 1))
        mine = mine[np.argsort(-counts[mine], kind="stable")][:REPORTED]
        rows = [(int(hashes[members[first[i]]]), int(counts[i])) for i in mine]
        if rows:
            found[name] = sorted(rows, key=_most_first)
    return found
