"""What of a Namuwiki page becomes text."""

from __future__ import annotations

from dataclasses import dataclass

from lmkor_data.importers.sections import Headings


@dataclass(frozen=True)
class NamuwikiOptions:
    """The defaults leave running text: what an encyclopedia says, without asides and grids."""

    source: str = "namuwiki"
    category: str = "encyclopedia"
    headings: Headings = Headings.PATH
    strikes: bool = False  #: keep struck-out text (most of it jokes)
    footnotes: bool = False  #: keep footnotes, in parentheses where they stood
    tables: bool = False  #: keep tables, a row a line
    limit: int | None = None  #: documents of each file
