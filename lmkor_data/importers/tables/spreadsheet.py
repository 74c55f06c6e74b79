"""The first sheet of an Excel or OpenDocument file as columns."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lmkor_data.errors import LmkorError
from lmkor_data.importers.intake import Intake
from lmkor_data.importers.tables.columns import Columns, columns_of
from lmkor_data.importers.tables.table_options import TableOptions

_BATCH_ROWS = 1 << 14


def read_spreadsheet(path: Path, options: TableOptions, intake: Intake) -> Iterator[Columns]:
    """The wanted columns in batches, numbered as in the sheet.

    A sheet has a million rows at most, so it is held as a whole.
    """
    import python_calamine  # for spreadsheets alone

    try:
        sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    except (python_calamine.CalamineError, python_calamine.PasswordError, OSError) as cause:
        raise LmkorError(f"{path} is not a readable spreadsheet ({cause}).") from cause
    intake.read(path.stat().st_size)
    first = sheet.start[0] + 1 if sheet.start else 1
    rows = enumerate(sheet.to_python(skip_empty_area=True), first)
    header = list(options.header or [str(cell) for cell in next(rows, (0, []))[1]])
    if not header:
        return
    wanted = options.columns(header, str(path))
    places = [header.index(name) for group in wanted.values() for name in group]
    while batch := list(itertools.islice(rows, _BATCH_ROWS)):
        cells = [[_text(row[place]) for place in places] for _, row in batch]
        yield columns_of(cells, [number for number, _ in batch], wanted)


def _text(cell: Any) -> str | None:
    """As the sheet shows it: 5, not 5.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return None if cell == "" else str(cell)
