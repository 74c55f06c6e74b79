"""Rows of a table as documents."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.corpus.schema import DOCUMENT, conform, document_id, in_memory
from lmkor_data.importers.tables.options import Columns, TableOptions
from lmkor_data.importers.tables.rows import Rows
from lmkor_data.importers.values import dates, ratings

UNCATEGORISED = "uncategorised"


def as_documents(
    rows: Rows, columns: Columns, options: TableOptions, stem: str, mark: str
) -> pa.RecordBatch:
    """A document a row, in the order of the rows; a text that is missing is empty.

    The id comes from the id column, else from the file's content and the row's line. `stem` is
    the source where neither the user nor a column names one.
    """
    batch = rows.batch
    number = batch.num_rows
    source = _string(batch, columns.source, stem) if not options.source else options.source
    made = {
        "category": _string(batch, columns.category, UNCATEGORISED)
        if columns.category
        else options.category,
        "source": source,
        "text": _text(batch, columns),
        "kind": options.kind,
    }
    if columns.title:
        made["title"] = _string(batch, columns.title)
    if columns.url:
        made["url"] = _string(batch, columns.url)
    if columns.date:
        made["published_at"] = dates(batch.column(columns.date))
    if columns.rating:
        made["rating"] = ratings(batch.column(columns.rating))
    filled = {
        name: value
        if isinstance(value, pa.Array)
        else pa.repeat(pa.scalar(value, pa.string()), number)
        for name, value in made.items()
    }
    filled["id"] = _ids(rows, columns, filled["source"], mark)
    return conform(pa.table(filled), in_memory(DOCUMENT))


def _text(batch: pa.RecordBatch, columns: Columns) -> pa.Array:
    parts = [_string(batch, name, "") for name in columns.text]
    if len(parts) == 1:
        return parts[0]
    # An empty part leaves no empty line behind.
    present = [pc.if_else(pc.equal(part, ""), pa.scalar(None, pa.string()), part) for part in parts]
    return pc.binary_join_element_wise(*present, "\n", null_handling="skip")


def _ids(rows: Rows, columns: Columns, sources: pa.Array, mark: str) -> pa.Array:
    by_line = (f"{mark}:{line}" for line in rows.lines.tolist())
    if columns.id:
        given = _string(rows.batch, columns.id).to_pylist()
        native = [value or place for value, place in zip(given, by_line, strict=True)]
    else:
        native = list(by_line)
    named = zip(sources.to_pylist(), native, strict=True)
    return pa.array([document_id(source, value) for source, value in named], pa.string())


def _string(batch: pa.RecordBatch, name: str | None, missing: str | None = None) -> pa.Array:
    """A column as strings; where there is none, or a value is null, `missing`."""
    if name is None:
        return pa.repeat(pa.scalar(missing, pa.string()), batch.num_rows)
    column = batch.column(name)
    if isinstance(column, pa.DictionaryArray):
        column = column.dictionary_decode()
    column = column.cast(pa.string())
    return column if missing is None else column.fill_null(missing)
