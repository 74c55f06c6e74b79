"""Undo what HTTP did to a body: chunks (RFC 9112, 7.1) and content codings (RFC 9110, 8.4)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

from lmkor_data.errors import LmkorError

#: No page is longer once unpacked; more is a decompression bomb.
PAGE_BYTES = 16 << 20

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_MARKUP = re.compile(rb"\s*<[!a-zA-Z?]")


def header(headers: Mapping[str, str] | None, name: str) -> str:
    """The value of a header whatever its case, several values joined by commas; else empty."""
    if not headers:
        return ""
    wanted = name.lower()
    return ", ".join(str(value) for key, value in headers.items() if str(key).lower() == wanted)


def decode_transfer(content: bytes, headers: Mapping[str, str] | None = None) -> bytes:
    """The body without chunk sizes and compression.

    Archives often keep the header of a coding that they have undone, and some forget the header
    of one that they have not. So a coding is undone only where the bytes show it: the headers
    decide for deflate and Brotli alone, which have no mark. What is damaged gives the part before
    the damage.
    """
    if "chunked" in header(headers, "transfer-encoding").lower() or _looks_chunked(content):
        content = _without_chunks(content)
    named = header(headers, "content-encoding").lower().replace(",", " ").split()
    for coding in reversed(named):
        content = _unpacked(content, coding)
    if content.startswith(_GZIP) and not named:
        content = _unpacked(content, "gzip")
    return content


def _looks_chunked(content: bytes) -> bool:
    """A page that begins with a chunk size and holds the end of that chunk where it says."""
    first = _CHUNK_SIZE.match(content)
    if not first or not _MARKUP.match(content[first.end() : first.end() + 64]):
        return False
    end = first.end() + int(first[1], 16)
    return content[end : end + 2] == b"\r\n"


def _without_chunks(content: bytes) -> bytes:
    pieces, at = [], 0
    while size := _CHUNK_SIZE.match(content, at):
        length = int(size[1], 16)
        if not length:
            break
        pieces.append(content[size.end() : size.end() + length])
        at = size.end() + length
        if content[at : at + 2] == b"\r\n":
            at += 2
        elif content[at : at + 1] == b"\n":
            at += 1
        elif at < len(content):
            return content  # no chunks after all, or sizes that lie
    return b"".join(pieces) if pieces else content


def _unpacked(content: bytes, coding: str) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return _inflated(content, 31) if content.startswith(_GZIP) else content
    if coding == "deflate":
        # RFC 9110 says zlib; servers send raw deflate as often.
        return _inflated(content, 15) or _inflated(content, -15) or content
    if coding == "br" and not _MARKUP.match(content):
        return _brotli(content) or content
    if coding == "zstd" and content.startswith(_ZSTD):
        import zstandard

        with zstandard.ZstdDecompressor().stream_reader(content) as stream:
            return stream.read(PAGE_BYTES)
    return content


def _inflated(content: bytes, window: int) -> bytes:
    inflater = zlib.decompressobj(window)
    pieces, room = [], PAGE_BYTES
    try:
        for start in range(0, len(content), 1 << 14):
            piece = inflater.decompress(content[start : start + (1 << 14)], room)
            pieces.append(piece)
            room -= len(piece)
            if inflater.eof or room <= 0:
                break
    except zlib.error:
        pass  # the part before the damage
    return b"".join(pieces)


def _brotli(content: bytes) -> bytes:
    try:
        import brotli
    except ImportError as cause:
        raise LmkorError(
            "A page is compressed with Brotli, which needs one more package: pip install brotli"
        ) from cause
    decompressor = brotli.Decompressor()
    pieces: list[bytes] = []
    try:
        for start in range(0, len(content), 1 << 12):
            pieces.append(decompressor.process(content[start : start + (1 << 12)]))
            if sum(map(len, pieces)) > PAGE_BYTES:
                break
    except brotli.error:
        pass
    return b"".join(pieces)[:PAGE_BYTES]
