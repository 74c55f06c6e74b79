"""A huge stream as the items in it, each from its opening mark to the next one's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO, NamedTuple

_CHUNK = 4 << 20
#: The mark that opens an item fits into this much.
_OVERLAP = 256
#: A larger item is a fault in the file.
LARGEST = 256 << 20


class Piece(NamedTuple):
    """An item and what follows it, up to the next one or the end of the stream."""

    offset: int
    data: bytes  #: empty where the item is larger than `LARGEST`
    last: bool  #: whether the stream ends with it


def everywhere(offset: int) -> bool:
    return True


def pieces(
    stream: IO[bytes],
    opening: re.Pattern[bytes],
    inside: Callable[[int], bool] = everywhere,
    at: int = 0,
) -> Iterator[Piece]:
    """Each item whose `opening` stands at an offset that is `inside`, in the order of the stream.

    `at` is the offset at which the stream stands. Memory is bounded by the largest item.
    """
    read = getattr(stream, "read1", stream.read)
    held = b""
    begun = False  #: whether `held` begins with an item
    search = 0
    while True:
        chunk = read(_CHUNK)
        held += chunk
        last = 0
        for match in opening.finditer(held, search):
            if begun:
                yield Piece(at + last, held[last : match.start()], False)
            if not inside(at + match.start()):
                return
            begun, last = True, match.start()
        if not chunk:
            if begun:
                yield Piece(at + last, held[last:], True)
            return
        if not begun:
            last = max(0, len(held) - _OVERLAP)
            if not inside(at + last):
                return
        elif len(held) - last > LARGEST:
            yield Piece(at + last, b"", False)
            begun, last = False, len(held)
        held, at = held[last:], at + last
        search = max(1 if begun else 0, len(held) - _OVERLAP)
