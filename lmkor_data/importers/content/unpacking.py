"""The bytes of a file, unpacked as its name says, down to the last sound one."""

from __future__ import annotations

import bz2
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import zstandard

from lmkor_data.importers.intake import DamagedError

#: Blocks that `unpacked` yields are about this large.
_BLOCK = 1 << 20
#: So little goes into a decompressor at once that not even a bomb makes a block of 100 MB.
_SIP = 1 << 10

#: Suffix → a new decompressor; each has `decompress`, `eof` and `unused_data`.
_DECOMPRESSORS: dict[str, Callable[[], Any]] = {
    ".gz": lambda: zlib.decompressobj(wbits=31),
    ".bz2": bz2.BZ2Decompressor,
    ".zst": lambda: zstandard.ZstdDecompressor().decompressobj(),
}


def unpacked(path: Path, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Blocks of about 1 MB of what the file holds, unpacked if it ends in .gz, .bz2 or .zst.

    `start` and `end` cut the packed file; at `start` a stream of it must begin. Several streams
    in a row are one content. Raises `DamagedError` at the first byte that cannot be unpacked, after
    everything before it was given; Python's file objects would keep some of that back, and
    zstandard's would take a file that is cut off for whole.
    """
    with path.open("rb") as file:
        file.seek(start)
        packed = _blocks(file, None if end is None else end - start)
        new = _DECOMPRESSORS.get(path.suffix)
        yield from packed if new is None else _gathered(_decompressed(packed, new, path))


def is_packed(path: Path) -> bool:
    """Whether the name ends as that of a packed file."""
    return path.suffix in _DECOMPRESSORS


def content_name(path: Path) -> str:
    """The file's name without the suffix of its packing: `a.jsonl.zst` → `a.jsonl`."""
    return path.stem if is_packed(path) else path.name


def _blocks(file: IO[bytes], left: int | None) -> Iterator[bytes]:
    while block := file.read(_BLOCK if left is None else min(_BLOCK, left)):
        left = None if left is None else left - len(block)
        yield block


def _decompressed(packed: Iterator[bytes], new: Callable[[], Any], path: Path) -> Iterator[bytes]:
    stream, begun, place = new(), False, 0
    for block in packed:
        for at in range(0, len(block), _SIP):
            rest = block[at : at + _SIP]
            while rest:
                if stream.eof:
                    rest = rest.lstrip(b"\0")  # padding of tapes and pipes
                    stream, begun = new(), False
                    if not rest:
                        break
                begun = True
                try:
                    yield stream.decompress(rest)
                except (OSError, zlib.error, zstandard.ZstdError) as cause:
                    raise DamagedError(
                        f"{path} is damaged about byte {place + at:,} ({cause}); "
                        f"what comes before it was imported."
                    ) from cause
                rest = stream.unused_data if stream.eof else b""
        place += len(block)
    if begun and not stream.eof:
        raise DamagedError(
            f"{path} is cut off: it ends after {place:,} bytes in the middle of its packed data. "
            f"What was there is imported; fetch the file again for the rest."
        )


def _gathered(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Small pieces as blocks; whole even where an error ends them."""
    held: list[bytes] = []
    size = 0
    try:
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size >= _BLOCK:
                yield b"".join(held)
                held, size = [], 0
    except DamagedError:
        if size:
            yield b"".join(held)
        raise
    if size:
        yield b"".join(held)
