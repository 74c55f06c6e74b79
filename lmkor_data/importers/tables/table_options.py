"""How rows become documents."""

from __future__ import annotations

from dataclasses import dataclass

from lmkor_data.importers.importer import ImportOptions

#: Column of a document → its plain name in a table, where the two differ.
COLUMNS = {"published_at": "date"}


@dataclass(frozen=True, kw_only=True)
class TableOptions(ImportOptions):
    """How tables are read, and which column is what.

    Columns that no option names are guessed by the names that people use. All other columns of
    a table, names of people too, are dropped.
    """

    kind: str | None = None  #: of all rows; None: as the column `kind` says
    text: tuple[str, ...] = ()  #: columns whose texts, a line each, are the text; (): guessed
    named: tuple[tuple[str, str], ...] = ()  #: (column of a document, column of the table)
    header: tuple[str, ...] | None = None  #: names for the columns of a table that has none
    header_row: int | None = None  #: number of the row with the names, from 1; None: detected
    skip_rows: int = 0  #: rows at the top to pass over
    delimiter: str | None = None  #: of delimited text; None: detected
    quote: str | None = None  #: of delimited text: a character, or "none"; None: detected
    escape: str | None = None  #: of delimited text: a character, or "none"; None: detected
    sheet: str | None = None  #: name or number (from 1) of the one sheet to read; None: all
    encoding: str | None = None  #: None: detected
    format: str | None = None  #: None: by name and content
    collected: str | None = None  #: date of collection: what `3일 전` counts from
