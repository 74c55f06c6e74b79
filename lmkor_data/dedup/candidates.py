"""Bring together the texts of documents that may be copies of each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lmkor_data.corpus.reading import read_shard
from lmkor_data.dedup.components import NO_PART
from lmkor_data.dedup.elders import elder_shards
from lmkor_data.dedup.parts import write_parts
from lmkor_data.dedup.signing import read_column
from lmkor_data.dedup.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult

SCHEMA = pa.schema(
    [
        ("position", pa.uint32()),
        ("preference", pa.uint64()),
        ("tie", pa.uint64()),
        ("text", pa.string()),
    ]
)


def gather_candidates(task: Task, *, work: Workspace) -> TaskResult:
    """The candidates of one shard, sorted into the parts that will be verified together.

    The task's payload is (shard or group of elders, number of parts).
    """
    name, number = task.payload
    path, rows, positions = _whereabouts(work, name)
    parts = np.load(work.array("parts"), mmap_mode="r")[positions]
    wanted = np.flatnonzero(parts != NO_PART)
    rows, positions = rows[wanted], positions[wanted]
    orders = _orders(work, name, rows)
    columns = [pa.array(positions.astype(np.uint32)), *orders, _texts(path, rows)]
    output = work.candidates(name)
    write_parts(output, pa.table(columns, schema=SCHEMA), parts[wanted], number)
    return TaskResult([output])


def _whereabouts(work: Workspace, name: str) -> tuple[Path, np.ndarray, np.ndarray]:
    """File, rows in it and positions in this run of a shard's documents or of a group of elders."""
    for group in elder_shards(work):
        if group.name == name:
            return group.member.shard(work.source).path, group.rows, group.positions
    member, base = work.plan.place(name)
    rows = np.arange(member.rows)
    return member.shard(work.source).path, rows, rows + base


def _orders(work: Workspace, name: str, rows: np.ndarray) -> list[pa.Array]:
    """Preference and tie; elders need none, for they stay whatever they are."""
    if any(group.name == name for group in elder_shards(work)):
        return [pa.array(np.zeros(len(rows), np.uint64))] * 2
    signatures = work.generation.signatures(name)
    return [read_column(signatures, c).take(pa.array(rows)) for c in ("preference", "tie")]


def _texts(path: Path, rows: np.ndarray) -> pa.ChunkedArray:
    """The texts of some rows (ascending) of a shard; row groups without any are not read."""
    found: list[pa.Array] = []
    metadata = pq.read_metadata(path)
    base = 0
    for group in range(metadata.num_row_groups):
        following = base + metadata.row_group(group).num_rows
        if np.searchsorted(rows, base) < np.searchsorted(rows, following):
            for batch in read_shard(path, ["text"], range(group, group + 1)):
                begin, end = np.searchsorted(rows, [base, base + batch.num_rows])
                found.append(
                    batch.column("text").cast(pa.string()).take(pa.array(rows[begin:end] - base))
                )
                base += batch.num_rows
        base = following
    return pa.chunked_array(found, pa.string())
