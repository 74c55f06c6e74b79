"""A byte stream as blocks of whole lines, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

BLOCK_BYTES = 8 << 20
#: A line longer than this is no document but a fault in the file; it is passed over.
LONGEST_LINE = 64 << 20


@dataclass
class Block:
    """Whole lines; the last one of a stream may lack its newline."""

    data: bytes
    line: int  #: number of the first line, from 1
    too_long: bool = False  #: the block stands for one line that was passed over


def blocks(
    stream: IO[bytes], size: int = BLOCK_BYTES, longest: int = LONGEST_LINE
) -> Iterator[Block]:
    """The lines of `stream` in blocks of about `size` bytes.

    A fault while reading (a cut archive) is raised after the whole lines before it.
    """
    line = 1
    rest: list[bytes] = []
    skipping = False
    for chunk in _chunks(stream, size):
        if skipping:
            _, newline, chunk = chunk.partition(b"\n")
            if not newline:
                continue
            yield Block(b"", line, too_long=True)
            line += 1
            skipping = False
        end = chunk.rfind(b"\n") + 1
        if end:
            data = b"".join([*rest, chunk[:end]])
            yield Block(data, line)
            line += data.count(b"\n")
            rest = []
        if end < len(chunk):
            rest.append(chunk[end:])
        if sum(map(len, rest)) > longest:
            rest, skipping = [], True
    if skipping:
        yield Block(b"", line, too_long=True)
    elif rest:
        yield Block(b"".join(rest), line)


def _chunks(stream: IO[bytes], size: int) -> Iterator[bytes]:
    """The stream in pieces of `size`; what was read before a fault comes before the fault."""
    read = getattr(stream, "read1", stream.read)  # `read` gives nothing of a last, cut piece
    while True:
        pieces: list[bytes] = []
        held = 0
        try:
            while held < size and (piece := read(size - held)):
                pieces.append(piece)
                held += len(piece)
        except Exception:
            yield b"".join(pieces)
            raise
        if not pieces:
            return
        yield b"".join(pieces)
