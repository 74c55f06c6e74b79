"""JSON Lines as columns: Arrow's parser for sound blocks, Python's for the others."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.json

from lmkor_data.importers.content.encodings import as_utf8, detect
from lmkor_data.importers.content.lines import Lines, whole_lines
from lmkor_data.importers.content.unpacking import unpacked
from lmkor_data.importers.intake import Intake
from lmkor_data.importers.tables.columns import Columns, columns_of, plain_value
from lmkor_data.importers.tables.table_options import TableOptions


def read_jsonl(path: Path, options: TableOptions, intake: Intake) -> Iterator[Columns]:
    """The wanted columns, a block of lines at a time; a row's number is its line's."""
    encoding = options.encoding or detect(unpacked(path))
    blocks = whole_lines(as_utf8(unpacked(path), encoding), intake)
    wanted: dict[str, list[str]] | None = None
    for lines in blocks:
        sample = _first_object(lines)
        if sample is None:
            yield from _slowly(lines, wanted or {}, intake)
            continue
        if wanted is None:
            wanted = options.columns(sample, f"{path}, line {lines.first}")
        yield from _quickly(lines, wanted, sample) or _slowly(lines, wanted, intake)


def _first_object(lines: Lines) -> dict[str, Any] | None:
    for line in lines.data.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            return row
    return None


def _quickly(
    lines: Lines, wanted: dict[str, list[str]], sample: dict[str, Any]
) -> list[Columns] | None:
    """The block by Arrow's parser, or None where it is not of one piece.

    Arrow takes the types from us, checks no UTF-8, and passes over empty lines: so all three are
    looked at, and whatever is odd is read line by line.
    """
    names = {name for group in wanted.values() for name in group}
    types = {name: _type(sample.get(name)) for name in names}
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
    columns = {
        ours: [table.column(name).combine_chunks() for name in group]
        for ours, group in wanted.items()
    }
    return [(columns, np.arange(lines.first, lines.first + table.num_rows))]


def _type(value: Any) -> pa.DataType | None:
    if value is None or isinstance(value, str):
        return pa.string()
    return pa.int64() if isinstance(value, int) and not isinstance(value, bool) else None


def _slowly(lines: Lines, wanted: dict[str, list[str]], intake: Intake) -> Iterator[Columns]:
    """The block line by line; what is no JSON object is told with its number."""
    names = [name for group in wanted.values() for name in group]
    rows: list[list[str | None]] = []
    numbers: list[int] = []
    for number, line in enumerate(lines.data.split(b"\n"), lines.first):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode())
            if not isinstance(row, dict):
                raise TypeError("no JSON object")
            rows.append([plain_value(row.get(name)) for name in names])
            numbers.append(number)
        except UnicodeDecodeError:
            intake.quarantine("not valid UTF-8", f"line {number}")
        except ValueError:
            intake.quarantine("not JSON", f"line {number}")
        except TypeError as cause:
            intake.quarantine(str(cause), f"line {number}")
    if rows:
        yield columns_of(rows, numbers, wanted)
