"""Rows of nested JSON: which list holds them, and each row as one flat record.

A path names a value: `review.text` inside objects, `data.reviews[].text` inside each item of a
list. The record of a row holds the plain values of the row and of every object around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lmkor_data.importers.tables.column_names import GROUPS, SYNONYMS, canonical
from lmkor_data.importers.tables.table import plain_value

#: Objects deeper than this, and lists in lists deeper than this, are not looked into.
_DEEPEST = 12

#: Turns of a conversation: rows are the conversations, and their turns lines of the text.
_TURNS = {
    "utterance",
    "발화",
    "발화문",
    "대사",
    "turn",
    "talk",
    "utterancetext",
    "originalform",
    "form",
}

_TEXT_NAMES = set(SYNONYMS["text"])


def flat(record: Any, rows: str = "") -> Iterator[dict[str, Any]]:
    """Yield the flat records of the rows at path `rows` ("" for the value itself)."""
    yield from _rows(record, "", rows, {}, 0)


def lookup(record: dict[str, Any], path: str) -> Any:
    """The value at a path that starts in a flat record; values of a list come as a list."""
    if path in record:
        return record[path]
    head, mark, rest = path.rpartition("[]")
    while mark:
        if f"{head}[]" in record:
            items = record[f"{head}[]"]
            return [
                found for item in items if (found := _inside(item, rest.strip("."))) is not None
            ]
        head, mark, inner = head.rpartition("[]")
        rest = f"{inner}[]{rest}"
    return None


def plain_at(record: dict[str, Any], path: str) -> str | None:
    """The value at a path as text. Raises `TypeError` where it is an object, or a list of some."""
    value = lookup(record, path)
    if value is None and path not in record:
        inside = (f"{path}.", f"{path}[]")
        if any(name.startswith(inside) for name in record):
            raise TypeError("a column that does not hold plain values")
    return plain_value(value)


def row_path(samples: Iterable[Any], text: tuple[str, ...]) -> str:
    """The path of the list whose items are the rows.

    It is that of a text column that an option names with its lists, else the outermost level
    that has a column of text by its name; conversations are not cut into their turns.
    """
    for name in text:
        if "[]" in name:
            path = name[: name.rindex("[]") + 2]
            return _above_turns(path, name)
    levels: dict[str, set[str]] = {}
    for sample in samples:
        _collect(sample, "", "", levels, 0)
    for level in sorted(levels, key=lambda path: (path.count("[]"), path.count("."))):
        names = {canonical(name) for name in levels[level]}
        if text and not {canonical(name) for name in text} <= names:
            continue
        if text or names & _TEXT_NAMES or any(set(group) <= names for group in GROUPS):
            told = next((n for n in levels[level] if canonical(n) in _TURNS), "")
            return _above_turns(level, told)
    return "[]" if "[]" in levels and not levels.get("") else ""


def column_paths(samples: Iterable[dict[str, Any]]) -> list[str]:
    """The names of the columns of flat records, in the order they are met."""
    names: dict[str, None] = {}
    for record in samples:
        for name, value in record.items():
            if name.endswith("[]"):
                for item in value[:20]:
                    _leaves(item, name, names, 0)
            else:
                names[name] = None
    return list(names)


def _above_turns(level: str, name: str) -> str:
    """The list around a list of turns."""
    if canonical(name) not in _TURNS or "[]" not in level:
        return level
    above = level[: level.rindex("[]")]
    return above[: above.rindex("[]") + 2] if "[]" in above else ""


def _rows(
    value: Any, path: str, rows: str, around: dict[str, Any], depth: int
) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        if depth < _DEEPEST:
            for item in value:
                yield from _rows(item, f"{path}[]", rows, around, depth + 1)
        return
    record = dict(around)
    if isinstance(value, dict):
        _flatten(value, path, record, 0)
    else:
        record[path] = value
    if path == rows or f"{path}" == rows.rstrip("."):
        yield record
        return
    inner = _child(record, path, rows)
    if inner is not None:
        name, items = inner
        del record[name]
        kept = {key: v for key, v in record.items() if not key.endswith("[]")}
        for item in items:
            yield from _rows(item, name, rows, kept, depth + 1)


def _child(record: dict[str, Any], path: str, rows: str) -> tuple[str, list[Any]] | None:
    """The list in a record through which the way to the rows goes on."""
    for name in record:
        if name.endswith("[]") and len(name) > len(path) and rows.startswith(name):
            return name, record[name]
    return None


def _flatten(value: dict[str, Any], path: str, record: dict[str, Any], depth: int) -> None:
    prefix = f"{path}." if path else ""
    for key, inner in value.items():
        name = f"{prefix}{key}"
        if isinstance(inner, dict) and depth < _DEEPEST:
            _flatten(inner, name, record, depth + 1)
        elif isinstance(inner, list) and any(isinstance(item, dict | list) for item in inner):
            record[f"{name}[]"] = inner
        else:
            record[name] = inner


def _collect(value: Any, path: str, level: str, levels: dict[str, set[str]], depth: int) -> None:
    """The names of plain values by the list that they are in."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            _collect(inner, f"{path}.{key}" if path else key, level, levels, depth + 1)
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for item in value[:50]:
            _collect(item, f"{path}[]", f"{path}[]", levels, depth + 1)
    else:
        levels.setdefault(level, set()).add(path)


def _leaves(value: Any, path: str, names: dict[str, None], depth: int) -> None:
    if isinstance(value, dict) and depth < _DEEPEST:
        for key, inner in value.items():
            _leaves(inner, f"{path}.{key}", names, depth + 1)
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for item in value[:20]:
            _leaves(item, f"{path}[]", names, depth + 1)
    else:
        names[path] = None


def _inside(value: Any, path: str) -> Any:
    """The value at a path inside an item; lists on the way give one line each."""
    if not path:
        return value
    if isinstance(value, list):
        found = [_inside(item, path) for item in value]
        return "\n".join(str(f) for f in found if f not in (None, "")) or None
    if not isinstance(value, dict):
        return None
    for key, inner in value.items():
        if path == key:
            return inner
        if path.startswith(f"{key}[]"):
            return _inside(inner, path[len(key) + 2 :].lstrip("."))
        if path.startswith(f"{key}.") and isinstance(inner, dict):
            return _inside(inner, path[len(key) + 1 :])
    return None
