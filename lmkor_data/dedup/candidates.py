"""Fourth phase: bring together the texts of documents that may be copies of each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from lmkor_data.corpus.reading import read_shard
from lmkor_data.dedup.components import NO_PART
from lmkor_data.dedup.parts import write_parts
from lmkor_data.dedup.signing import read_column
from lmkor_data.dedup.workspace import Plan, Workspace
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
    """The candidates of one shard, sorted into the parts that will be verified together."""
    number: int = task.payload["parts"]
    member, base = Plan.read(work.plan).place(task.payload["shard"])
    parts = np.load(work.array("parts"), mmap_mode="r")[base : base + member.rows]
    chosen = np.flatnonzero(parts != NO_PART)
    orders = (read_column(work.signatures(member.name), c) for c in ("preference", "tie"))
    rows = pa.table(
        [
            pa.array((chosen + base).astype(np.uint32)),
            *(order.take(pa.array(chosen)) for order in orders),
            _texts(Path(member.path), chosen),
        ],
        schema=SCHEMA,
    )
    output = work.candidates(member.name)
    write_parts(output, rows, np.asarray(parts[chosen]), number)
    return TaskResult([output])


def _texts(path: Path, rows: np.ndarray) -> pa.ChunkedArray:
    """The texts of some rows (ascending) of a shard."""
    found: list[pa.Array] = []
    base = 0
    for batch in read_shard(path, columns=["text"]):
        begin, end = np.searchsorted(rows, [base, base + batch.num_rows])
        if end > begin:
            found.append(batch.column("text").take(pa.array(rows[begin:end] - base)))
        base += batch.num_rows
    return pa.chunked_array(found, pa.string())
