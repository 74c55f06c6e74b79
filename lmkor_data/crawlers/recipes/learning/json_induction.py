"""Wrapper induction on JSON: the list that holds the example, and the keys of its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lmkor_data.crawlers.recipes.learning.induction import LearnedField, Wrapper
from lmkor_data.text.dates import KOREA, parse_date

_KEYS = re.compile(r"(?:^|_)(?:id|no|seq|idx|key)$|(?:Id|No|Seq|Idx)$")


def learn_json_wrapper(data: Any, examples: Mapping[str, str]) -> Wrapper | None:
    """Learn paths from examples by field (`text` is required); None if the text is nowhere."""
    wanted = _folded(examples["text"])
    for path, value in _leaves(data, ()):
        if wanted not in _folded(str(value)):
            continue
        places = [n for n, step in enumerate(path) if isinstance(step, int)]
        if not places:
            continue
        cut = places[-1]
        items = _at(data, path[:cut])
        item = items[path[cut]]
        fields = {"text": LearnedField(_dotted(path[cut + 1 :]))}
        leaves = dict(_leaves(item, ()))
        for name, example in examples.items():
            found = next((p for p, v in leaves.items() if _agrees(name, v, example)), None)
            if name != "text" and found is not None:
                fields[name] = LearnedField(_dotted(found))
        doubts = [
            f"{n} {examples[n]!r} is nowhere in the item" for n in examples if n not in fields
        ]
        key = _key(items)
        if key:
            fields["key"] = LearnedField(key)
        return Wrapper(_dotted(path[:cut]) + "[]", len(items), fields, doubts)
    return None


def _leaves(data: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _leaves(value, (*path, number))
    elif data is not None:
        yield path, data


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def _dotted(path: tuple[Any, ...]) -> str:
    return ".".join(str(step) for step in path)


def _agrees(name: str, value: Any, example: str) -> bool:
    if name == "published_at":
        here, there = (parse_date(str(v)) for v in (value, example))
        if here is None or there is None:
            return False
        return here.astimezone(KOREA).date() == there.astimezone(KOREA).date()
    if name == "rating":
        number = re.search(r"\d+(?:\.\d+)?", example)
        return (
            not isinstance(value, bool)
            and re.fullmatch(r"\d+(?:\.\d+)?", str(value)) is not None
            and number is not None
            and float(str(value)) == float(number[0])
        )
    return _folded(example) in _folded(str(value))


def _key(items: list[Any]) -> str:
    rows = [item for item in items if isinstance(item, dict)]
    if len(rows) < 2:
        return ""
    for key in rows[0]:
        values = [row.get(key) for row in rows]
        told = all(isinstance(value, str | int) for value in values)
        if _KEYS.search(key) and told and len(set(values)) == len(values):
            return str(key)
    return ""


def _folded(text: str) -> str:
    return re.sub(r"<[^<>]{1,200}>|&\w{2,6};|\s+", "", text)
