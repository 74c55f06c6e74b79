"""`import wikipedia`: a MediaWiki dump into raw documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa

from lmkor_data.importers.batches import Found, in_batches
from lmkor_data.importers.content.unpacking import unpacked
from lmkor_data.importers.importer import Importer, ImportOptions, Piece
from lmkor_data.importers.intake import UNCATEGORISED, DamagedError, Intake
from lmkor_data.importers.wikipedia.dump_pages import Page, piece_pages, pieces
from lmkor_data.importers.wikipedia.wikitext import plain_text
from lmkor_data.text.dates import parse_date

#: Pieces of about this many bytes of the file: about 15 MB packed is 60 MB of XML.
_PACKED_PIECE, _PLAIN_PIECE = 15 << 20, 64 << 20


@dataclass(frozen=True, kw_only=True)
class WikipediaOptions(ImportOptions):
    """How pages become documents."""

    source: str = "kowiki"
    category: str | None = "encyclopedia"
    site: str = "https://ko.wikipedia.org/wiki/"  #: prefix of a page's address


class WikipediaImporter(Importer):
    """MediaWiki dumps: `.xml` and `.xml.bz2`; plain and multistream ones in parallel."""

    name = "wikipedia"
    options = WikipediaOptions

    def pieces(self, files: Sequence[Path], options: WikipediaOptions) -> list[Piece]:
        """Cut dumps where pages or streams begin; with a limit, each file is one piece."""
        planned: list[Piece] = []
        for path in files:
            size = _PLAIN_PIECE if path.suffix == ".xml" else _PACKED_PIECE
            planned += [Piece(path)] if options.limit else pieces(path, size)
        return planned

    def read(
        self, piece: Piece, options: WikipediaOptions, intake: Intake
    ) -> Iterator[pa.RecordBatch]:
        """Yield the articles among the pages of a piece of a dump."""
        yield from in_batches(_articles(piece, options, intake), options.source)


def _articles(piece: Piece, options: WikipediaOptions, intake: Intake) -> Iterator[Found]:
    if piece.start == 0 and b"<mediawiki" not in next(unpacked(piece.path), b""):
        raise DamagedError(f"{piece.path} does not begin as a MediaWiki dump does.")
    for page in piece_pages(piece, intake):
        found = _article(page, options, intake)
        if found:
            yield found


def _article(page: Page, options: WikipediaOptions, intake: Intake) -> Found | None:
    if page.namespace != "0":
        intake.drop("no article")
    elif page.redirect or page.markup.lstrip().lower().startswith(("#redirect", "#넘겨주기")):
        intake.drop("redirect")
    elif page.model != "wikitext":
        intake.drop("no wikitext")
    elif not (text := plain_text(page.markup, page.title)):
        intake.drop("no text")
    else:
        return Found(
            page.number or page.title,
            text,
            page.title,
            options.site + quote(page.title.replace(" ", "_")),
            published_at=parse_date(page.timestamp),
            category=options.category or UNCATEGORISED,
            kind="encyclopedia",
        )
    return None
