"""Deduplicate a table in memory, by the same rules as `lmkor-data dedup`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from lmkor_data.dedup.in_memory import deduplicate_table
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.errors import LmkorError

__all__ = ["Deduplicated", "deduplicate"]

#: Columns of the document schema that the rules look at.
_USED = ("kind", "source", "published_at")


@dataclass(frozen=True)
class Deduplicated:
    """A table without its repeats, and what was taken out."""

    kept: pa.Table  #: the rows that stayed, in their order, all columns; texts without repeats
    removed: pa.Table  #: `row`, `rule` (exact, near, sentences), `survivor_row`, `similarity`


def deduplicate(table: pa.Table, *, text: str = "text", **options: Any) -> Deduplicated:
    """Take copies, near copies and repeated lines out of a table.

    `text` names the column; `options` are those of the command (`threshold`, `sentences`,
    `max_repeats`, `near`, `keep`, `seed`). Columns `kind`, `source` and `published_at` count as in
    a corpus where they are there. Raises `LmkorError` where there is no such column.
    """
    if text not in table.schema.names:
        raise LmkorError(f"No column `{text}`; there are: {', '.join(table.schema.names)}.")
    looked_at = {name: table.column(name) for name in _USED if name in table.schema.names}
    numbers = pa.array(np.arange(table.num_rows))
    rows = pa.table({"text": table.column(text), "row": numbers, **looked_at})
    result = deduplicate_table(rows, DedupOptions(**options))
    kept = table.take(result.kept.column("row"))
    field = table.schema.field(text)
    texts = result.kept.column("text").cast(field.type)
    kept = kept.set_column(table.schema.get_field_index(text), field, texts)
    removed = result.removed
    return Deduplicated(
        kept,
        pa.table(
            {
                "row": removed.column("id").cast(pa.int64()),
                "rule": removed.column("rule"),
                "survivor_row": removed.column("survivor").cast(pa.int64()),
                "similarity": removed.column("similarity"),
            }
        ),
    )
