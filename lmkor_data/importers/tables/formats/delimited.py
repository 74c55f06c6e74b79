"""CSV and its kin: any delimiter, any Korean encoding, line breaks inside fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.errors import LmkorError
from lmkor_data.importers.content.content import Content, beginning
from lmkor_data.importers.content.encodings import as_utf8, detect
from lmkor_data.importers.content.lines import whole_lines
from lmkor_data.importers.importer import Piece
from lmkor_data.importers.intake import Intake
from lmkor_data.importers.tables.formats.csv_rows import (
    END,
    FAULT,
    FIELDS,
    LINE,
    SOUND,
    UNCLOSED,
    columns,
    scan,
)
from lmkor_data.importers.tables.formats.dialect import Dialect, detect_dialect, head_rows
from lmkor_data.importers.tables.header_row import LOOKED_AT, header_row, looks_like_data
from lmkor_data.importers.tables.table import SAMPLE_ROWS, Rows, Table, sample_of, unique_names
from lmkor_data.importers.tables.table_options import TableOptions

#: Control characters: in text there are next to none.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HEAD_BYTES = 1 << 18
#: So much, in so many places, is looked at for lines with quotes.
_SAMPLE_BYTES, _SAMPLE_PLACES = 1 << 18, 32


@dataclass(frozen=True)
class Layout:
    """A delimited file as far as its first rows tell."""

    encoding: str
    dialect: Dialect
    names: list[str]
    above: int  #: rows above the first row of data
    rows: list[list[str]]  #: the first rows of data


def open_delimited(
    content: Content, options: TableOptions, intake: Intake, piece: Piece
) -> list[Table]:
    """Open delimited text as one table; a row's number is that of the line it begins on.

    Raises `LmkorError` where the content is not text.
    """
    layout = delimited_layout(content, options)
    if not layout.names:
        return []

    def batches(names: list[str]) -> Iterator[Rows]:
        yield from _batches(content, layout, names, intake, piece)

    rules = [f"encoding {layout.encoding}", *layout.dialect.rules]
    if layout.names[0] == "column 1" and layout.names[-1] == f"column {len(layout.names)}":
        rules.append("no header row: the first row looks like data")
        intake.note("it has no header row: columns are numbered (--columns names them)")
    elif layout.above:
        rules.append(f"header: row {layout.above}")
    sample = sample_of(layout.rows, layout.names)
    return [Table(content.place, layout.names, sample, batches, rules)]


def delimited_layout(content: Content, options: TableOptions) -> Layout:
    """Detect encoding, dialect and header of delimited text."""
    encoding = options.encoding or detect(content.blocks())
    try:
        head = _whole_lines_of(beginning(as_utf8(content.blocks(), encoding), _HEAD_BYTES))
    except LookupError as cause:
        raise LmkorError(f"--encoding {encoding}: there is no such encoding.") from cause
    shown = head.decode("utf-8", "replace")
    if _CONTROL.subn("", shown)[1] > len(shown) / 100:
        raise LmkorError(f"{content.place} is not a table: it holds no text.")
    sample = _sample(content, encoding)
    dialect = detect_dialect(_below(head, options), sample, content.suffix, options)
    rows = head_rows(head, dialect.grammar, LOOKED_AT + SAMPLE_ROWS)[options.skip_rows :]
    if options.header is not None:
        return Layout(encoding, dialect, list(options.header), options.skip_rows, rows)
    at = header_row(rows) if options.header_row is None else options.header_row - 1
    header = rows[at] if at < len(rows) else []
    below = rows[at + 1 :]
    if options.header_row is None and len(header) > 1 and looks_like_data(header):
        names = unique_names([""] * len(header))  # no header: the first row is one of the table
        return Layout(encoding, dialect, names, options.skip_rows + at, [header, *below])
    names = _fitting_names(header, below)
    return Layout(encoding, dialect, names, options.skip_rows + at + 1, below)


def _below(head: bytes, options: TableOptions) -> bytes:
    """The head without the rows that options pass over."""
    above = options.skip_rows + (options.header_row or 1) - 1
    return head.split(b"\n", above)[-1] if head.count(b"\n") > above else head


def _fitting_names(header: list[str], rows: list[list[str]]) -> list[str]:
    """Names as wide as the rows: R leaves out the name of the row numbers, sheets leave empty
    cells behind."""
    wider = [row for row in rows if len(row) == len(header) + 1]
    if header and len(wider) > 0.9 * len(rows) > 0:
        trailing = all(not row[-1].strip() for row in wider)
        return unique_names([*header, ""] if trailing else ["", *header])
    return unique_names(header) if header else []


def _batches(
    content: Content, layout: Layout, names: list[str], intake: Intake, piece: Piece
) -> Iterator[Rows]:
    wanted = [layout.names.index(name) for name in names]
    grammar, width = layout.dialect.grammar, len(layout.names)
    blocks = content.blocks(piece.start, piece.end) if content.cuttable else content.blocks()
    held, line, above = b"", piece.first, layout.above if piece.start == 0 else 0
    for lines in _lines_ahead(blocks, layout.encoding, intake):
        if not held:
            line = lines.first + piece.first - 1
        data = np.frombuffer(held + lines.data, np.uint8)
        if above:
            skipped, above, line = _skip(data, line, layout, above, lines.last)
            data = data[skipped:]
        rows, used, line = scan(data, line, grammar, width, lines.last)
        held = data[used:].tobytes()
        _tell_faults(rows, width, intake)
        sound = rows[rows[:, FAULT] == SOUND]
        if len(sound):
            yield from _with_nulls(names, columns(data, sound, wanted, grammar), sound[:, LINE])


def _skip(
    data: NDArray[np.uint8], line: int, layout: Layout, above: int, final: bool
) -> tuple[int, int, int]:
    """Pass over the rows above the data: (bytes used, rows still to pass, next line)."""
    rows, used, following = scan(data, line, layout.dialect.grammar, 0, final)
    if len(rows) <= above:
        return used, above - len(rows), following
    last = rows[above - 1]
    begin = int(last[END])
    return begin, 0, line + int(np.count_nonzero(data[:begin] == 0x0A))


@dataclass
class _Block:
    first: int
    data: bytes
    last: bool


def _lines_ahead(blocks: Iterator[bytes], encoding: str, intake: Intake) -> Iterator[_Block]:
    """Blocks of whole lines, the last one marked. Line breaks of old Macs become ours."""
    text = as_utf8(blocks, encoding)
    first = next(text, b"")
    if b"\r" in first and b"\n" not in first:
        first, text = first.replace(b"\r", b"\n"), (b.replace(b"\r", b"\n") for b in text)
    held = None
    for lines in whole_lines(_chained(first, text), intake):
        if held is not None:
            yield _Block(held.first, held.data, False)
        held = lines
    if held is not None:
        yield _Block(held.first, held.data, True)


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _tell_faults(rows: NDArray[np.int64], width: int, intake: Intake) -> None:
    for row in rows[rows[:, FAULT] != SOUND]:
        reason = (
            "a quotation mark that is never closed"
            if row[FAULT] == UNCLOSED
            else f"{row[FIELDS]} fields, not {width}"
        )
        intake.quarantine(reason, f"line {row[LINE]}")


def _with_nulls(
    names: list[str], found: list[pa.Array], numbers: NDArray[np.int64]
) -> Iterator[Rows]:
    """The columns; `\\N` is null, as databases write it."""
    nulls = [pc.equal(column, "\\N") for column in found]
    found = [
        pc.if_else(null, None, column) if null.true_count else column
        for column, null in zip(found, nulls, strict=True)
    ]
    yield Rows(dict(zip(names, found, strict=True)), numbers)


def _whole_lines_of(data: bytes) -> bytes:
    """The data up to its last line break; all of it where that would leave nothing."""
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    return data[: data.rfind(b"\n") + 1] if len(data) >= _HEAD_BYTES else data


def _sample(content: Content, encoding: str) -> bytes:
    """Lines from all over the file; of what can only be read in order, from its beginning."""
    if not content.cuttable or encoding.startswith("utf-16"):
        most = _SAMPLE_BYTES * _SAMPLE_PLACES
        return beginning(as_utf8(content.blocks(), encoding), most)
    size = content.path.stat().st_size
    step = max(_SAMPLE_BYTES, size // _SAMPLE_PLACES)
    parts = []
    for start in range(0, size, step):
        raw = b"".join(content.blocks(start, min(size, start + _SAMPLE_BYTES)))
        raw = raw[raw.find(b"\n") + 1 :] if start else raw
        parts.append(b"".join(as_utf8(iter([raw]), encoding)))
    return b"\n".join(parts)
