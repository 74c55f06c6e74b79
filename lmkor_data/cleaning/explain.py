"""What cleaning does to one document, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.cleaning.batches import BatchCleaner
from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.slices import input_shards
from lmkor_data.corpus.layout import Shard
from lmkor_data.corpus.reading import read_documents
from lmkor_data.engine.counts import EDITED
from lmkor_data.errors import LmkorError


@dataclass
class Explained:
    """A document before and after, the steps that changed it, and why it went, if it did."""

    id: str
    before: str
    after: str  #: one sentence a line; of a document that went, its excerpt
    edited: list[str]
    reason: str = ""


def explain(source: Path | Sequence[Path], document: str, options: CleanOptions) -> Explained:
    """Clean the document of that id alone. Raises LmkorError where there is none."""
    for shard in input_shards(source):
        for batch in read_documents(shard):
            rows = batch.filter(pc.equal(batch.column("id"), document))
            if rows.num_rows:
                return next(_explained(rows.slice(0, 1), BatchCleaner(options)))
    raise LmkorError(f"There is no document {document!r} in what is to be cleaned.")


def sample(
    source: Path | Sequence[Path], number: int, options: CleanOptions, seed: int = 0
) -> list[Explained]:
    """`number` documents, drawn evenly over the shards, as `explain` shows them."""
    shards = input_shards(source)
    each = -(-number // len(shards))
    rng = np.random.default_rng(seed)
    cleaner = BatchCleaner(options)
    shown: list[Explained] = []
    for shard in shards:
        rows = _draw(shard, each, rng)
        for i in range(rows.num_rows):
            shown += _explained(rows.slice(i, 1), cleaner)
    return shown[:number]


def _draw(shard: Shard, number: int, rng: np.random.Generator) -> pa.RecordBatch:
    """Some rows of the first batch of a shard: enough to look at, and quick for any size."""
    batch = next(read_documents(shard))
    chosen = rng.choice(batch.num_rows, min(number, batch.num_rows), replace=False)
    return batch.take(pa.array(np.sort(chosen)))


def _explained(rows: pa.RecordBatch, cleaner: BatchCleaner) -> Iterator[Explained]:
    cleaned = cleaner.clean(rows)
    edited = list(cleaned.counts.by_measure(EDITED))
    (name,), (before,) = rows.column("id").to_pylist(), rows.column("text").to_pylist()
    if cleaned.kept.num_rows:
        yield Explained(name, before, cleaned.kept.column("text")[0].as_py(), edited)
    else:
        after, reason = (cleaned.rejected.column(c)[0].as_py() for c in ("excerpt", "reason"))
        yield Explained(name, before, after, edited, reason)
