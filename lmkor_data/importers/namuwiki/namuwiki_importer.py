"""`import namuwiki`: the dump, one JSON array of gigabytes, into raw documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa

from lmkor_data.importers.batches import Found, in_batches
from lmkor_data.importers.content.json_objects import first_key, json_objects
from lmkor_data.importers.content.unpacking import is_packed, unpacked
from lmkor_data.importers.importer import Importer, Piece, cut
from lmkor_data.importers.intake import UNCATEGORISED, DamagedError, Intake
from lmkor_data.importers.namuwiki.blocks import redirects, render_page
from lmkor_data.importers.namuwiki.namuwiki_options import NamuwikiOptions, Rendering

#: Articles; the other namespaces hold templates, files, discussions and people's own pages.
_ARTICLES = {0, "0", "문서", "", None}
#: A piece of an unpacked dump: small enough to spread and to lose, large enough to be worth it.
PIECE_BYTES = 64 << 20


class NamuwikiImporter(Importer):
    """Namuwiki's dump: a JSON array of pages; unpacked, all workers read it in pieces."""

    name = "namuwiki"
    options = NamuwikiOptions

    def pieces(self, files: Sequence[Path], options: NamuwikiOptions) -> list[Piece]:
        """Cut dumps that are not packed; with a limit, each file is one piece."""
        planned: list[Piece] = []
        for path in files:
            whole = options.limit is not None or is_packed(path)
            planned += [Piece(path)] if whole else cut(path, PIECE_BYTES)
        return planned

    def read(
        self, piece: Piece, options: NamuwikiOptions, intake: Intake
    ) -> Iterator[pa.RecordBatch]:
        """Yield the articles among the pages that begin in a piece of a dump."""
        yield from in_batches(_articles(piece, options, intake), options.source)


def _articles(piece: Piece, options: NamuwikiOptions, intake: Intake) -> Iterator[Found]:
    key = first_key(next(unpacked(piece.path), b""))
    if key is None:
        raise DamagedError(f"{piece.path} does not begin as a JSON array of pages does.")
    blocks = unpacked(piece.path, piece.start)
    for page in json_objects(blocks, key, intake, piece.start, piece.end):
        title, markup = page.get("title"), page.get("text")
        if not isinstance(title, str) or not isinstance(markup, str):
            intake.quarantine("a page without title or text", f"after {title!r}")
        elif page.get("namespace") not in _ARTICLES:
            intake.drop("no article")
        elif redirects(markup):
            intake.drop("redirect")
        elif not (text := _text(title, markup, options.rendering)):
            intake.drop("no text")
        else:
            category = options.category or UNCATEGORISED
            url = f"https://namu.wiki/w/{quote(title)}"
            yield Found(title, text, title, url, category=category, kind="encyclopedia")


def _text(title: str, markup: str, rendering: Rendering) -> str:
    return render_page(markup, rendering, title if rendering.paths else "")
