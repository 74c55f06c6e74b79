"""JSON lines: blocks by Arrow's parser, and line by line where a block does not fit it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.json as pj

from lmkor_data.importers.blocks import BLOCK_BYTES, Block, blocks
from lmkor_data.importers.tables.rows import Choose, Rows, is_text

_TYPES: dict[type, pa.DataType] = {str: pa.string(), int: pa.int64(), float: pa.float64()}


def read_jsonl(stream: IO[bytes], choose: Choose) -> Iterator[Rows]:
    """The objects of a JSON lines stream (UTF-8), the wanted fields only.

    A line that is no JSON object in UTF-8, or whose value is an object or a list, is broken.
    """
    schema: pa.Schema | None = None
    wanted: list[str] = []
    for block in blocks(stream, BLOCK_BYTES):
        if block.too_long:
            empty = object_rows([], [], wanted)
            empty.broken.append((block.line, "longer than 64 MB"))
            yield empty
            continue
        if block.line == 1:
            block.data = block.data.removeprefix(b"\xef\xbb\xbf")
        if schema is None:
            sample = _first_objects(block)
            if not sample:
                yield _line_by_line(block, [])
                continue
            wanted = choose(list(dict.fromkeys(name for row in sample for name in row)))
            schema = _schema(sample, wanted)
        yield _at_once(block, schema) or _line_by_line(block, wanted)


def _first_objects(block: Block, number: int = 200) -> list[dict[str, Any]]:
    found = []
    for line in io.BytesIO(block.data):
        row = _object(line)[0]
        if row is not None:
            found.append(row)
            if len(found) == number:
                break
    return found


def _schema(sample: list[dict[str, Any]], wanted: list[str]) -> pa.Schema:
    """The types of the wanted columns, said beforehand: guessing takes some strings for dates."""
    fields = []
    for name in wanted:
        kinds = {type(row[name]) for row in sample if row.get(name) is not None}
        kind = kinds.pop() if len(kinds) == 1 else str
        fields.append(pa.field(name, _TYPES.get(kind, pa.string())))
    return pa.schema(fields)


def _at_once(block: Block, schema: pa.Schema) -> Rows | None:
    """The block by Arrow's parser; None where something in it is not as in the first rows."""
    try:
        block.data.decode()  # Arrow does not look
        table = pj.read_json(
            pa.BufferReader(block.data),
            read_options=pj.ReadOptions(use_threads=False, block_size=len(block.data) + 1),
            parse_options=pj.ParseOptions(
                explicit_schema=schema, unexpected_field_behavior="ignore"
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, UnicodeDecodeError):
        return None
    lines = block.data.count(b"\n") + (not block.data.endswith(b"\n"))
    if table.num_rows != lines:  # blank lines, or several objects in one: the numbers would lie
        return None
    batch = table.combine_chunks().to_batches()[0]
    return Rows(batch, np.arange(block.line, block.line + lines))


def _line_by_line(block: Block, wanted: list[str]) -> Rows:
    rows: list[dict[str, Any]] = []
    numbers: list[int] = []
    broken: list[tuple[int, str]] = []
    for number, line in enumerate(io.BytesIO(block.data), block.line):
        if line.isspace():
            continue
        row, fault = _object(line)
        fault = fault or object_fault(row, wanted)
        if row is None or fault:
            broken.append((number, fault))
        else:
            rows.append(row)
            numbers.append(number)
    return object_rows(rows, numbers, wanted, broken)


def object_rows(
    rows: list[dict[str, Any]],
    numbers: list[int],
    wanted: list[str],
    broken: list[tuple[int, str]] | None = None,
) -> Rows:
    """JSON objects as rows of strings; numbers and truth values as JSON writes them."""
    columns = [pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in wanted]
    batch = pa.RecordBatch.from_arrays(columns, names=wanted)
    return Rows(batch, np.array(numbers, np.int64), broken or [])


def _object(line: bytes) -> tuple[dict[str, Any] | None, str]:
    try:
        row = json.loads(line.decode())
    except UnicodeDecodeError:
        return None, "not UTF-8"
    except RecursionError:
        return None, "nested too deeply"
    except ValueError as cause:
        return None, f"no JSON ({cause})"
    return row, object_fault(row, [])


def object_fault(row: Any, wanted: list[str]) -> str:
    """Why a JSON value is no row: empty where it is one."""
    if not isinstance(row, dict):
        return "no JSON object"
    for name in wanted:
        value = row.get(name)
        if isinstance(value, dict | list):
            return f"`{name}` is no single value"
        if isinstance(value, str) and not is_text(value):
            return f"`{name}` holds half a surrogate pair"
    return ""


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)
