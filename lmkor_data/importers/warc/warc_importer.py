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

from lmkor_data.extraction.decoding.transfer import decode_transfer
from lmkor_data.extraction.language import is_korean, may_be_korean
from lmkor_data.extraction.page import extract_page
from lmkor_data.importers.batches import Found, in_batches
from lmkor_data.importers.content.unpacking import unpacked
from lmkor_data.importers.importer import Importer, ImportOptions, Piece
from lmkor_data.importers.intake import DamagedError, Intake
from lmkor_data.importers.warc.category_rules import category, rules
from lmkor_data.text.dates import parse_date

#: No page is longer; the archive cuts at 1 MiB itself.
PAGE_BYTES = 16 << 20

#: Headers whose work is done once the bytes are unpacked.
_UNDONE = ("transfer-encoding", "content-encoding")
#: Directives of pages whose owners reserve training.
_NO_TRAINING = frozenset({"noai", "tdm-reservation"})


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
        return None
    if "html" not in (record.http_content_type or "text/html"):
        intake.drop("no HTML")
        return None
    return _extracted(record, content, url, intake)


def _extracted(record: Any, content: bytes, url: str, intake: Intake) -> Found | None:
    """The main text of a Korean page; a look at the bytes spares the others the extraction."""
    headers = {name.lower(): value for name, value in record.http_headers.asdict().items()}
    collected = _moment(record)
    plain = decode_transfer(content, headers)
    if not may_be_korean(plain):
        intake.drop("not Korean")
        return None
    left = {name: value for name, value in headers.items() if name not in _UNDONE}
    page = extract_page(plain, url, left, now=collected)
    if page.robots & _NO_TRAINING:
        intake.drop("not to be trained on (robots)")
    elif not page.text.strip():
        intake.drop("no main text")
    elif not is_korean(page.text):
        intake.drop("not Korean")
    elif page.kind == "list":
        intake.drop("a list of pages")
    else:
        return Found(url, page.text, page.title, url, page.published_at, collected)
    return None


def _moment(record: Any) -> datetime | None:
    written = record.headers.get("WARC-Date")
    return parse_date(written) if written else None
