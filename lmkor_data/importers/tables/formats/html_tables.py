"""Tables of an HTML page: what shops' back offices save under the name .xls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lmkor_data.errors import LmkorError
from lmkor_data.extraction.decoding.charset import decode_html
from lmkor_data.importers.content.content import Content
from lmkor_data.importers.importer import Piece
from lmkor_data.importers.intake import Intake
from lmkor_data.importers.tables.header_row import header_row
from lmkor_data.importers.tables.table import Rows, Table, rows_of, sample_of, unique_names
from lmkor_data.importers.tables.table_options import TableOptions

#: Pages are held as a tree.
_PAGE_BYTES = 32 << 20
#: A cell may span so many rows or columns.
_SPAN = 1000


def open_html(content: Content, options: TableOptions, intake: Intake, piece: Piece) -> list[Table]:
    """Open every table of a page with at least two rows; rows are numbered from 1 in each."""
    import lxml.html  # for pages alone

    page = content.whole(_PAGE_BYTES)
    intake.read(len(page))
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    root = lxml.html.document_fromstring(
        decode_html(page).text.encode("utf-8", "replace"), parser=parser
    )
    tables = []
    for number, element in enumerate(root.iter("table"), 1):
        rows = _grid(element)
        if len(rows) >= 2:
            tables.append(_table(rows, f"{content.place}, table {number}", options))
    if not tables:
        raise LmkorError(f"{content.place} is an HTML page without a table of two rows.")
    return tables


def _table(rows: list[list[str]], place: str, options: TableOptions) -> Table:
    if options.header is not None:
        names, at = list(options.header), options.skip_rows - 1
    else:
        found = header_row(rows[options.skip_rows :]) + options.skip_rows
        at = found if options.header_row is None else options.header_row - 1
        names = unique_names(rows[at])
    below = rows[at + 1 :]

    def batches(wanted: list[str]) -> Iterator[Rows]:
        places = [names.index(name) for name in wanted]
        cells = [[row[p] if p < len(row) else None for p in places] for row in below]
        if cells:
            yield rows_of(cells, range(at + 2, at + 2 + len(cells)), wanted)

    return Table(place, names, sample_of(below, names), batches, ["HTML table"])


def _grid(table: Any) -> list[list[str]]:
    """The cells of a table's own rows; a cell that spans several fills them all."""
    grid: list[list[str]] = []
    pending: dict[int, tuple[int, str]] = {}  # column → (rows still to fill, text)
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            _fill(cells, pending)
            text = _words(cell)
            for _ in range(_number(cell.get("colspan"))):
                if (down := _number(cell.get("rowspan"))) > 1:
                    pending[len(cells)] = (down - 1, text)
                cells.append(text)
        _fill(cells, pending)
        if any(cells):
            grid.append(cells)
    return grid


def _fill(cells: list[str], pending: dict[int, tuple[int, str]]) -> None:
    while len(cells) in pending:
        place = len(cells)
        left, text = pending.pop(place)
        if left > 1:
            pending[place] = (left - 1, text)
        cells.append(text)


def _words(cell: Any) -> str:
    """The text of a cell; `<br>` and the ends of paragraphs are line breaks."""
    for element in cell.iter("script", "style"):
        element.text = None
    for element in cell.iter("br", "p", "div", "li"):
        if element is not cell:
            element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in str(cell.text_content()).split("\n"))
    return "\n".join(line for line in lines if line)


def _number(span: str | None) -> int:
    return min(_SPAN, max(1, int(span))) if span and span.isdigit() else 1
