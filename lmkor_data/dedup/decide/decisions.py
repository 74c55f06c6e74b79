"""Decisions about every document of the corpus, as arrays by position."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from lmkor_data.corpus.files import appearing
from lmkor_data.corpus.reading import read_documents
from lmkor_data.dedup.candidates.components import NO_PART
from lmkor_data.dedup.candidates.sorted_runs import sorted_by
from lmkor_data.dedup.decide.survivor_selection import EXACT, SURVIVES
from lmkor_data.dedup.index.index_matches import MatchedShard, matched_shards
from lmkor_data.dedup.signatures.signature_files import read_column
from lmkor_data.dedup.storage.array_files import save
from lmkor_data.dedup.storage.positions import ARROW_POSITION, POSITION
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult

#: Arrays by position: the survivor's position (its own for a survivor), the decision, the
#: similarity, and for survivors the number of documents they stand for.
ARRAYS = ("survivors", "decisions", "similarities", "sizes")

#: Exact copies whose ids are held in memory at a time.
HELD_COPIES = 1 << 22


def join_decisions(task: Task, *, work: Workspace) -> TaskResult:
    """Join verified parts and plain exact copies into the arrays of `ARRAYS`.

    Holds 14 bytes per document and 32 per exact copy: 2.6 GB for 120 million documents of which a
    quarter are copies.
    """
    number: int = task.payload
    documents = work.plan.documents + len(work.index_matches)
    survivors = np.arange(documents, dtype=POSITION)
    decisions = np.zeros(documents, np.uint8)
    similarities = np.zeros(documents, np.float32)
    for part in range(number):
        with pa.memory_map(str(work.verified(part))) as source:
            rows = pa.ipc.open_file(source).read_all()
            positions = rows.column("position").to_numpy()
            survivors[positions] = rows.column("survivor").to_numpy()
            decisions[positions] = rows.column("decision").to_numpy()
            similarities[positions] = rows.column("similarity").to_numpy()
    removed, kept = _exact_copies(work)
    survivors[removed], decisions[removed], similarities[removed] = kept, EXACT, 1.0
    sizes = np.zeros(documents, np.uint32)
    _count(survivors, sizes)
    arrays: tuple[NDArray[Any], ...] = (survivors, decisions, similarities, sizes)
    for name, array in zip(ARRAYS, arrays, strict=True):
        save(work.array(name), array)
    save(work.generation.kept, decisions[: work.plan.documents] == SURVIVES)
    _write_survivor_ids(work, sizes)
    outputs = [*(work.array(name) for name in ARRAYS), work.generation.kept, work.survivor_ids]
    return TaskResult(outputs)


def survivor_ids(work: Workspace, positions: NDArray[np.int64]) -> pa.Array:
    """Return the ids of survivors, given by position."""
    starts = [*work.plan.bases, *(group.positions[0] for group in matched_shards(work))]
    shard = np.searchsorted(starts, positions, "right") - 1
    order = np.argsort(shard, kind="stable")
    found = [pa.array([], pa.string())]
    with pa.memory_map(str(work.survivor_ids)) as source:
        file = pa.ipc.open_file(source)
        for number in np.unique(shard).tolist():
            rows = file.get_batch(number)
            mine = positions[order[shard[order] == number]]
            places = np.searchsorted(rows.column("position").to_numpy(), mine)
            found.append(rows.column("id").take(pa.array(places)))
        back = np.empty(len(order), np.int64)
        back[order] = np.arange(len(order))
        return pa.concat_arrays(found).take(pa.array(back))


def _exact_copies(work: Workspace) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return positions of exact copies in components of nothing else, and of their survivors."""
    components = np.load(work.array("components"), mmap_mode="r")
    parts = np.load(work.array("parts"), mmap_mode="r")
    members = np.flatnonzero(_in_exact_groups(components, parts))
    rounds = 1 + len(members) // HELD_COPIES
    found = []
    for number in range(rounds):
        some = members[components[members] % rounds == number]
        found.append(_first_of_groups(work, some, components[some]))
    removed, kept = zip(*found, strict=True)
    return np.concatenate(removed), np.concatenate(kept)


