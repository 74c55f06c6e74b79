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

from lmkor_data.importers.pieces import pieces

_BEGIN = re.compile(rb'\{\s*"[^"\\]*"\s*:')
#: Why the last object of a file that ends too early is broken.
CUT = "cut off by the end of the file"


def flat_objects(
    stream: IO[bytes], end: int | None = None, at: int = 0
) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Each object that begins in `stream` before offset `end`, with its offset.

    `at` is the offset at which the stream stands. What cannot be read comes as the reason, a
    string. Objects must be flat: one inside another would be taken for one of its own.
    """
    for piece in pieces(stream, _BEGIN, lambda offset: end is None or offset < end, at):
        found = _read(piece.data)
        yield piece.offset, CUT if piece.last and isinstance(found, str) else found


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
