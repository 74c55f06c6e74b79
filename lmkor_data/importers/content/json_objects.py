"""The objects of a JSON array of any size, one at a time, from any place in the file.

No parser that must begin at the first byte: an object begins where `{` is followed by the key that
the first object begins with. Inside a JSON string every quotation mark is escaped, so this cannot
be found there. So a file can be cut into pieces, and a broken object costs nothing but itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lmkor_data.importers.intake import DamagedError, Intake

#: A longer object is taken for a fault of the file.
OBJECT_BYTES = 64 << 20
#: Objects inside objects may begin with the same key: so many parts are put together again.
_PARTS = 32

_FIRST = re.compile(rb'\s*(?:\xef\xbb\xbf)?\s*\[?\s*\{\s*("(?:[^"\\]|\\.)*")\s*:')


def first_key(head: bytes) -> bytes | None:
    """The key (with its quotation marks) that the first object begins with."""
    found = _FIRST.match(head)
    return found[1] if found else None


def json_objects(
    blocks: Iterator[bytes], key: bytes, intake: Intake, start: int = 0, end: int | None = None
) -> Iterator[dict[str, Any]]:
    """Objects that begin at bytes `start` to `end` of the file; `blocks` come from `start` on.

    Reads a JSON array, or objects with nothing but white space between them (JSON Lines). What
    is no JSON is told to the intake with its place, and reading goes on with the next object.
    """
    parts: list[bytes] = []
    begin = start
    for place, part, last in _parts(blocks, key, intake, start, end):
        begin = begin if parts else place
        parts.append(part)
        whole = b"".join(parts)
        try:
            row = json.loads(_bare(whole))
        except (ValueError, RecursionError) as cause:
            if last and not whole.rstrip().endswith((b"}", b"]")):
                raise DamagedError(
                    f"The JSON ends in the middle of the object at byte {begin:,}: the file is cut "
                    f"off. What comes before it was imported."
                ) from cause
            if last or len(parts) >= _PARTS or len(whole) > OBJECT_BYTES or not _open(whole):
                intake.quarantine("not JSON", f"byte {begin:,}")
                parts = []
            continue
        parts = []
        if isinstance(row, dict):
            yield row
        else:
            intake.quarantine("no JSON object", f"byte {begin:,}")


def _open(text: bytes) -> bool:
    """Whether more brackets are opened than closed, so that a continuation may help."""
    return text.count(b"{") > text.count(b"}") or text.count(b"[") > text.count(b"]")


def _bare(text: bytes) -> bytes:
    """Without what stands between objects and around the array."""
    bare = text.strip().rstrip(b",").rstrip()
    if bare.endswith(b"]"):
        bare = bare[:-1].rstrip()
    return bare


def _parts(
    blocks: Iterator[bytes], key: bytes, intake: Intake, start: int, end: int | None
) -> Iterator[tuple[int, bytes, bool]]:
    """(place, bytes from one beginning to the next, whether it is the last)."""
    beginning = re.compile(rb"\{\s*" + re.escape(key) + rb"\s*:")
    held, place, searched = bytearray(), start, 0
    inside = False  # `held` begins at a beginning
    for block in blocks:
        intake.read(len(block))
        held += block
        while found := beginning.search(held, searched):
            at = found.start()
            if inside:
                yield place, bytes(held[:at]), False
            place += at
            del held[:at]
            if end is not None and place >= end:
                return
            inside, searched = True, 1
        searched = max(1, len(held) - len(key) - 64)  # a beginning may lie across two blocks
        if len(held) > OBJECT_BYTES:
            if inside:
                intake.quarantine("an object of more than 64 MB", f"byte {place:,}")
            inside = False
        if not inside:
            place += searched
            del held[:searched]
            searched = 0
    if inside:
        yield place, bytes(held), True