def _first_of_groups(
    work: Workspace, members: NDArray[np.int64], group: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all members of whole groups but the most preferred of each, and that one for each."""
    columns = {
        "group": pa.array(group),
        "new": pa.array(members < work.plan.documents),
        "preference": _of_shards(work, members, "preference", pa.scalar(0, pa.uint64())),
        "id": _of_shards(work, members, "id", pa.scalar("")),
        "position": pa.array(members),
    }
    order = sorted_by(pa.RecordBatch.from_pydict(columns), list(columns)).to_numpy()
    members, group = members[order], group[order]
    first = np.ones(len(members), bool)
    first[1:] = group[1:] != group[:-1]
    kept = members[first][np.cumsum(first) - 1] if len(members) else members
    return members[~first], kept[~first]


def _of_shards(
    work: Workspace, positions: NDArray[np.int64], column: str, of_index_matches: pa.Scalar
) -> pa.Array:
    """Read a column of the signature files, for documents at ascending positions."""
    found = [pa.repeat(of_index_matches, 0)]
    for member, base in work.plan:
        begin, end = np.searchsorted(positions, [base, base + member.rows])
        if end > begin:
            rows = positions[begin:end] - base
            signatures = work.generation.signatures(member.name)
            found.append(read_column(signatures, column).take(pa.array(rows)))
    found.append(pa.repeat(of_index_matches, int((positions >= work.plan.documents).sum())))
    return pa.concat_arrays(found)


def _write_survivor_ids(work: Workspace, sizes: NDArray[np.uint32]) -> None:
    schema = pa.schema([("position", ARROW_POSITION), ("id", pa.string())])
    with (
        appearing(work.survivor_ids) as unfinished,
        pa.ipc.new_file(unfinished, schema) as file,
    ):
        for positions, ids_of in _named_shards(work):
            wanted = np.flatnonzero(sizes[positions] > 1)
            ids = ids_of().take(pa.array(wanted)) if len(wanted) else pa.array([], pa.string())
            places = pa.array(positions[wanted].astype(POSITION))
            file.write_batch(pa.RecordBatch.from_arrays([places, ids], schema=schema))


def _named_shards(
    work: Workspace,
) -> Iterator[tuple[NDArray[np.int64], Callable[[], pa.StringArray]]]:
    """Iterate over the positions of each shard's documents, and what reads their ids."""
    for member, base in work.plan:
        signatures = work.generation.signatures(member.name)
        yield np.arange(base, base + member.rows), partial(read_column, signatures, "id")
    for group in matched_shards(work):
        yield group.positions, partial(_ids_of_matches, work, group)


def _ids_of_matches(work: Workspace, group: MatchedShard) -> pa.StringArray:
    """Read the ids of index matches from their shard; the index does not keep them."""
    shard = group.member.shard(work.source)
    batches = [batch.column("id") for batch in read_documents(shard, columns=["id"])]
    ids = pa.chunked_array(batches, pa.string()).combine_chunks()
    return ids.take(pa.array(group.rows))


@njit(cache=True, nogil=True)
def _count(survivors: NDArray[np.uint32], sizes: NDArray[np.uint32]) -> None:
    for survivor in survivors:
        sizes[survivor] += np.uint32(1)


@njit(cache=True, nogil=True)
def _in_exact_groups(
    components: NDArray[np.uint32], parts: NDArray[np.uint32]
) -> NDArray[np.bool_]:
    """Mark the documents in components of several that need no texts."""
    chosen = np.zeros(components.shape[0], np.bool_)
    for i in range(components.shape[0]):
        if parts[i] == NO_PART and components[i] != i:
            chosen[i] = chosen[components[i]] = True
    return chosen
