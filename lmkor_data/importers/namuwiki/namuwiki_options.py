"""What of a Namuwiki page becomes text."""

from __future__ import annotations

from dataclasses import dataclass

from lmkor_data.importers.importer import ImportOptions


@dataclass(frozen=True)
class Rendering:
    """Choices where tastes differ; the defaults keep prose alone."""

    strike: bool = False  #: keep ~~struck out~~ text: Namuwiki's asides and jokes
    footnotes: bool = False  #: keep [* footnotes], in brackets where they stand
    tables: bool = False  #: keep tables, a line a row
    folding: bool = True  #: keep folded text, unfolded
    paths: bool = True  #: head a section by `Title - Section - Part`, not by its heading alone


#: Prose alone.
PROSE = Rendering()


@dataclass(frozen=True, kw_only=True)
class NamuwikiOptions(ImportOptions):
    """How pages become documents."""

    source: str = "namuwiki"
    category: str | None = "encyclopedia"
    rendering: Rendering = PROSE
