"""The bytes of a file, unpacked as its name says, down to the last sound one."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import IO, Any

import zstandard

from lmkor_data.importers.intake import DamagedError

#: Blocks that `unpacked` yields are about this large.
_BLOCK = 1 << 20
#: So little goes into a decompressor at once that not even a bomb makes a block of 100 MB.
_SIP = 1 << 10
#: So much is unpacked at once.
_PIECE = 4 << 20

#: Beyond the first bytes, what unpacks to more than this many times its size is a bomb. Texts
#: reach about 30, logs and repeated JSON about 200.
BOMB_BYTES, BOMB_RATIO = 64 << 20, 500

#: Suffix → a new decompressor; each has `decompress`, `eof` and `unused_data`.
_DECOMPRESSORS: dict[str, Callable[[], Any]] = {
    ".gz": lambda: zlib.decompressobj(wbits=31),
    ".bz2": bz2.BZ2Decompressor,
    ".xz": lzma.LZMADecompressor,
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
        yield from decompressed(packed, path)


def decompressed(packed: Iterator[bytes], name: PurePath) -> Iterator[bytes]:
    """Blocks unpacked as the name says; as they are where it does not end as a packed file's."""
    new = _DECOMPRESSORS.get(name.suffix.lower())
    return packed if new is None else _gathered(_decompressed(packed, new, name))


def is_packed(path: PurePath) -> bool:
    """Whether the name ends as that of a packed file."""
    return path.suffix.lower() in _DECOMPRESSORS


def content_name(path: PurePath) -> str:
    """The file's name without the suffix of its packing: `a.jsonl.zst` → `a.jsonl`."""
    return path.stem if is_packed(path) else path.name


def _blocks(file: IO[bytes], left: int | None) -> Iterator[bytes]:
    while block := file.read(_BLOCK if left is None else min(_BLOCK, left)):
        left = None if left is None else left - len(block)
        yield block


def _decompressed(
    packed: Iterator[bytes], new: Callable[[], Any], path: PurePath
) -> Iterator[bytes]:
    stream, begun, place, given = new(), False, 0, 0
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
                for piece in _bounded(stream, rest, path, place + at):
                    given += len(piece)
                    if given > BOMB_BYTES and given > BOMB_RATIO * (place + at + len(rest)):
                        raise DamagedError(
                            f"{path} unpacks to more than {BOMB_RATIO} times its size: reading "
                            f"stopped after {given:,} bytes. If that is right, unpack it yourself "
                            f"and import the file."
                        )
                    yield piece
                rest = stream.unused_data if stream.eof else b""
        place += len(block)
    if begun and not stream.eof:
        raise DamagedError(
            f"{path} is cut off: it ends after {place:,} bytes in the middle of its packed data. "
            f"What was there is imported; fetch the file again for the rest."
        )


def _bounded(stream: Any, packed: bytes, path: PurePath, place: int) -> Iterator[bytes]:
    """What packed bytes hold, in pieces of bounded size where the decompressor can do that."""
    try:
        if not hasattr(stream, "needs_input"):  # zlib and zstandard: a sip gives 32 MB at most
            yield stream.decompress(packed)
            return
        yield stream.decompress(packed, max_length=_PIECE)
        while not stream.needs_input and not stream.eof:
            yield stream.decompress(b"", max_length=_PIECE)
    except (OSError, EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError) as cause:
        raise DamagedError(
            f"{path} is damaged about byte {place:,} ({cause}); what comes before it was imported."
        ) from cause


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
