"""CSV and its kin as columns: any separator, any Korean encoding, line breaks inside fields."""

from __future__ import annotations

import csv
import io
import itertools
import operator
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from lmkor_data.errors import LmkorError
from lmkor_data.importers.content.encodings import as_utf8, detect
from lmkor_data.importers.content.lines import whole_lines
from lmkor_data.importers.content.unpacking import unpacked
from lmkor_data.importers.intake import Intake
from lmkor_data.importers.tables.columns import Columns
from lmkor_data.importers.tables.rewindable_lines import RewindableLines
from lmkor_data.importers.tables.table_options import TableOptions

SEPARATORS = ",\t;|"

#: Control characters: in text there are next to none.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
#: A longer field, or a row of more lines, is no text but a quotation mark that is never closed.
FIELD_CHARACTERS = 4 << 20
ROW_LINES = 2000
_BATCH_ROWS = 1 << 14
#: So much is looked at to find the separator.
_HEAD_BYTES = 1 << 16


def read_delimited(path: Path, options: TableOptions, intake: Intake) -> Iterator[Columns]:
    """The wanted columns in batches; a row's number is that of the line on which it begins."""
    encoding = options.encoding or detect(unpacked(path))
    head = _head(path, encoding)
    if _CONTROL.subn("", head)[1] > len(head) / 100:
        raise LmkorError(f"{path} is not a table: it holds no text.")
    delimiter = options.delimiter or separator(head)
    csv.field_size_limit(FIELD_CHARACTERS)
    rows = _Rows(_text_lines(path, encoding, intake), delimiter, intake)
    header = list(options.header) if options.header else next(rows, (0, []))[1]
    if not header:
        return
    wanted = options.columns(header, str(path))
    names = [name for group in wanted.values() for name in group]
    pick = _picker([header.index(name) for name in names])
    rows.width = len(header)
    yield from _batches(rows, pick, wanted, intake)


def separator(head: str) -> str:
    """The separator under which the first rows are most alike and have more than one field."""

    def _fitness(candidate: str) -> tuple[int, int]:
        rows = list(csv.reader(io.StringIO(head, newline=""), delimiter=candidate))[:-1]
        width = len(rows[0]) if rows else 0
        return (sum(len(row) == width for row in rows) if width > 1 else 0), width

    return max(SEPARATORS, key=_fitness)


class _Rows:
    """(line number, fields) of each sound row; the others go to the intake."""

    def __init__(self, lines: Iterator[str], delimiter: str, intake: Intake) -> None:
        self.width: int | None = None
        self._lines = RewindableLines(lines, ROW_LINES)
        self._delimiter = delimiter
        self._reader = csv.reader(self._lines, delimiter=delimiter)
        self._intake = intake

    def __iter__(self) -> _Rows:
        return self

    def __next__(self) -> tuple[int, list[str]]:
        while True:
            number = self._lines.begin()
            try:
                fields, reason = next(self._reader), ""
            except csv.Error as cause:
                fields, reason = [], str(cause)
            if not fields and not reason:
                continue
            reason = reason or self._fault(fields)
            if not reason:
                return number, fields
            self._intake.quarantine(reason, f"line {number}")
            self._lines.rewind()
            self._reader = csv.reader(self._lines, delimiter=self._delimiter)

    def _fault(self, fields: list[str]) -> str:
        taken = self._lines.taken
        if len(taken) > 1 and sum(line.count('"') for line in taken) % 2:
            return "a quotation mark that is never closed"
        if self.width is not None and len(fields) != self.width:
            return f"{len(fields)} fields, not {self.width}"
        return ""


def _batches(
    rows: _Rows,
    pick: Callable[[list[str]], tuple[str, ...]],
    wanted: dict[str, list[str]],
    intake: Intake,
) -> Iterator[Columns]:
    numbered = ((number, pick(fields)) for number, fields in rows)
    while batch := list(itertools.islice(numbered, _BATCH_ROWS)):
        arrays = _arrays(batch) or _arrays(_decodable(batch, intake))
        if arrays:
            given = iter(arrays[1:])
            columns = {ours: [next(given) for _ in group] for ours, group in wanted.items()}
            yield columns, arrays[0].to_numpy()


def _arrays(batch: list[tuple[int, tuple[str, ...]]]) -> list[pa.Array] | None:
    """Row numbers, then the columns; None where there is no row or one is not decoded."""
    if not batch:
        return None
    numbers, fields = zip(*batch, strict=True)
    try:
        columns = [pa.array(column, pa.string()) for column in zip(*fields, strict=True)]
    except UnicodeEncodeError:
        return None
    return [pa.array(numbers, pa.int64()), *columns]


def _decodable(
    batch: list[tuple[int, tuple[str, ...]]], intake: Intake
) -> list[tuple[int, tuple[str, ...]]]:
    sound = []
    for number, fields in batch:
        try:
            "".join(fields).encode()
        except UnicodeEncodeError:
            intake.quarantine("bytes that are not of the file's encoding", f"line {number}")
        else:
            sound.append((number, fields))
    return sound


def _picker(places: list[int]) -> Callable[[list[str]], tuple[str, ...]]:
    if len(places) == 1:
        return lambda fields: (fields[places[0]],)
    return operator.itemgetter(*places)


def _text_lines(path: Path, encoding: str, intake: Intake) -> Iterator[str]:
    """Lines with their ends; foreign bytes stay in them as lone surrogates."""
    expected = 1
    for lines in whole_lines(as_utf8(unpacked(path), encoding), intake):
        yield from itertools.repeat("\n", lines.first - expected)  # lines that were too long
        expected = lines.first + lines.number
        yield from io.StringIO(lines.data.decode("utf-8", "surrogateescape"), newline="")


def _head(path: Path, encoding: str) -> str:
    block = next(as_utf8(unpacked(path), encoding), b"")
    return block[:_HEAD_BYTES].decode("utf-8", "replace")
