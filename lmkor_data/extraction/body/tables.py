"""Tables of data as rows of cells; tables that only lay out a page as the text in them."""

from __future__ import annotations

from lmkor_data.extraction.body.elements import Element
from lmkor_data.extraction.name_sets import name_set

#: A cell with more letters holds prose, not a value.
_PROSE = 600
_BLOCKS = name_set("div p ul ol pre blockquote h1 h2 h3 h4")


def table_rows(table: Element) -> list[list[Element]]:
    """The cells of each row, those of nested tables left in their cells."""
    rows: list[list[Element]] = []
    stack = list(reversed(table.elements()))
    while stack:
        element = stack.pop()
        if element.tag == "tr":
            rows.append([cell for cell in element.elements() if cell.tag in ("td", "th")])
        elif element.tag in ("thead", "tbody", "tfoot"):
            stack += reversed(element.elements())
        elif element.tag == "caption" and element.letters:
            rows.append([element])
    return rows


def is_layout(table: Element) -> bool:
    """Whether the table places text on the page: one column, tables or code or prose in cells."""
    rows = table_rows(table)
    widest = max(map(len, rows), default=0)
    if widest <= 1:
        return True
    if table.attributes.get("role") == "presentation":
        return True
    for row in rows:
        for cell in row:
            if cell.letters > _PROSE:
                return True
            for element in cell.walk()[1:]:
                if element.tag in ("table", "pre"):
                    return True
    return False
