"""Which encoding a Korean file is in, and its content as UTF-8."""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterator

from lmkor_data.errors import LmkorError

#: What Korean files without a byte order mark are written in, most likely first. The last is the
#: combining code of DOS days (KS X 1001 Annex 3).
CANDIDATES = ("utf-8", "cp949", "johab")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Enough bytes beyond ASCII to be sure.
_TELLING = 1 << 16
_HEAD = 1 << 12
#: Of a block so much is decoded, from its first byte beyond ASCII on.
_LOOKED_AT = 1 << 17

_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


def detect(blocks: Iterator[bytes]) -> str:
    """Detect the encoding of a content: its mark, else the first candidate without a fault.

    Strict first: UTF-8 does not pass for anything else by accident, and what is no UTF-8 is the
    old Windows encoding of Korea. Where none is faultless, the one with the fewest faults. Looks
    at blocks until they hold 64 KiB beyond ASCII, so that a long English head does not mislead.
    """
    head = b""
    telling = 0
    faults = dict.fromkeys(CANDIDATES, 0)
    for block in _until_damage(blocks):
        head = head if len(head) >= _HEAD else head + block[:_HEAD]
        first = _BEYOND_ASCII.search(block)
        if first is None:
            continue
        sample = block[first.start() : first.start() + _LOOKED_AT]
        telling += len(sample.translate(None, _ASCII))
        for name in CANDIDATES:
            faults[name] += _faults(sample, name)
        if telling >= _TELLING:
            break
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    return _unmarked_utf16(head) or min(CANDIDATES, key=lambda name: faults[name])


def _faults(sample: bytes, encoding: str) -> int:
    """How many places of a sample are not of an encoding; a letter cut off at its end is none."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(sample).count("\ufffd")


def _until_damage(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Damage is told when the content is read for good."""
    try:
        yield from blocks
    except LmkorError:
        return


def as_utf8(blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The same content as UTF-8 without a mark; bytes that are not of the encoding stay as bytes.

    So they are no UTF-8, and the row that holds them can be told from the others.
    """
    if codecs.lookup(encoding).name == "utf-8":
        yield from blocks
        return
    if encoding == "utf-8-sig":
        first = next(blocks, b"")
        yield from itertools.chain([first.removeprefix(codecs.BOM_UTF8)], blocks)
        return
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "surrogateescape")
    yield decoder.decode(b"", final=True).encode("utf-8", "surrogateescape")


_ASCII = bytes(range(128))


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark shows in the zero bytes of its ASCII letters."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    least = max(2, len(head) // 40)
    if odd >= least and odd > 4 * even:
        return "utf-16-le"
    if even >= least and even > 4 * odd:
        return "utf-16-be"
    return None
