"""The fields before a Markdown text, as Jekyll, Hugo, Hexo and others write them.

YAML between `---` lines, TOML between `+++` lines, JSON as an object at the beginning. Line ends
of any kind, a byte order mark and empty lines before them do not matter.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

_YAML = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^([\w-]+)[ \t]*:[ \t]*(\S.*?)?[ \t]*$", re.MULTILINE)

#: What may stand between two `---` lines that are front matter and not two rules of a text.
_FIELDS_ONLY = re.compile(r"\A(?:\s*(?:#.*|[\w.-]+[ \t]*:.*|[ \t]*-.*|[ \t]+.*)?\n?)*\Z")

_DATES = ("date", "published", "pubDate", "publishDate", "created", "created_at", "날짜", "작성일")


@dataclass
class FrontMatter:
    """What the fields say, and the text behind them."""

    body: str
    title: str | None = None
    date: str = ""
    categories: list[str] = field(default_factory=list)


def split_front_matter(text: str) -> FrontMatter:
    """Split a text into fields and body; without front matter all of it is the body."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    bare = text.lstrip("\n \t")
    for pattern, read in ((_YAML, _yaml), (_TOML, _toml)):
        found = pattern.match(bare)
        if found and (fields := read(found[1])) is not None:
            return _front(fields, bare[found.end() :])
    if bare.startswith("{"):
        try:
            fields, end = json.JSONDecoder().raw_decode(bare)
        except (ValueError, RecursionError):
            return FrontMatter(text)
        if isinstance(fields, dict) and bare[end : end + 1] in ("", "\n"):
            return _front(fields, bare[end:].lstrip("\n"))
    return FrontMatter(text)


def _front(fields: dict[str, Any], body: str) -> FrontMatter:
    title = fields.get("title")
    when = next((fields[name] for name in _DATES if fields.get(name)), "")
    if isinstance(when, datetime | date):
        when = when.isoformat()
    named = fields.get("categories") or fields.get("category") or []
    listed = named if isinstance(named, list) else [named]
    plain = [str(name).strip() for name in listed if isinstance(name, str | int)]
    return FrontMatter(body, str(title).strip() or None if title else None, str(when), plain)


def _toml(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        fields = re.findall(r"^(\w+)\s*=\s*[\"']?(.*?)[\"']?\s*$", text, re.MULTILINE)
        return dict(fields) if fields else None


def _yaml(text: str) -> dict[str, Any] | None:
    """The plain fields of YAML; None for what is two rules of a text.

    Read by lines and not by a YAML parser: titles hold colons that YAML refuses.
    """
    if text.strip() and not _FIELDS_ONLY.match(text):
        return None
    fields: dict[str, Any] = {}
    for name, value in _FIELD.findall(text):
        fields.setdefault(name, _scalar(value))
    return fields


def _scalar(value: str) -> Any:
    if value.startswith("[") and value.endswith("]"):
        return [part.strip().strip("\"'") for part in value[1:-1].split(",") if part.strip()]
    for mark in "\"'":
        if len(value) >= 2 and value[0] == value[-1] == mark:
            inner = value[1:-1]
            return inner.replace('\\"', '"') if mark == '"' else inner.replace("''", "'")
    return value.split(" #")[0].strip()
