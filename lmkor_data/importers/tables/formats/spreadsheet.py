"""Every sheet of an Excel or OpenDocument workbook as a table."""

from __future__ import annotations

import itertools
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from lmkor_data.errors import LmkorError
from lmkor_data.importers.content.content import Content
from lmkor_data.importers.importer import Piece
from lmkor_data.importers.intake import Intake
from lmkor_data.importers.tables.header_row import LOOKED_AT, header_row, looks_like_data
from lmkor_data.importers.tables.table import (
    SAMPLE_ROWS,
    Rows,
    Table,
    rows_of,
    sample_of,
    unique_names,
)
from lmkor_data.importers.tables.table_options import TableOptions

_BATCH_ROWS = 1 << 14

#: XML of a workbook beyond this, and unpacking to more than this many times its size, is a bomb.
_XML_BYTES, _XML_RATIO = 32 << 20, 150
#: Cells between the first and the last of a sheet: the reader holds them all, empty ones too.
_CELLS = 60_000_000

_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d+)"')


def open_spreadsheet(
    content: Content, options: TableOptions, intake: Intake, piece: Piece
) -> list[Table]:
    """Open the sheets that hold rows; a row's number is that in the sheet.

    A workbook is held as a whole. Raises `LmkorError` where it cannot be read, or unpacks to
    more than it may.
    """
    import python_calamine  # for spreadsheets alone

    source = content.seekable()
    _refuse_bomb(source, content.place)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(source)
    except (python_calamine.CalamineError, python_calamine.PasswordError, OSError) as cause:
        raise LmkorError(f"{content.place} is not a readable spreadsheet ({cause}).") from cause
    intake.read(source.seek(0, 2))
    tables = []
    for name in _chosen(book.sheet_names, options.sheet, content.place):
        try:
            sheet = book.get_sheet_by_name(name)
        except (python_calamine.CalamineError, ValueError) as cause:
            intake.note(f"the sheet `{name}` is left out: it cannot be read ({cause})")
            continue
        table = _table(sheet, name, content, options)
        if table is not None:
            tables.append(table)
    return tables


def _chosen(names: list[str], asked: str | None, place: str) -> list[str]:
    if asked is None:
        return names
    if asked in names:
        return [asked]
    if asked.isdigit() and 0 < int(asked) <= len(names):
        return [names[int(asked) - 1]]
    raise LmkorError(f"{place} has no sheet `{asked}`. Its sheets: {', '.join(names)}.")


def _table(sheet: Any, name: str, content: Content, options: TableOptions) -> Table | None:
    """A sheet as a table; None where it is empty."""
    first = sheet.start[0] + 1 if sheet.start else 1
    rows = enumerate(sheet.to_python(skip_empty_area=True), first)
    numbered = ((number, [_text(cell) for cell in row]) for number, row in rows)
    numbered = ((number, row) for number, row in numbered if any(row))
    top = list(itertools.islice(numbered, options.skip_rows + LOOKED_AT + SAMPLE_ROWS))
    top = top[options.skip_rows :]
    if not top:
        return None
    if options.header is not None:
        names, below = list(options.header), top
    else:
        at = header_row([row for _, row in top])
        if options.header_row is not None:
            at = next((n for n, (row, _) in enumerate(top) if row >= options.header_row), 0)
        cells = [cell or "" for cell in top[at][1]]
        if options.header_row is None and len(cells) > 1 and looks_like_data(cells):
            names, below = unique_names([""] * len(cells)), top[at:]
        else:
            names, below = unique_names(cells), top[at + 1 :]

    def batches(wanted: list[str]) -> Iterator[Rows]:
        places = [names.index(column) for column in wanted]
        every = itertools.chain(below, numbered)
        while batch := list(itertools.islice(every, _BATCH_ROWS)):
            cells = [[row[p] if p < len(row) else None for p in places] for _, row in batch]
            yield rows_of(cells, [number for number, _ in batch], wanted)

    sample = sample_of([row for _, row in below], names)
    return Table(f"{content.place}, sheet `{name}`", names, sample, batches, [f"sheet `{name}`"])


def _text(cell: Any) -> str | None:
    """As the sheet shows it: 5, not 5.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return None if cell == "" else str(cell)


def _refuse_bomb(source: IO[bytes], place: str) -> None:
    """Raise `LmkorError` where a workbook would take more memory than any real one."""
    try:
        book = zipfile.ZipFile(source)
    except zipfile.BadZipFile:
        source.seek(0)
        return  # the old binary format, whose sheets have 65,536 rows
    with book:
        for part in book.infolist():
            if not part.filename.lower().endswith(".xml"):
                continue
            if part.file_size > max(_XML_BYTES, _XML_RATIO * part.compress_size):
                raise LmkorError(
                    f"{place} is left out: {part.filename} in it unpacks to {part.file_size:,} "
                    f"bytes, {part.file_size // max(1, part.compress_size):,} times its size."
                )
            if "worksheets/" in part.filename or part.filename == "content.xml":
                _refuse_wide(book, part.filename, place)
    source.seek(0)


def _refuse_wide(book: zipfile.ZipFile, name: str, place: str) -> None:
    rows, columns, held, repeated = 0, 0, b"", 1
    try:
        with book.open(name) as file:
            while block := file.read(1 << 20):
                held = held[-200:] + block
                for letters, row in _CELL.findall(held):
                    rows = max(rows, int(row))
                    columns = max(columns, _column(letters))
                if name == "content.xml":
                    repeated = max([repeated, *map(int, _REPEATED.findall(held))])
    except (zipfile.BadZipFile, OSError, EOFError):
        return  # the reader tells it
    if rows * columns > _CELLS:
        raise LmkorError(
            f"{place} is left out: the cells of {name} reach to row {rows:,}, column {columns:,}. "
            f"Remove the stray cell, or save the table as CSV."
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
