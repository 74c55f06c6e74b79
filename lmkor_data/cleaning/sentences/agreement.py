"""Compare the chosen splitter with kss on a sample of the documents that are cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from lmkor_data.cleaning.batch_cleaner import BatchCleaner
from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.slices import draw
from lmkor_data.engine.tasks import Task, TaskResult

#: Documents to compare on; kss takes some seconds for them.
SAMPLE = 400
#: Shards that they are drawn from, at most.
SHARDS = 20


def measure(task: Task, *, options: CleanOptions) -> TaskResult:
    """Clean a sample of `task.payload`, the shards of the input, with both splitters.

    Facts: `documents`, how many were kept in either way, and `agreement`, the share of them, 0 to
    1, that came out alike to the last line break.
    """
    shards = task.payload[:: max(1, -(-len(task.payload) // SHARDS))]
    rng = np.random.default_rng(0)
    each = -(-SAMPLE // max(1, len(shards)))
    batches = [batch for shard in shards for batch in draw(shard, each, rng)]
    chosen, kss = (
        _cleaned(batches, BatchCleaner(replace(options, sentences=way)))
        for way in (options.sentences, "kss")
    )
    found = chosen.keys() | kss.keys()
    alike = sum(chosen.get(key) == kss.get(key) for key in found)
    share = alike / len(found) if found else 1.0
    return TaskResult(facts={"agreement": share, "documents": len(found)})


def _cleaned(batches: Sequence[pa.RecordBatch], cleaner: BatchCleaner) -> dict[object, str]:
    """Map the batch and id of each document that is kept to its text."""
    texts: dict[object, str] = {}
    for number, batch in enumerate(batches):
        kept = cleaner.clean(batch).kept
        ids, found = kept.column("id").to_pylist(), kept.column("text").to_pylist()
        texts |= {(number, name): text for name, text in zip(ids, found, strict=True)}
    return texts
