"""`import warc`: WARC and WET files into raw documents."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from fastwarc.warc import ArchiveIterator, WarcRecordType

from lmkor_data.importers.batches import Found, in_batches
from lmkor_data.importers.content.unpacking import unpacked
from lmkor_data.importers.content.web_pages import decode, is_korean, main_text, may_be_korean
from lmkor_data.importers.dates import parse_date
from lmkor_data.importers.importer import Importer, ImportOptions, Piece
from lmkor_data.importers.intake import DamagedError, Intake
from lmkor_data.importers.warc.category_rules import category, rules

#: No page is longer; the archive cuts at 1 MiB itself.
PAGE_BYTES = 16 << 20


@dataclass(frozen=True, kw_only=True)
class WarcOptions(ImportOptions):
    """How pages become documents. Without `category`, the rules tell it by the address."""

    source: str = "commoncrawl"
    rules: str | None = None  #: path of a rule file in place of ours
    kind: str = "web"


class WarcImporter(Importer):
    """Web archives: `.warc`, `.warc.gz`, `.wet.gz`."""

    name = "warc"
    options = WarcOptions

    def pieces(self, files: Sequence[Path], options: WarcOptions) -> list[Piece]:
        """Each file is one piece; a faulty rule file is told before any is read."""
        rules(Path(options.rules) if options.rules else None)
        return [Piece(path) for path in files]

    def read(self, piece: Piece, options: WarcOptions, intake: Intake) -> Iterator[pa.RecordBatch]:
        """Yield the Korean pages of one archive."""
        yield from in_batches(_pages(piece, options, intake), options.source)


def _pages(piece: Piece, options: WarcOptions, intake: Intake) -> Iterator[Found]:
    ours = rules(Path(options.rules) if options.rules else None)
    kinds = WarcRecordType.response | WarcRecordType.conversion | WarcRecordType.metadata
    read = metadata = 0
    for record, content in _records(piece.path, kinds):
        if record.record_type == WarcRecordType.metadata:
            metadata += 1
            continue
        read += 1
        intake.read(len(content))
        found = _page(record, content, intake)
        if found:
            found.category = options.category or category(found.url or "", ours)
            found.kind = options.kind
            yield found
    if not read:
        why = (
            "it is a WAT file, with metadata and no text: take the WARC or WET file of that name"
            if metadata
            else "it holds no pages"
        )
        raise DamagedError(f"{piece.path} gives no text: {why}.")


class _Content(io.RawIOBase):
    """The unpacked bytes of a file as FastWARC wants them; damage ends them and is kept."""

    def __init__(self, path: Path) -> None:
        self.damage: DamagedError | None = None
        self._blocks = unpacked(path)
        self._held = b""
        self._place = 0

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes; fewer only at the end of a block."""
        if not self._held:
            try:
                self._held = next(self._blocks, b"")
            except DamagedError as cause:
                self.damage = cause
        given = self._held if size < 0 else self._held[:size]
        self._held = self._held[len(given) :]
        self._place += len(given)
        return given

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Where we are: FastWARC asks for it by a seek to here; nothing else is possible."""
        if (offset, whence) not in ((0, io.SEEK_CUR), (self._place, io.SEEK_SET)):
            raise OSError(f"cannot seek to {offset} ({whence})")
        return self._place


def _records(path: Path, kinds: Any) -> Iterator[tuple[Any, bytes]]:
    """Records with their content, as long as the file is sound."""
    content = _Content(path)
    number = 0
    try:
        for record in ArchiveIterator(content, record_types=kinds, parse_http=True):
            expected = min(record.content_length, PAGE_BYTES)
            body = record.reader.read(PAGE_BYTES)
            if len(body) < expected:
                break
            yield record, body
            number += 1
        else:
            if content.damage:
                raise content.damage
            return
    except (OSError, EOFError, ValueError, RuntimeError) as cause:
        raise DamagedError(f"{path} is damaged after record {number:,} ({cause}).") from cause
    raise content.damage or DamagedError(
        f"{path} is cut off after record {number:,}. What comes before it was imported."
    )


def _page(record: Any, content: bytes, intake: Intake) -> Found | None:
    """A page as a document, or None, its reason told."""
    url = record.headers.get("WARC-Target-URI", "")
    if record.record_type == WarcRecordType.conversion:
        text = content.decode("utf-8", "replace")
        if not is_korean(text):
            intake.drop("not Korean")
            return None
        return Found(url, text, url=url, collected_at=_moment(record))
    status = record.http_headers.status_code if record.http_headers else None
    if status != 200:
        intake.drop("no page (HTTP status)")
    elif "html" not in (record.http_content_type or "text/html"):
        intake.drop("no HTML")
    elif not may_be_korean(content) or not is_korean(page := decode(content, record.http_charset)):
        intake.drop("not Korean")
    elif not (extract := main_text(page, url)):
        intake.drop("no main text")
    else:
        date = parse_date(extract.date) if extract.date else None
        return Found(url, extract.text, extract.title, url, date, _moment(record))
    return None


def _moment(record: Any) -> datetime | None:
    written = record.headers.get("WARC-Date")
    return parse_date(written) if written else None
