"""A JSON array of objects, of any size and nesting, an object at a time."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from lmkor_data.importers.tables.jsonl import object_fault, object_rows
from lmkor_data.importers.tables.rows import Choose, Rows

_CHUNK = 1 << 20
_LARGEST = 64 << 20
_BATCH = 1 << 12
_BETWEEN = re.compile(r"[\s,]*")


def read_json_array(stream: IO[bytes], choose: Choose) -> Iterator[Rows]:
    """The objects of an array, numbered from 1. Raises `EOFError` where the array breaks off."""
    wanted: list[str] = []
    held: list[dict[str, Any]] = []
    numbers: list[int] = []
    broken: list[tuple[int, str]] = []
    items = _items(stream)
    number = 0
    while True:
        try:
            item = next(items, None)
        except (ValueError, EOFError) as cause:
            yield object_rows(held, numbers, wanted, broken)
            raise EOFError(f"no JSON behind object {number} ({cause})") from cause
        if item is None:
            break
        number += 1
        if isinstance(item, dict):
            wanted = wanted or choose(list(item))
        reason = object_fault(item, wanted)
        if reason:
            broken.append((number, reason))
        else:
            held.append(item)
            numbers.append(number)
        if len(held) >= _BATCH:
            yield object_rows(held, numbers, wanted, broken)
            held, numbers, broken = [], [], []
    yield object_rows(held, numbers, wanted, broken)


def _items(stream: IO[bytes]) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    decode = codecs.getincrementaldecoder("utf-8-sig")().decode
    text = decode(stream.read(_CHUNK)).lstrip().removeprefix("[")
    at = 0
    over = False
    while True:
        begin = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it may be empty
        if text.startswith("]", begin):
            return
        try:
            item, at = decoder.raw_decode(text, begin)
            if at == len(text) and not over:
                raise ValueError("a number may go on")
        except ValueError:
            if over or len(text) - begin > _LARGEST:
                raise
            chunk = stream.read(max(_CHUNK, len(text) - begin))
            over = not chunk
            text, at = text[begin:] + decode(chunk, over), 0
            continue
        yield item
