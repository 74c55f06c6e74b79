"""JSON-LD and microdata: what a page says of itself in the terms of schema.org."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

#: A backslash before a character that JSON does not escape (`\'`), or a \u without four digits.
_BAD_ESCAPE = re.compile(r'(\\\\|\\["/bfnrt]|\\u[0-9a-fA-F]{4})|\\')
_COMMENT = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*$")

#: Types that are one text by somebody, and types that are lists of such texts.
_ARTICLES = re.compile(r"(?:Posting|Article|Report|Recipe|Review|QAPage|DiscussionForumPosting)$")
_LISTS = frozenset(("CollectionPage", "SearchResultsPage", "ItemList"))


def linked_data(scripts: list[str]) -> list[dict[str, Any]]:
    """Every JSON-LD object of the page, those in lists and `@graph` too; broken ones are passed."""
    found: list[dict[str, Any]] = []
    for script in scripts:
        text = _COMMENT.sub("", script).strip().rstrip(";")
        try:
            found += _objects(json.loads(text, strict=False))
        except ValueError:
            try:
                found += _objects(json.loads(_BAD_ESCAPE.sub(r"\1", text), strict=False))
            except ValueError:
                continue
        except RecursionError:
            continue
    return found


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for one in data:
            yield from _objects(one)
    elif isinstance(data, dict):
        yield data
        yield from _objects(data.get("@graph"))
        yield from _objects(data.get("mainEntity"))


def types(thing: dict[str, Any]) -> list[str]:
    """The names of its types, without the schema's address."""
    told = thing.get("@type", "")
    names = told if isinstance(told, list) else [told]
    return [str(name).rsplit("/", 1)[-1] for name in names]


def articles(things: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that describe one text (BlogPosting, NewsArticle, Review, …)."""
    return [thing for thing in things if any(_ARTICLES.search(name) for name in types(thing))]


def says_list(things: list[dict[str, Any]]) -> bool:
    """Whether the page declares itself a list of texts."""
    return any(name in _LISTS for thing in things for name in types(thing))


def value(thing: dict[str, Any], *names: str) -> str:
    """The first of these properties that holds a text, or an object with a name."""
    for name in names:
        told = thing.get(name)
        if isinstance(told, list):
            told = told[0] if told else ""
        if isinstance(told, dict):
            told = told.get("name") or told.get("@value") or told.get("@id") or ""
        if isinstance(told, str | int | float) and str(told).strip():
            return str(told).strip()
    return ""
