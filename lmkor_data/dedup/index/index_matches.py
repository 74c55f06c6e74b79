"""Index matches: surviving documents of earlier runs that share a key with new ones.

They are pinned: compared with new documents, never removed. In the index a match is one number,
generation and position; among the positions of this run, matches come after all new documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lmkor_data.dedup.index.generations import Generation, Member, Plan
from lmkor_data.dedup.index.key_index import POSITION_BITS, key_runs, look_up
from lmkor_data.dedup.signatures.signature_files import keys_in_range
from lmkor_data.dedup.storage.array_files import save
from lmkor_data.dedup.storage.partitions import number_of_parts, part_of_hash, read_part
from lmkor_data.dedup.storage.positions import POSITION, Positions
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult


class MatchedShard(NamedTuple):
    """The index matches in one shard of an earlier generation."""

    name: str  #: name of the group, unique in the run
    generation: Generation
    member: Member
    rows: NDArray[np.int64]  #: rows in the shard, ascending
    positions: NDArray[np.int64]  #: positions in this run


def index_sentences(task: Task, *, work: Workspace) -> TaskResult:
    """Sort and count one part of a generation's sentences."""
    number, part = task.payload
    generation = work.earlier[number]
    members = Plan.read(generation.plan).members
    parts = [read_part(generation.sentences(m.name), part).column(0).to_numpy() for m in members]
    hashes, counts = np.unique(np.concatenate(parts), return_counts=True)
    outputs = [generation.sorted_sentences(part), generation.sentence_counts(part)]
    save(outputs[0], hashes)
    save(outputs[1], counts.astype(np.uint32))
    return TaskResult(outputs)


def find_key_matches(task: Task, *, work: Workspace) -> TaskResult:
    """Write the pairs (match, new position) that agree on one key: uint64, (pairs, 2)."""
    key: int = task.payload
    found = [np.empty((0, 2), np.uint64)]
    for part in range(1 << work.plan.bits):
        keys, positions = keys_in_range(work.generation, key, work.plan.bits, part)
        order = np.argsort(keys)
        for run in key_runs(work):
            places, hits = look_up(run, key, keys[order])
            found.append(np.stack([places, positions[order[hits]].astype(np.uint64)], 1))
    output = work.key_matches(key)
    save(output, np.concatenate(found))
    return TaskResult([output])


def gather_index_matches(task: Task, *, work: Workspace) -> TaskResult:
    """Write all matches that any key found, each once, ascending."""
    found = [np.load(work.key_matches(key))[:, 0] for key in range(task.payload)]
    output = work.array("index_matches")
    save(output, np.unique(np.concatenate([np.empty(0, np.uint64), *found])))
    return TaskResult([output], facts={"index_matches": len(np.load(output))})


def index_match_edges(work: Workspace, key: int) -> Positions:
    """Return the matches of one key as edges between positions of this run: (edges, 2)."""
    if not work.earlier:
        return np.empty((0, 2), POSITION)
    pairs = np.load(work.key_matches(key))
    positions = np.searchsorted(work.index_matches, pairs[:, 0]) + work.plan.documents
    return np.stack([positions.astype(POSITION), pairs[:, 1].astype(POSITION)], axis=1)


def matched_shards(work: Workspace) -> Iterator[MatchedShard]:
    """Iterate over the matches by the shard that holds them."""
    index_matches, documents = work.index_matches, work.plan.documents
    for number, generation in enumerate(work.earlier):
        for member, base in Plan.read(generation.plan):
            first = np.uint64(number) << POSITION_BITS | np.uint64(base)
            begin, end = np.searchsorted(index_matches, [first, first + np.uint64(member.rows)])
            if end > begin:
                rows = (index_matches[begin:end] - first).astype(np.int64)
                positions = np.arange(begin, end) + documents
                name = f"index_matches-{number:05d}/{member.name}"
                yield MatchedShard(name, generation, member, rows, positions)


def earlier_counts(work: Workspace, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Count how often each sentence occurs in the documents of earlier generations."""
    counts = np.zeros(len(hashes), np.int64)
    for generation in work.earlier:
        number = sentence_parts(generation)
        part_of = part_of_hash(hashes, number.bit_length() - 1)
        for part in np.unique(part_of).tolist():
            mine = np.flatnonzero(part_of == part)
            held = np.load(generation.sorted_sentences(part), mmap_mode="r")
            places = np.searchsorted(held, hashes[mine])
            inside = places < len(held)
            mine, places = mine[inside], places[inside]
            same = held[places] == hashes[mine]
            stored = np.load(generation.sentence_counts(part), mmap_mode="r")
            counts[mine[same]] += stored[places[same]]
    return counts


def sentence_parts(generation: Generation) -> int:
    """Return the number of parts (a power of two) of the generation's sentences."""
    return number_of_parts(generation.sentences(Plan.read(generation.plan).members[0].name))
