"""Which encoding a Korean text file is in: the strictest that reads all of it wins.

UTF-8 text is practically never valid by chance, cp949 often is; so UTF-8 is tried first, to the
end of the file, and cp949 (which Excel in Korea saves) only where that fails.
"""

from __future__ import annotations

import codecs
from typing import IO

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16: its mark begins with that of UTF-16
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CHUNK = 1 << 20


def detect_encoding(stream: IO[bytes]) -> str:
    """The name of the codec for `stream`, which is read to the end (or to the first fault)."""
    head = _read(stream)
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name
    if b"\0" in head:
        return _wide(head)
    decoders = {name: codecs.getincrementaldecoder(name)("strict") for name in ("utf-8", "cp949")}
    reached = dict.fromkeys(decoders, 0)
    chunk = head
    while decoders:
        for name, decoder in list(decoders.items()):
            try:
                decoder.decode(chunk, final=not chunk)
                reached[name] += len(chunk)
            except UnicodeDecodeError as fault:
                reached[name] += fault.start
                del decoders[name]
        if not chunk:
            break
        chunk = _read(stream)
        if "utf-8" in decoders and reached["utf-8"] > 4 * _CHUNK:
            decoders.pop("cp949", None)  # so much UTF-8 by chance does not happen
    if decoders:
        return next(iter(decoders))
    return max(reached, key=lambda name: reached[name])  # neither reads it all: the longer one


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: the order of bytes that gives line ends and Hangul."""

    def likely(name: str) -> int:
        text = head[: len(head) & ~1].decode(name, "replace")
        return sum(c in "\n ,\t" or "가" <= c <= "힣" for c in text[:10_000])

    return max(("utf-16-le", "utf-16-be"), key=likely)


def _read(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(_CHUNK)
    except (OSError, EOFError):
        return b""  # a cut archive: the reader will say so
