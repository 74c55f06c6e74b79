"""The pages of a MediaWiki dump, packed or not, from any place where one begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from lmkor_data.importers.content.unpacking import unpacked
from lmkor_data.importers.importer import Piece, cut
from lmkor_data.importers.intake import DamagedError, Intake

#: A longer page is taken for a fault of the file.
PAGE_BYTES = 64 << 20
_BEGIN, _END, _LAST = b"<page>", b"</page>", b"</mediawiki>"
#: So much is kept of what is between pages: the closing line, or half a mark.
_TAIL = 64

#: How every bzip2 stream begins: its name, its block size, and the mark of its first block.
_STREAM = re.compile(rb"BZh[1-9]1AY&SY")


@dataclass
class Page:
    """A page as the dump has it. Who wrote it stays behind."""

    title: str
    namespace: str
    number: str
    redirect: bool
    timestamp: str
    markup: str
    model: str


def pieces(path: Path, size: int) -> list[Piece]:
    """A dump in pieces of about `size` bytes.

    Plain XML is cut anywhere, bzip2 of many streams (multistream) between streams; what is one
    stream cannot be cut. The streams are found by their marks, so no index file is needed.
    """
    if path.suffix == ".xml":
        return cut(path, size)
    if path.suffix != ".bz2" or path.stat().st_size <= size:
        return [Piece(path)]
    starts = [0]
    for at in _stream_starts(path):
        if at - starts[-1] >= size:
            starts.append(at)
    ends = [*starts[1:], path.stat().st_size]
    if len(starts) == 1:
        return [Piece(path)]
    return [Piece(path, a, b, n) for n, (a, b) in enumerate(zip(starts, ends, strict=True))]


def piece_pages(piece: Piece, intake: Intake) -> Iterator[Page]:
    """The pages that begin in a piece of a dump; the last of them may end behind it.

    A page that is no XML is told to the intake, and reading goes on with the next.
    """
    plain = piece.path.suffix == ".xml"
    blocks = _PlainBlocks(piece) if plain else _StreamBlocks(piece)
    for place, raw in _raw_pages(blocks, intake, piece.start if plain else 0):
        try:
            yield _page(ElementTree.fromstring(raw))
        except ElementTree.ParseError as cause:
            intake.quarantine(f"no XML ({cause})", f"byte {place:,}")


class _PlainBlocks:
    """The XML from the beginning of a piece on."""

    def __init__(self, piece: Piece) -> None:
        self._piece = piece

    def __iter__(self) -> Iterator[bytes]:
        return unpacked(self._piece.path, self._piece.start)

    def behind(self, place: int) -> bool:
        """Whether this byte of the XML is that of a later piece."""
        return self._piece.end is not None and place >= self._piece.end


class _StreamBlocks:
    """What the streams of a piece hold, and those behind it.

    A stream ends between pages in a multistream dump, in the middle of one where pbzip2 packed.
    """

    def __init__(self, piece: Piece) -> None:
        self._piece = piece
        self._border: int | None = None

    def __iter__(self) -> Iterator[bytes]:
        path, start, end = self._piece.path, self._piece.start, self._piece.end
        length = 0
        for block in unpacked(path, start, end):
            length += len(block)
            yield block
        if end is not None and end < path.stat().st_size:
            self._border = length
            yield from unpacked(path, end)

    def behind(self, place: int) -> bool:
        """Whether this byte of the XML is that of a later piece."""
        return self._border is not None and place >= self._border


def _raw_pages(
    blocks: _PlainBlocks | _StreamBlocks, intake: Intake, start: int
) -> Iterator[tuple[int, bytes]]:
    held, place = bytearray(), start
    searched = 0
    for block in blocks:
        if not blocks.behind(place + len(held)):
            intake.read(len(block))
        held += block
        while True:
            begin = held.find(_BEGIN)
            gone = max(0, len(held) - _TAIL) if begin < 0 else begin
            if blocks.behind(place + gone):
                return
            place += gone
            del held[:gone]
            searched = max(0, searched - gone)
            close = held.find(_END, searched) if begin >= 0 else -1
            if close < 0:
                searched = max(0, len(held) - len(_END))
                break
            stop = close + len(_END)
            yield place, bytes(held[:stop])
            place += stop
            del held[:stop]
            searched = 0
        if len(held) > PAGE_BYTES:
            intake.quarantine("a page of more than 64 MB", f"byte {place:,}")
            place += len(held)
            held.clear()
    if held.startswith(_BEGIN) or _LAST not in held:
        raise DamagedError(
            f"The dump ends without its last line (about byte {place:,}): it is cut off. "
            f"What comes before it was imported."
        )


def _page(page: ElementTree.Element) -> Page:
    revision = page.find("revision")
    inside = ElementTree.Element("revision") if revision is None else revision
    return Page(
        title=page.findtext("title", ""),
        namespace=page.findtext("ns", "0"),
        number=page.findtext("id", ""),
        redirect=page.find("redirect") is not None,
        timestamp=inside.findtext("timestamp", ""),
        markup=inside.findtext("text", "") or "",
        model=inside.findtext("model", "wikitext"),
    )


def _stream_starts(path: Path) -> Iterator[int]:
    """Bytes at which a bzip2 stream begins."""
    overlap = 10 - 1
    place, held = 0, b""
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            window = held + block
            for found in _STREAM.finditer(window):
                yield place - len(held) + found.start()
            held = window[-overlap:]
            place += len(block)
