"""JSON Lines as columns: Arrow's parser for sound blocks, Python's for the others."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.json

from lmkor_data.errors import LmkorError
from lmkor_data.importers.content.content import Content, beginning
from lmkor_data.importers.content.encodings import as_utf8, detect
from lmkor_data.importers.content.lines import Lines, whole_lines
from lmkor_data.importers.importer import Piece
from lmkor_data.importers.intake import Intake
from lmkor_data.importers.tables.column_names import known_as
from lmkor_data.importers.tables.formats.json_keys import KnownKeys
from lmkor_data.importers.tables.formats.json_records import (
    column_paths,
    flat,
    lookup,
    plain_at,
    row_path,
)
from lmkor_data.importers.tables.table import (
    Rows,
    Table,
    plain_value,
    rows_of,
    sample_of,
)
from lmkor_data.importers.tables.table_options import TableOptions

#: Lines of which columns and types are told, and bytes looked at in other places of the file.
_SAMPLE_LINES, _SAMPLE_BYTES, _SAMPLE_PLACES = 1000, 1 << 18, 16


def open_jsonl(
    content: Content, options: TableOptions, intake: Intake, piece: Piece
) -> list[Table]:
    """Open JSON Lines as one table; a row's number is its line's."""
    encoding = options.encoding or detect(content.blocks())
    samples = _samples(content, encoding)
    rows = row_path(samples, options.text)
    records = [record for value in samples for record in itertools.islice(flat(value, rows), 20)]
    names = column_paths(records)
    if not names:
        raise LmkorError(f"{content.place} holds no JSON objects, one a line.")
    sample = sample_of([[_shown(lookup(r, name)) for name in names] for r in records], names)
    known = KnownKeys({key for value in samples for key in value})
    types = {name: _type(lookup(record, name) for record in records) for name in names}

    def batches(wanted: list[str]) -> Iterator[Rows]:
        blocks = content.blocks(piece.start, piece.end) if content.cuttable else content.blocks()
        for lines in whole_lines(as_utf8(blocks, encoding), intake):
            lines = Lines(lines.first + piece.first - 1, lines.data)
            for key in known.new(lines.data):
                if known_as(key):
                    intake.note(f"the key `{key}` comes up too late to be read: name it")
            quick = None if rows else _quickly(lines, {name: types[name] for name in wanted})
            yield from [quick] if quick else slow_rows(lines, rows, wanted, intake)

    rules = [f"encoding {encoding}", *([f"rows at {rows}"] if rows else [])]
    return [Table(content.place, names, sample, batches, rules)]


def _samples(content: Content, encoding: str) -> list[dict[str, Any]]:
    """Objects from the beginning and from places all over the file."""
    parts = [beginning(as_utf8(content.blocks(), encoding), 4 << 20)]
    if content.cuttable and not encoding.startswith("utf-16"):
        size = content.path.stat().st_size
        for start in range(4 << 20, size, max(_SAMPLE_BYTES, size // _SAMPLE_PLACES)):
            raw = b"".join(content.blocks(start, min(size, start + _SAMPLE_BYTES)))
            parts.append(b"".join(as_utf8(iter([raw[raw.find(b"\n") + 1 :]]), encoding)))
    found: list[dict[str, Any]] = []
    seen: dict[str, None] = {}
    keys = KnownKeys()
    for number, part in enumerate(parts):
        lines = part.split(b"\n")
        most = _SAMPLE_LINES if number == 0 else _SAMPLE_LINES // 10
        for line in itertools.chain(lines[:most], _with_new_keys(lines[most:], keys)):
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(row, dict):
                found.append(row)
                if new := [key for key in row if key not in seen]:
                    seen.update(dict.fromkeys(new))
                    keys.add(new)
    return found


def _with_new_keys(lines: list[bytes], keys: KnownKeys) -> Iterator[bytes]:
    """Of further lines, those that hold a key that none before had."""
    for first in range(0, len(lines), 500):
        some = lines[first : first + 500]
        if keys.new(b"\n".join(some)):
            yield from some


def _quickly(lines: Lines, types: dict[str, pa.DataType | None]) -> Rows | None:
    """The block by Arrow's parser, or None where it is not of one piece.

    Arrow takes the types from us, checks no UTF-8, and passes over empty lines: so all three are
    looked at, and whatever is odd is read line by line.
    """
    if None in types.values():
        return None
    try:
        lines.data.decode()
        table = pyarrow.json.read_json(
            io.BytesIO(lines.data),
            pyarrow.json.ReadOptions(use_threads=False, block_size=len(lines.data) + 1),
            pyarrow.json.ParseOptions(pa.schema(types), unexpected_field_behavior="ignore"),
        )
    except (UnicodeDecodeError, pa.ArrowInvalid):
        return None
    if table.num_rows != lines.number:
        return None
    columns = {name: table.column(name).combine_chunks() for name in types}
    return Rows(columns, np.arange(lines.first, lines.first + table.num_rows))


def _type(values: Iterator[Any]) -> pa.DataType | None:
    """The type of a column of plain values of one type; None where it is not one."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {str}:
        return pa.string()
    if kinds == {int}:
        return pa.int64()
    return pa.float64() if kinds <= {int, float} else None


def slow_rows(lines: Lines, rows: str, wanted: list[str], intake: Intake) -> Iterator[Rows]:
    """The block line by line; what is not a JSON object is told with its number."""
    values: list[list[str | None]] = []
    numbers: list[int] = []
    for number, line in enumerate(lines.data.split(b"\n"), lines.first):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode())
            if not isinstance(row, dict):
                raise TypeError("no JSON object")
            for record in flat(row, rows):
                values.append([plain_at(record, name) for name in wanted])
                numbers.append(number)
        except UnicodeDecodeError:
            intake.quarantine("not valid UTF-8", f"line {number}")
        except (ValueError, RecursionError):
            intake.quarantine("not JSON", f"line {number}")
        except TypeError as cause:
            intake.quarantine(str(cause), f"line {number}")
    if values:
        yield rows_of(values, numbers, wanted)


def _shown(value: Any) -> str | None:
    try:
        return plain_value(value)
    except TypeError:
        return None
