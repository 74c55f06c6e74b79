"""CSV and TSV as people save them: any usual encoding, newlines in fields, a wrong suffix."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import IO

import numpy as np
import pyarrow as pa

from lmkor_data.errors import LmkorError
from lmkor_data.importers.tables.rows import Choose, Rows, is_text

#: A longer field comes from a quotation mark that nobody closed.
_LONGEST_FIELD = 16 << 20
#: And so does a record of more lines.
_LONGEST_RECORD = 2000
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
    lines = _Lines(head, text)
    dialect = delimiter or _delimiter(head)
    names = [name.strip() for name in next(csv.reader(lines, delimiter=dialect))]
    wanted = choose(names)
    places = [names.index(name) for name in wanted]
    rows: list[list[str]] = []
    numbers: list[int] = []
    broken: list[tuple[int, str]] = []
    held = 0
    reader = csv.reader(lines, delimiter=dialect)
    while True:
        begin = lines.begin_record()
        try:
            row, reason = next(reader, None), ""
        except csv.Error as fault:
            row, reason = [], str(fault)
        if row is None:
            break
        if not row and not reason:  # a blank line
            continue
        reason = reason or lines.fault() or _fault(row, names, places)
        if reason:
            broken.append((begin, reason))
            lines.give_back()
            reader = csv.reader(lines, delimiter=dialect)
            continue
        kept = [row[place] for place in places]
        rows.append(kept)
        numbers.append(begin)
        held += sum(map(len, kept))
        if held >= _BATCH_CHARACTERS:
            yield _as_rows(rows, numbers, wanted, broken)
            rows, numbers, broken, held = [], [], [], 0
    yield _as_rows(rows, numbers, wanted, broken)


class _Lines:
    """Lines with a way back: what a stray quotation mark swallowed is read again."""

    def __init__(self, head: str, rest: Iterator[str]) -> None:
        self._rest = rest
        self._waiting: deque[str] = deque([head])
        self._taken: list[str] = []  #: by the record under way
        self._before = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self._taken) >= _LONGEST_RECORD:
            raise StopIteration
        line = self._waiting.popleft() if self._waiting else next(self._rest)
        self._taken.append(line)
        return line

    def begin_record(self) -> int:
        """The number of the line that the next record begins at."""
        self._before += len(self._taken)
        self._taken = []
        return self._before + 1

    def fault(self) -> str:
        """Why the record under way is not whole, if it runs over lines."""
        if len(self._taken) > 1 and sum(line.count('"') for line in self._taken) % 2:
            return "a quotation mark is not closed"
        return ""

    def give_back(self) -> None:
        """Read the lines after the record's first one again."""
        self._waiting.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]


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
