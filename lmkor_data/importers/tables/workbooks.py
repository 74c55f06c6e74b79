"""Excel and OpenDocument workbooks: every sheet that has the wanted columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from lmkor_data.errors import LmkorError
from lmkor_data.importers.tables.rows import Choose, Rows

_BATCH_ROWS = 1 << 13


def read_workbook(path: Path, choose: Choose) -> Iterator[Rows]:
    """The rows below the first row that is not blank, sheet by sheet.

    A sheet without the columns of the first one (a cover, a legend) is passed over. Lines are
    rows of the sheet, counted on over the sheets, so that each has a number of its own.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [book.get_sheet_by_index(n) for n in range(len(book.sheet_names))]
    except (CalamineError, OSError) as cause:
        raise LmkorError(f"{path} is no readable workbook ({cause}).") from cause
    wanted: list[str] = []
    before = 0
    for sheet in sheets:
        rows = enumerate(sheet.iter_rows(), before + 1)
        before += sheet.total_height
        names = next((_names(row) for _, row in rows if any(row)), [])
        if not names or (wanted and not set(wanted) <= set(names)):
            continue
        wanted = wanted or choose(names)
        yield from _batches(rows, wanted, [names.index(name) for name in wanted])


def _batches(
    rows: Iterator[tuple[int, list[Any]]], wanted: list[str], places: list[int]
) -> Iterator[Rows]:
    held: list[list[str | None]] = []
    lines: list[int] = []
    for line, row in rows:
        if not any(row):
            continue
        held.append([_text(row[place]) for place in places])
        lines.append(line)
        if len(held) >= _BATCH_ROWS:
            yield _as_rows(held, lines, wanted)
            held, lines = [], []
    yield _as_rows(held, lines, wanted)


def _as_rows(held: list[list[str | None]], lines: list[int], wanted: list[str]) -> Rows:
    columns = [pa.array([row[i] for row in held], pa.string()) for i in range(len(wanted))]
    return Rows(pa.RecordBatch.from_arrays(columns, names=wanted), np.array(lines, np.int64))


def _names(row: list[Any]) -> list[str]:
    return [(_text(cell) or "").strip() for cell in row]


def _text(cell: Any) -> str | None:
    """A cell as text: whole numbers without `.0`, dates as ISO."""
    if cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, datetime | date) else str(cell)
