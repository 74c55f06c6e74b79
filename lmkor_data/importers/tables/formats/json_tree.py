"""JSON as tables: an array of objects, or any tree that holds one."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from lmkor_data.errors import LmkorError
from lmkor_data.importers.content.content import Content, beginning
from lmkor_data.importers.content.encodings import as_utf8, detect
from lmkor_data.importers.content.json_objects import first_key, json_objects
from lmkor_data.importers.importer import Piece
from lmkor_data.importers.intake import Intake
from lmkor_data.importers.tables.formats.json_records import (
    column_paths,
    flat,
    lookup,
    plain_at,
    row_path,
)
from lmkor_data.importers.tables.header_row import header_row
from lmkor_data.importers.tables.table import (
    SAMPLE_ROWS,
    Rows,
    Table,
    plain_value,
    rows_of,
    sample_of,
    unique_names,
)
from lmkor_data.importers.tables.table_options import TableOptions

_BATCH_ROWS = 1 << 13

#: A larger file is read object by object, which only arrays of objects can be.
TREE_BYTES = 24 << 20

_ARRAY = re.compile(rb'\[\s*(\{\s*"(?:[^"\\]|\\.)*"\s*:)')


def open_json(content: Content, options: TableOptions, intake: Intake, piece: Piece) -> list[Table]:
    """Open JSON as one table. A row's number is its place in the array, from 1.

    Raises `LmkorError` where it holds no rows.
    """
    encoding = options.encoding or detect(content.blocks())
    head = beginning(as_utf8(content.blocks(), encoding), 1 << 20)
    if first_key(head) is not None and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"[", b"{")):
        size = 0
        for block in content.blocks():
            size += len(block)
            if size > TREE_BYTES:
                return [_streamed(content, encoding, head, options, intake)]
    try:
        tree = json.loads(b"".join(as_utf8(iter([content.whole()]), encoding)))
    except (ValueError, RecursionError) as cause:
        if first_key(head) is not None:  # broken somewhere: the objects that are sound
            return [_streamed(content, encoding, head, options, intake)]
        raise LmkorError(f"{content.place} is not JSON ({cause}).") from cause
    intake.read(size if first_key(head) is not None else len(head))
    return [_of_tree(tree, content.place, options, intake)]


def _streamed(
    content: Content, encoding: str, head: bytes, options: TableOptions, intake: Intake
) -> Table:
    """The objects of the first array, one at a time."""
    key = first_key(head)
    array = _ARRAY.search(head)
    if array is not None:
        key = first_key(array[1])
    if key is None:
        raise LmkorError(
            f"{content.place} is JSON of more than {TREE_BYTES >> 20} MB without an array of "
            f"objects near its beginning. Convert it to JSON Lines."
        )
    objects = enumerate(json_objects(as_utf8(content.blocks(), encoding), key, intake), 1)
    return record_table(content.place, objects, options, intake, ["objects one at a time"])


def record_table(
    place: str,
    objects: Iterator[tuple[int, Any]],
    options: TableOptions,
    intake: Intake,
    rules: list[str],
) -> Table:
    """Numbered objects as a table; nested ones become rows and columns by their paths."""
    first = list(itertools.islice(objects, SAMPLE_ROWS))
    rows = row_path((value for _, value in first), options.text)
    each = max(20, SAMPLE_ROWS // max(1, len(first)))
    records = [record for _, value in first for record in itertools.islice(flat(value, rows), each)]
    names = column_paths(records)
    sample = sample_of(
        [[_shown(lookup(record, name)) for name in names] for record in records[:SAMPLE_ROWS]],
        names,
    )

    def batches(wanted: list[str]) -> Iterator[Rows]:
        every = itertools.chain(first, objects)
        numbered = ((number, record) for number, value in every for record in flat(value, rows))
        # where an object holds many rows, the rows are numbered themselves
        own = enumerate((record for _, record in numbered), 1) if rows else numbered
        yield from record_batches(own, wanted, intake, "row")

    return Table(place, names, sample, batches, [*rules, *([f"rows at {rows}"] if rows else [])])


def record_batches(
    numbered: Iterator[tuple[int, dict[str, Any]]], wanted: list[str], intake: Intake, unit: str
) -> Iterator[Rows]:
    """Flat records as batches; a value that is not plain costs its row."""
    while batch := list(itertools.islice(numbered, _BATCH_ROWS)):
        values: list[list[str | None]] = []
        numbers: list[int] = []
        for number, record in batch:
            try:
                values.append([plain_at(record, name) for name in wanted])
                numbers.append(number)
            except TypeError as cause:
                intake.quarantine(str(cause), f"{unit} {number}")
        if values:
            yield rows_of(values, numbers, wanted)


def _shown(value: Any) -> str | None:
    try:
        return plain_value(value)
    except TypeError:
        return None


def _of_tree(tree: Any, place: str, options: TableOptions, intake: Intake) -> Table:
    """A whole tree as a table, whichever way round it holds its rows."""
    table = _array_of_arrays(tree) or _by_columns(tree)
    if table is not None:
        names, rows = table
        numbered = enumerate((dict(zip(names, row, strict=False)) for row in rows), 1)
        return record_table(place, iter(numbered), options, intake, ["columns apart"])
    if isinstance(tree, list) and all(isinstance(item, str) for item in tree):
        numbered = enumerate(({"text": item} for item in tree), 1)
        return record_table(place, iter(numbered), options, intake, ["an array of texts"])
    if isinstance(tree, dict) and (keyed := _keyed(tree)) is not None:
        return record_table(place, enumerate(keyed, 1), options, intake, ["objects by key"])
    if isinstance(tree, list):
        return record_table(place, enumerate(tree, 1), options, intake, [])
    if not isinstance(tree, dict):
        raise LmkorError(f"{place} holds no rows: its JSON is a single value.")
    return record_table(place, iter([(1, tree)]), options, intake, [])


def _keyed(tree: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Objects of one shape under keys of their own (`{"101": {…}, "102": {…}}`)."""
    values = list(tree.values())
    if len(values) < 2 or not all(isinstance(value, dict) and value for value in values):
        return None
    first = set(values[0])
    alike = sum(len(first & set(value)) * 2 >= len(first | set(value)) for value in values)
    return values if alike >= 0.8 * len(values) else None


