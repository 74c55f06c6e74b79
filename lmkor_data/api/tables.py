"""Deduplicate a table in memory, by the same code as `lmkor-data dedup`."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.corpus.layout import UNCATEGORISED, shards
from lmkor_data.corpus.reading import read_documents, read_shard
from lmkor_data.corpus.schema import CLEAN_DOCUMENT, conform, in_memory
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.stage import dedup
from lmkor_data.errors import LmkorError

__all__ = ["Deduplicated", "deduplicate"]

#: Columns of the document schema that the rules look at.
_USED = ("kind", "source", "published_at", "category")


@dataclass(frozen=True)
class Deduplicated:
    """A table without its repeats, and what was taken out."""

    kept: pa.Table  #: the rows that stayed, in their order, all columns; texts without repeats
    removed: pa.Table  #: `row`, `rule` (exact, near, sentences), `survivor_row`, `similarity`


def deduplicate(table: pa.Table, *, text: str = "text", **options: Any) -> Deduplicated:
    """Take copies, near copies and repeated lines out of a table.

    `text` names the column; `options` are those of the command (`threshold`, `sentences`,
    `max_repeats`, `near`, `keep`, `seed`). Columns `kind`, `source`, `published_at` and `category`
    count as in a corpus where they are there. Raises `LmkorError` where there is no such column.
    """
    if text not in table.schema.names:
        raise LmkorError(f"No column `{text}`; there are: {', '.join(table.schema.names)}.")
    chosen = DedupOptions(**options)
    with tempfile.TemporaryDirectory(prefix="lmkor-data-") as place:
        root = Path(place)
        _write(table, text, root / "clean")
        report = dedup(root / "clean", root / "dedup", root / "removed", chosen)
        if not report.ok:
            raise LmkorError("; ".join(failure["cause"] for failure in report.failures))
        return Deduplicated(_kept(table, text, root / "dedup"), _removed(root / "removed"))


def _write(table: pa.Table, text: str, folder: Path) -> None:
    rows = table.num_rows
    ids = pa.array([_id(row) for row in range(rows)], pa.string())
    columns: dict[str, Any] = {"id": ids, "text": table.column(text)}
    columns |= {name: table.column(name) for name in _USED if name in table.schema.names}
    for name, value in (("source", "table"), ("category", UNCATEGORISED)):
        if name not in columns:
            columns[name] = pa.repeat(pa.scalar(value), rows)
        columns[name] = pc.fill_null(columns[name], value)
    columns["text"] = pc.fill_null(columns["text"], "")
    with ShardWriter(folder, "part-00000", CLEAN_DOCUMENT) as writer:
        writer.write(conform(pa.table(columns), in_memory(CLEAN_DOCUMENT)))


def _kept(table: pa.Table, text: str, folder: Path) -> pa.Table:
    batches = [b for s in shards(folder) for b in read_documents(s, columns=["id", "text"])]
    rows = sorted(
        (int(id_), kept)
        for batch in batches
        for id_, kept in zip(*(batch.column(c).to_pylist() for c in ("id", "text")), strict=True)
    )
    chosen = table.take(pa.array([row for row, _ in rows], pa.int64()))
    place = table.schema.get_field_index(text)
    column = pa.array([kept for _, kept in rows], pa.string()).cast(table.schema.field(text).type)
    return chosen.set_column(place, table.schema.field(text), column)


def _removed(folder: Path) -> pa.Table:
    found = [row for s in shards(folder) for b in read_shard(s.path) for row in b.to_pylist()]
    rows = [
        {
            "row": int(row["id"]),
            "rule": row["rule"],
            "survivor_row": None if row["survivor"] is None else int(row["survivor"]),
            "similarity": row["similarity"],
        }
        for row in found
    ]
    schema = pa.schema(
        [
            pa.field("row", pa.int64()),
            pa.field("rule", pa.string()),
            pa.field("survivor_row", pa.int64()),
            pa.field("similarity", pa.float32()),
        ]
    )
    return pa.Table.from_pylist(sorted(rows, key=lambda row: row["row"]), schema)


def _id(row: int) -> str:
    """Ids in the order of the rows: among equals the first row stays."""
    return f"{row:012d}"
