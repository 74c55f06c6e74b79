"""`import texts`: a file a document — plain text, Markdown, saved web pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from lmkor_data.importers.batches import Found, in_batches
from lmkor_data.importers.content.encodings import as_utf8, detect
from lmkor_data.importers.content.unpacking import content_name, unpacked
from lmkor_data.importers.content.web_pages import decode, main_text
from lmkor_data.importers.dates import parse_date
from lmkor_data.importers.importer import Importer, ImportOptions, Piece
from lmkor_data.importers.intake import UNCATEGORISED, Intake

#: Fields before a Markdown text, as Jekyll and Hugo write them.
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
_FIELD = re.compile(r"^(\w+)[ \t]*:[ \t]*(.+?)[ \t]*$", re.MULTILINE)

_HTML = (".html", ".htm", ".xhtml")
_MARKDOWN = (".md", ".markdown")


@dataclass(frozen=True, kw_only=True)
class DocumentOptions(ImportOptions):
    """How files become documents."""

    kind: str | None = None
    encoding: str | None = None  #: None: detected


class DocumentImporter(Importer):
    """Files that are one document each."""

    name = "texts"
    options = DocumentOptions

    def read(
        self, piece: Piece, options: DocumentOptions, intake: Intake
    ) -> Iterator[pa.RecordBatch]:
        """Yield the one document of a file, if it has a text."""
        content = b"".join(unpacked(piece.path))
        intake.read(len(content))
        suffix = Path(content_name(piece.path)).suffix.lower()
        found = _page(content) if suffix in _HTML else _plain(content, suffix, options)
        if not found.text.strip():
            intake.drop("no text")
            return
        found.native = f"{piece.path.name}\x1f{found.text}"
        found.category = options.category or UNCATEGORISED
        found.kind = options.kind
        yield from in_batches(iter([found]), options.source)


def _page(content: bytes) -> Found:
    extract = main_text(decode(content), url=None)
    if extract is None:
        return Found("", "")
    date = parse_date(extract.date) if extract.date else None
    return Found("", extract.text, extract.title, published_at=date)


def _plain(content: bytes, suffix: str, options: DocumentOptions) -> Found:
    encoding = options.encoding or detect(iter([content]))
    text = b"".join(as_utf8(iter([content]), encoding)).decode("utf-8", "replace")
    front = _FRONT_MATTER.match(text) if suffix in _MARKDOWN else None
    if front is None:
        return Found("", text)
    fields = dict(_FIELD.findall(front[1]))
    title = fields.get("title", "").strip("\"'") or None
    return Found("", text[front.end() :], title, published_at=parse_date(fields.get("date", "")))