def _by_columns(tree: Any) -> tuple[list[str], list[list[Any]]] | None:
    """pandas' other shapes: columns of values by row, columns of lists, split."""
    if not isinstance(tree, dict) or not tree:
        return None
    if isinstance(tree.get("columns"), list) and isinstance(tree.get("data"), list):
        return [str(name) for name in tree["columns"]], tree["data"]
    values = list(tree.values())
    lists = all(isinstance(v, list) and v and not isinstance(v[0], dict | list) for v in values)
    if lists and len({len(v) for v in values}) == 1 and len(values[0]) > 1:
        return list(tree), [list(row) for row in zip(*values, strict=True)]
    if all(isinstance(v, dict) and v and all(k.isdigit() for k in v) for v in values):
        keys = list(dict.fromkeys(key for v in values for key in v))
        return list(tree), [[v.get(key) for v in values] for key in keys]
    return None


def _array_of_arrays(tree: Any) -> tuple[list[str], list[list[Any]]] | None:
    """Rows as arrays below an array of names."""
    if not isinstance(tree, list) or len(tree) < 2:
        return None
    if not all(isinstance(row, list) and row for row in tree):
        return None
    if any(isinstance(cell, dict | list) for row in tree for cell in row):
        return None
    at = header_row([[None if cell is None else str(cell) for cell in row] for row in tree[:30]])
    return unique_names([str(cell) for cell in tree[at]]), tree[at + 1 :]
