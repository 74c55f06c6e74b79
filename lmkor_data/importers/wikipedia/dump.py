"""The pages of a MediaWiki XML dump, from any place in it."""

from __future__ import annotations

import bz2
import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from lmkor_data.corpus.reading import open_text
from lmkor_data.importers.pieces import pieces

_OPENING = re.compile(rb"<page>")
_CLOSING = b"</page>"
#: Each stream of a bzip2 file begins like this, at a whole byte.
_STREAM = re.compile(rb"BZh[1-9]1AY&SY")
_CHUNK = 1 << 20

CUT = "cut off by the end of the file"


@dataclass
class Page:
    """The last revision of a page."""

    id: str
    title: str
    namespace: str
    redirect: bool
    text: str


def read_pages(path: Path, begin: int, end: int | None) -> Iterator[tuple[str, Page | str]]:
    """The pages of one part of a dump, each with its place; what is broken comes as the reason.

    Of a plain file those that open at an offset from `begin` to before `end`; of a .bz2 file
    those that open in a stream of it which begins there: a multistream dump, and what pbzip2
    made, can so be read in parallel.
    """
    if path.suffix == ".bz2":
        with path.open("rb") as packed:
            streams = Bz2Streams(packed, begin, end)
            yield from _pages(cast(IO[bytes], streams), streams.inside, 0, f"from {begin:,}: ")
        return
    with open_text(path) as stream:
        if begin:
            stream.seek(begin)
        yield from _pages(stream, lambda offset: end is None or offset < end, begin, "")


def _pages(
    stream: IO[bytes], inside: Callable[[int], bool], at: int, where: str
) -> Iterator[tuple[str, Page | str]]:
    for piece in pieces(stream, _OPENING, inside, at):
        place = f"{where}byte {piece.offset:,}"
        length = piece.data.find(_CLOSING)
        if length < 0:
            yield place, CUT if piece.last else "the page does not end"
        else:
            yield place, _page(piece.data[: length + len(_CLOSING)])


def _page(data: bytes) -> Page | str:
    try:
        page = ElementTree.fromstring(data)
    except ElementTree.ParseError as cause:
        return f"no XML ({cause})"
    texts = page.findall("revision/text")
    return Page(
        id=page.findtext("id", ""),
        title=page.findtext("title", ""),
        namespace=page.findtext("ns", "0"),
        redirect=page.find("redirect") is not None,
        text=(texts[-1].text or "") if texts else "",
    )


class Bz2Streams(io.RawIOBase):
    """What the streams of a .bz2 file hold that begin from `begin` to before `end`, and on.

    Reading goes on behind `end`, for the page that is open there; `inside` tells of an offset in
    what was unpacked whether it lies before.
    """

    def __init__(self, packed: IO[bytes], begin: int, end: int | None) -> None:
        self._packed = packed
        self._end = end
        self._unpacked = 0
        self._border: int | None = None
        self._decompressor = bz2.BZ2Decompressor()
        self._waiting = b""
        self._at = begin  #: where the current stream begins
        packed.seek(begin)
        self._find(b"")

    def inside(self, offset: int) -> bool:
        return self._border is None or offset < self._border

    def readable(self) -> bool:
        return True

    def read1(self, size: int = _CHUNK) -> bytes:
        """The next piece; empty at the end. Raises `EOFError` where a stream is cut."""
        while not self._over:
            if self._decompressor.eof:
                self._next()
                continue
            packed = self._waiting
            if not packed and self._decompressor.needs_input:
                packed = self._packed.read(_CHUNK)
                if not packed:
                    raise EOFError("the bzip2 data is cut off")
            self._waiting = b""
            unpacked = self._decompressor.decompress(packed, size)
            self._unpacked += len(unpacked)
            if unpacked:
                return unpacked
        return b""

    def _next(self) -> None:
        """Go to the stream that follows."""
        rest = self._decompressor.unused_data
        rest += self._packed.read(_CHUNK) if len(rest) < 16 else b""
        self._decompressor = bz2.BZ2Decompressor()
        self._find(rest)

    def _find(self, held: bytes) -> None:
        """Stand at the next stream; `held` was read already."""
        position = self._packed.tell() - len(held)
        while not (found := _STREAM.search(held)):
            chunk = self._packed.read(_CHUNK)
            if not chunk or (self._begins_late(position + len(held)) and not self._unpacked):
                self._over = True
                return
            position += max(0, len(held) - 16)
            held = held[-16:] + chunk
        self._over = False
        self._waiting = held[found.start() :]
        if self._border is None and self._begins_late(position + found.start()):
            self._border = self._unpacked
            self._over = not self._unpacked

    def _begins_late(self, offset: int) -> bool:
        return self._end is not None and offset >= self._end
