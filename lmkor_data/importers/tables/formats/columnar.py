"""Parquet, Feather and Arrow files as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lmkor_data.errors import LmkorError
from lmkor_data.importers.content.content import Content
from lmkor_data.importers.importer import Piece
from lmkor_data.importers.intake import DamagedError, Intake
from lmkor_data.importers.tables.formats.json_records import column_paths, flat, lookup
from lmkor_data.importers.tables.table import (
    SAMPLE_ROWS,
    Rows,
    Table,
    plain_value,
    string_column,
)
from lmkor_data.importers.tables.table_options import TableOptions

_BATCH_BYTES, _MOST_ROWS = 4 << 20, 1 << 16


def open_parquet(
    content: Content, options: TableOptions, intake: Intake, piece: Piece
) -> list[Table]:
    """Open a Parquet file as one table; rows are numbered from 1.

    `piece.start` and `piece.end` are row groups.
    """
    try:
        file = pq.ParquetFile(content.seekable())
        schema = file.schema_arrow
        groups = range(file.num_row_groups)[piece.start : piece.end]
        sample = next(file.iter_batches(SAMPLE_ROWS, use_threads=False), None)
    except (pa.ArrowException, OSError) as cause:
        raise LmkorError(f"{content.place} is not a readable Parquet file ({cause}).") from cause

    def batches(tops: list[str]) -> Iterator[pa.RecordBatch]:
        for group in groups:
            meta = file.metadata.row_group(group)
            row = max(1, meta.total_byte_size // max(1, meta.num_rows))
            rows = max(16, min(_MOST_ROWS, _BATCH_BYTES // row))
            yield from file.iter_batches(rows, row_groups=[group], columns=tops, use_threads=False)

    return [_table(content, schema, sample, batches, intake, piece.first)]


def open_arrow(
    content: Content, options: TableOptions, intake: Intake, piece: Piece
) -> list[Table]:
    """Open a Feather or Arrow file (a file or a stream) as one table; rows from 1."""
    try:
        schema = _arrow_batches(content)[0]
        sample = next(_arrow_batches(content)[1], None)
    except (pa.ArrowException, OSError) as cause:
        raise LmkorError(f"{content.place} is not a readable Arrow file ({cause}).") from cause

    def batches(tops: list[str]) -> Iterator[pa.RecordBatch]:
        for batch in _arrow_batches(content)[1]:
            for start in range(0, batch.num_rows, _MOST_ROWS):
                yield batch.select(tops).slice(start, _MOST_ROWS)

    return [_table(content, schema, sample, batches, intake, 1)]


def _arrow_batches(content: Content) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    source = content.seekable()
    head = source.read(6)
    source.seek(0)
    if head == b"ARROW1":
        reader = pa.ipc.open_file(source)
        return reader.schema, (reader.get_batch(n) for n in range(reader.num_record_batches))
    if head[:4] == b"FEA1":
        import pyarrow.feather

        table = pyarrow.feather.read_table(source)
        return table.schema, iter(table.to_batches())
    stream = pa.ipc.open_stream(source)
    return stream.schema, iter(stream)


def _table(
    content: Content,
    schema: pa.Schema,
    sample: pa.RecordBatch | None,
    batches: Any,
    intake: Intake,
    first: int,
) -> Table:
    nested = [field.name for field in schema if _is_nested(field.type)]
    names = [field.name for field in schema if field.name not in nested]
    values: dict[str, list[str | None]] = {name: [] for name in names}
    if sample is not None:
        sample = sample.slice(0, SAMPLE_ROWS)
        values |= {name: _shown(sample.column(name)) for name in names}
        records = [next(flat(row)) for row in sample.select(nested).to_pylist()]
        for path in column_paths(records):
            names.append(path)
            values[path] = [_plain(lookup(record, path)) for record in records]

    def rows(wanted: list[str]) -> Iterator[Rows]:
        number = first
        tops = list(dict.fromkeys(_top(name, schema.names) for name in wanted))
        try:
            for batch in batches(tops):
                yield _rows(batch, wanted, nested, number, intake)
                number += batch.num_rows
        except (pa.ArrowException, OSError) as cause:
            raise DamagedError(
                f"{content.place} is damaged after row {number - 1:,} ({cause})."
            ) from cause

    return Table(content.place, names, values, rows, ["columns and types as the file states them"])


def _rows(
    batch: pa.RecordBatch, wanted: list[str], nested: list[str], number: int, intake: Intake
) -> Rows:
    intake.read(batch.nbytes)
    columns = {}
    records = None
    for name in wanted:
        if name in batch.schema.names and name not in nested:
            columns[name] = batch.column(name)
            continue
        if records is None:
            inner = [top for top in batch.schema.names if top in nested]
            records = [next(flat(row)) for row in batch.select(inner).to_pylist()]
        columns[name] = string_column([_plain(lookup(record, name)) for record in records])
    return Rows(columns, np.arange(number, number + batch.num_rows))


def _is_nested(kind: pa.DataType) -> bool:
    return bool(pa.types.is_nested(kind))


def _top(name: str, names: list[str]) -> str:
    """The column of the file that a path begins with."""
    if name in names:
        return name
    return next(top for top in names if name.startswith((f"{top}.", f"{top}[]")))


def _shown(column: pa.Array) -> list[str | None]:
    return [
        value.decode("utf-8", "replace") if isinstance(value, bytes) else
        None if value is None else str(value)
        for value in (_as_strings(column)).to_pylist()
    ]  # fmt: skip


def _as_strings(column: pa.Array) -> pa.Array:
    """A column whose values can be shown: dictionaries decoded."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return column
    if pa.types.is_string_view(column.type) or pa.types.is_string(column.type):
        return pc.cast(column, pa.binary(), safe=False)
    return column


def _plain(value: Any) -> str | None:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    try:
        return plain_value(value)
    except TypeError:
        return str(value)
