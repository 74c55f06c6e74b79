"""Which of the first rows names the columns: banners and empty rows above it are skipped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from lmkor_data.importers.tables.column_names import GROUPS, canonical, known_as

#: The header is looked for among so many rows.
LOOKED_AT = 30

_NUMBER = re.compile(r"[-+]?\d+(?:[.,:/-]\d+)*")

_GROUP_NAMES = {name for group in GROUPS for name in group}


def header_row(rows: Sequence[Sequence[str | None]]) -> int:
    """The place of the header among the first rows, from 0.

    It is the first row, unless that row is mostly empty or short (a banner) and a later row is
    as wide as the rows below it, with a cell in each column or a name that columns go by.
    """
    some = [[(cell or "").strip() for cell in row] for row in rows[:LOOKED_AT]]
    # a cell that spans columns counts once
    filled = [len({cell for cell in row if cell}) for row in some]
    if not some:
        return 0
    usual = max(Counter(filled).items(), key=lambda pair: (pair[1], pair[0]))[0]
    if filled[0] * 2 > usual and not (usual > 1 and filled[0] < 2):
        return 0
    if _names(some[0]) and filled[0] >= 2:
        return 0
    for place, row in enumerate(some):
        if filled[place] >= 2 and _names(row):
            return place
    for place, row in enumerate(some):
        if filled[place] * 2 > usual and len(set(row)) == len(row):
            return place
    return 0


def looks_like_data(header: Sequence[str]) -> bool:
    """Whether a row is more likely a row of the table than its names: numbers, long texts."""
    if _names(header):
        return False
    cells = [cell.strip() for cell in header if cell.strip()]
    numbers = sum(bool(_NUMBER.fullmatch(cell)) for cell in cells)
    prose = any(len(cell) > 40 or cell.count(" ") >= 4 for cell in cells)
    return prose or 0 < numbers < len(cells)


def _names(row: Sequence[str]) -> int:
    return sum(
        known_as(cell) is not None or canonical(cell) in _GROUP_NAMES for cell in row if cell
    )
