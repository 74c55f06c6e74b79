"""Decide over the candidates of one part."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from lmkor_data.corpus.files import appearing
from lmkor_data.corpus.text_buffers import text_buffers
from lmkor_data.dedup.candidates import SCHEMA as CANDIDATES
from lmkor_data.dedup.deciding import decide
from lmkor_data.dedup.elders import elder_shards
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.parts import read_part
from lmkor_data.dedup.signing import bands_of
from lmkor_data.dedup.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult

#: A document that goes, by positions.
SCHEMA = pa.schema(
    [
        ("position", pa.uint32()),
        ("survivor", pa.uint32()),
        ("fate", pa.uint8()),
        ("similarity", pa.float32()),
    ]
)


def verify(task: Task, *, work: Workspace, options: DedupOptions) -> TaskResult:
    """Read the part of every shard, sort by preference, decide, write who goes for whom."""
    part: int = task.payload
    names = [*(m.name for m in work.plan.members), *(group.name for group in elder_shards(work))]
    batches = [read_part(work.candidates(name), part) for name in names]
    rows = pa.Table.from_batches(batches, CANDIDATES)
    keys = [rows.column(name).to_numpy() for name in ("position", "tie", "preference")]
    new = keys[0] < work.plan.documents
    rows = rows.take(pa.array(np.lexsort([*keys, new])))
    texts = text_buffers(rows.column("text"))
    settled = len(new) - int(new.sum())
    fates = decide(texts, bands_of(options), options.threshold, options.seed, settled)
    positions = rows.column("position").to_numpy()
    gone = np.flatnonzero(fates.fate)
    columns = [
        positions[gone],
        positions[fates.survivor[gone]],
        fates.fate[gone],
        fates.similarity[gone],
    ]
    output = work.decisions(part)
    with appearing(output) as unfinished, pa.ipc.new_file(unfinished, SCHEMA) as file:
        file.write_batch(pa.RecordBatch.from_arrays([pa.array(c) for c in columns], schema=SCHEMA))
    return TaskResult([output])
