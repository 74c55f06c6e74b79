"""`||` tables: found by rows, taken out or written a row a line."""

from __future__ import annotations

import re
from collections.abc import Callable

from lmkor_data.importers.namuwiki.braces import INNER_LINE

_ROW = re.compile(r"[ \t>]*\|(?:\||[^|\n]+\|[^|\n])")  # `||cell` or `|caption|cell`
_END = re.compile(r"\|\|[ \t]*$")
_HEADING = re.compile(r"={1,6}#? ")
#: A cell runs over so many lines at most; after that its row was never closed.
_LONGEST_ROW = 200
_LOOK = re.compile(r"(?:<[^<>|\n]{1,80}>)+")  # <-2>, <bgcolor=#fff>, <width=60px>


def without_tables(text: str) -> str:
    """The text with its tables taken out."""
    return _replace_rows(text, lambda _: None)


def with_plain_tables(text: str) -> str:
    """The text with each row as a line, ` | ` between the cells that hold text."""
    return _replace_rows(text, _plain_row)


def _plain_row(row: str) -> str | None:
    cells = (_LOOK.sub("", cell.strip(), count=1) for cell in row.strip().split("||"))
    whole = (cell.replace(INNER_LINE, " ").replace("\n", " ").strip() for cell in cells)
    return " | ".join(cell for cell in whole if cell) or None


def _replace_rows(text: str, plain: Callable[[str], str | None]) -> str:
    if "||" not in text:
        return text
    lines = text.split("\n")
    kept: list[str] = []
    at = barren = 0  # no row ends before `barren`
    while at < len(lines):
        end = at
        if at >= barren and _ROW.match(lines[at]):
            end, closed = _row_end(lines, at)
            if not closed:
                barren, end = end, at
        if end == at:
            kept.append(lines[at])
            at += 1
            continue
        row = plain("\n".join(lines[at:end]))
        if row is not None:
            kept.append(row)
        at = end
    return "\n".join(kept)


def _row_end(lines: list[str], at: int) -> tuple[int, bool]:
    """Behind the last line of the row that begins at `at`, or how far none ends."""
    last = min(len(lines), at + _LONGEST_ROW)
    for end in range(at, last):
        if end > at and _HEADING.match(lines[end]):
            return end, False
        if _END.search(lines[end]) and (end > at or lines[end].strip() != "||"):
            return end + 1, True
    return last, False
