"""Counts of Arrow rows, by category and source."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.engine.counts import Counts


def count_documents(
    counts: Counts, rows: pa.RecordBatch, documents: str, size: str | None = None
) -> None:
    """Add the rows under `documents`, and the bytes of their texts under `size`."""
    count_amounts(counts, rows, documents, None)
    if size:
        count_amounts(counts, rows, size, pc.binary_length(rows.column("text")))


def count_amounts(
    counts: Counts, rows: pa.RecordBatch, measure: str, amounts: pa.Array | None
) -> None:
    """Add an amount per row (default 1) to the sums of the row's category and source."""
    table = pa.table([rows.column("category"), rows.column("source")], ["category", "source"])
    if amounts is None:
        amounts = pa.repeat(pa.scalar(1), rows.num_rows)
    sums = table.append_column("n", amounts.cast(pa.int64())).group_by(["category", "source"])
    for row in sums.aggregate([("n", "sum")]).to_pylist():
        counts.add(row["category"], row["source"], measure, row["n_sum"])
