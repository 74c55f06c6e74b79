"""How often the fast splitter does what kss does, on a sample of what is being cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from lmkor_data.cleaning.buffers import text_at
from lmkor_data.cleaning.fast_splitter import FastSplitter
from lmkor_data.cleaning.kss_splitter import KssSplitter
from lmkor_data.corpus.layout import shards
from lmkor_data.corpus.reading import read_shard
from lmkor_data.corpus.text_buffers import text_buffers
from lmkor_data.engine.tasks import Task, TaskResult

#: Documents to compare on; kss takes some seconds for them.
SAMPLE = 400


def measure(task: Task) -> TaskResult:
    """Compare on documents of `task.payload`, a clean stage; the share is the fact `agreement`."""
    found = shards(task.payload)
    texts: list[str] = []
    for shard in found[:: max(1, len(found) // 20)]:
        texts += _some(shard.path, -(-SAMPLE // min(20, len(found))))
    share = agreement(texts[:SAMPLE])
    return TaskResult(facts={"agreement": share, "documents": len(texts[:SAMPLE])})


def _some(path: Path, number: int) -> list[str]:
    """Documents from the beginning of a shard, as they were before they were split."""
    batch = next(read_shard(path, ["text"]))
    step = max(1, batch.num_rows // number)
    chosen = pa.array(range(0, batch.num_rows, step))
    return [text.replace("\n", " ") for text in batch.column("text").take(chosen).to_pylist()]


def agreement(texts: Sequence[str]) -> float:
    """The share of clean texts that both splitters split exactly alike, 0 to 1."""
    column = text_buffers(pa.array(texts, pa.string()))
    if not column.count:
        return 1.0
    fast, kss = (splitter.split(column).texts for splitter in (FastSplitter(), KssSplitter()))
    same = [text_at(fast, i) == text_at(kss, i) for i in range(column.count)]
    return sum(same) / len(same)
