"""Candidate texts: the documents to compare, read from their shards into sorted runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lmkor_data.corpus.reading import read_shard
from lmkor_data.dedup.candidates.components import NO_PART
from lmkor_data.dedup.candidates.sorted_runs import SCHEMA, RunWriter
from lmkor_data.dedup.index.index_matches import matched_shards
from lmkor_data.dedup.signatures.signature_files import read_column
from lmkor_data.dedup.storage.positions import POSITION
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult


def gather_candidates(task: Task, *, work: Workspace) -> TaskResult:
    """Write the candidates of one shard, in sorted runs.

    The task's payload is (shard or group of index matches, number of runs in all).
    """
    name, runs = task.payload
    path, rows, positions = _location(work, name)
    parts = np.load(work.array("parts"), mmap_mode="r")[positions]
    wanted = np.flatnonzero(parts != NO_PART)
    rows, positions, parts = rows[wanted], positions[wanted], parts[wanted]
    columns = [
        pa.array(positions < work.plan.documents),
        *_orders(work, name, rows),
        pa.array(positions.astype(POSITION)),
    ]
    begin = 0
    with RunWriter(work.candidates(name), runs) as writer:
        for texts in _texts(path, rows):
            end = begin + len(texts)
            some = [*(column.slice(begin, len(texts)) for column in columns), texts]
            writer.write(pa.RecordBatch.from_arrays(some, schema=SCHEMA), parts[begin:end])
            begin = end
    return TaskResult(writer.outputs)


def _location(work: Workspace, name: str) -> tuple[Path, NDArray[np.int64], NDArray[np.int64]]:
    """Return file, rows and positions of a shard's documents, or of an earlier shard's matches."""
    for group in matched_shards(work):
        if group.name == name:
            return group.member.shard(work.source).path, group.rows, group.positions
    member, base = work.plan.place(name)
    rows = np.arange(member.rows)
    return member.shard(work.source).path, rows, rows + base


def _orders(work: Workspace, name: str, rows: NDArray[np.int64]) -> list[pa.Array]:
    """Return preference and id; index matches need none, because they survive in any case."""
    if any(group.name == name for group in matched_shards(work)):
        return [pa.array(np.zeros(len(rows), np.uint64)), pa.repeat("", len(rows))]
    signatures = work.generation.signatures(name)
    return [read_column(signatures, c).take(pa.array(rows)) for c in ("preference", "id")]


def _texts(path: Path, rows: NDArray[np.int64]) -> Iterator[pa.StringArray]:
    """Iterate over the texts of some rows (ascending); row groups without any are not read."""
    metadata = pq.read_metadata(path)
    base = 0
    for group in range(metadata.num_row_groups):
        following = base + metadata.row_group(group).num_rows
        if np.searchsorted(rows, base) < np.searchsorted(rows, following):
            for batch in read_shard(path, ["text"], range(group, group + 1)):
                begin, end = np.searchsorted(rows, [base, base + batch.num_rows])
                if begin < end:
                    texts = batch.column("text").cast(pa.string())
                    yield texts.take(pa.array(rows[begin:end] - base))
                base += batch.num_rows
        base = following
