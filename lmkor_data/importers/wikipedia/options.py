"""What of a Wikipedia article becomes text."""

from __future__ import annotations

from dataclasses import dataclass

from lmkor_data.importers.sections import Headings


@dataclass(frozen=True)
class WikipediaOptions:
    """The defaults fit the dumps of the Korean Wikipedia."""

    source: str = "wikipedia"
    category: str = "encyclopedia"
    site: str = "ko.wikipedia.org"  #: for the addresses of articles
    headings: Headings = Headings.PLAIN
    limit: int | None = None  #: documents of each file
