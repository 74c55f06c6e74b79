"""The objects of a JSON file of any size, one at a time, from any place in it.

The dumps of wikis are one array of flat objects, gigabytes of it. Inside a JSON string every
quotation mark is escaped, so a brace, a quoted key and a colon are never text: they begin an
object. That splits an array (or JSON lines) at any offset, keeps memory at one object, and a
broken object costs nothing but itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, Any

_BEGIN = re.compile(rb'\{\s*"[^"\\]*"\s*:')
_CHUNK = 4 << 20
#: Why the last object of a file that ends too early is broken.
CUT = "cut off by the end of the file"
#: The marks that begin an object fit into this much.
_OVERLAP = 256
#: A larger object is a fault in the file.
LARGEST = 256 << 20


def flat_objects(
    stream: IO[bytes], end: int | None = None, at: int = 0
) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Each object that begins in `stream` before offset `end`, with its offset.

    `at` is the offset at which the stream stands. What cannot be read comes as the reason, a
    string. Objects must be flat: one inside another would be taken for one of its own.
    """
    for offset, data, last in _pieces(stream, end, at):
        found = _read(data)
        yield offset, CUT if last and isinstance(found, str) else found


def _pieces(stream: IO[bytes], end: int | None, at: int) -> Iterator[tuple[int, bytes, bool]]:
    """Offset and bytes of each object, and whether the stream ends with it."""
    read = getattr(stream, "read1", stream.read)
    held = b""
    begun = False  #: whether `held` begins with an object
    search = 0
    while True:
        chunk = read(_CHUNK)
        held += chunk
        last = 0
        for match in _BEGIN.finditer(held, search):
            if begun:
                yield at + last, held[last : match.start()], False
            if end is not None and at + match.start() >= end:
                return
            begun, last = True, match.start()
        if not chunk:
            if begun:
                yield at + last, held[last:], True
            return
        if not begun:
            last = max(0, len(held) - _OVERLAP)
            if end is not None and at + last >= end:
                return
        elif len(held) - last > LARGEST:
            yield at + last, b"", False
            begun, last = False, len(held)
        held, at = held[last:], at + last
        search = max(1 if begun else 0, len(held) - _OVERLAP)


def _read(data: bytes) -> dict[str, Any] | str:
    if not data:
        return "larger than 256 MB"
    try:
        found = json.loads(data.rstrip(b" \t\r\n,]"))
    except UnicodeDecodeError:
        return "not UTF-8"
    except (ValueError, RecursionError) as cause:
        return f"no JSON ({cause})"
    return found if isinstance(found, dict) else "no object"
