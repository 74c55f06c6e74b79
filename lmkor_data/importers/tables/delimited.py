"""CSV and TSV as people save them: any usual encoding, newlines in fields, a wrong suffix."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO

import numpy as np
import pyarrow as pa

from lmkor_data.errors import LmkorError
from lmkor_data.importers.tables.rows import Choose, Rows, is_text

#: A longer field comes from a quotation mark that nobody closed.
_LONGEST_FIELD = 16 << 20
_BATCH_CHARACTERS = 4 << 20


def read_delimited(
    stream: IO[bytes], choose: Choose, encoding: str, delimiter: str | None = None
) -> Iterator[Rows]:
    """The rows below a header line. Rows with another number of fields are broken.

    Line ends inside quoted fields belong to the field; `delimiter` is found out from the header
    where it is not given.
    """
    # Bytes that do not decode become lone surrogates, and their row is broken.
    text = io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline="")
    csv.field_size_limit(_LONGEST_FIELD)
    head = text.readline()
    if not head.strip():
        raise LmkorError("The file has no header line.")
    lines = _with_head(head, text)
    reader = csv.reader(lines, delimiter=delimiter or _delimiter(head))
    names = [name.strip() for name in next(reader)]
    wanted = choose(names)
    places = [names.index(name) for name in wanted]
    rows: list[list[str]] = []
    numbers: list[int] = []
    broken: list[tuple[int, str]] = []
    held = 0
    while True:
        begin = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as fault:
            broken.append((begin, str(fault)))
            continue
        if row is None:
            break
        if not row:  # a blank line
            continue
        reason = _fault(row, names, places)
        if reason:
            broken.append((begin, reason))
            continue
        kept = [row[place] for place in places]
        rows.append(kept)
        numbers.append(begin)
        held += sum(map(len, kept))
        if held >= _BATCH_CHARACTERS:
            yield _as_rows(rows, numbers, wanted, broken)
            rows, numbers, broken, held = [], [], [], 0
    yield _as_rows(rows, numbers, wanted, broken)


def _with_head(head: str, rest: Iterator[str]) -> Iterator[str]:
    yield head
    yield from rest


def _delimiter(head: str) -> str:
    """The separator that the header has most of: a file's suffix is often wrong."""
    return max((",", "\t", ";", "|"), key=head.count)


def _fault(row: list[str], names: list[str], places: list[int]) -> str:
    if len(row) != len(names):
        return f"{len(row)} fields, not {len(names)}"
    for place in places:
        if not is_text(row[place]):
            return f"`{names[place]}` holds bytes of another encoding"
    return ""


def _as_rows(
    rows: list[list[str]], numbers: list[int], wanted: list[str], broken: list[tuple[int, str]]
) -> Rows:
    columns = [pa.array([row[i] for row in rows], pa.string()) for i in range(len(wanted))]
    batch = pa.RecordBatch.from_arrays(columns, names=wanted)
    return Rows(batch, np.array(numbers, np.int64), broken)
