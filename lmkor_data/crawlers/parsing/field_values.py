"""Reads the fields of a recipe from an HTML element or from JSON, always as text."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree
from parsel import Selector
from parsel.csstranslator import HTMLTranslator

from lmkor_data.crawlers.parsing.element_text import element_text, tidy
from lmkor_data.crawlers.parsing.page_response import dig
from lmkor_data.crawlers.recipes.recipe import Field

_TAGS = re.compile(r"<(?:br|/?p|/?div|/?li|/?span|/?b|/?strong|/?em|img|a)\b[^>]*>", re.IGNORECASE)


def read(node: Any, field: Field) -> str:
    """Read a field of an item (a Selector, or JSON data); empty if it is missing."""
    return _matched(_html(node, field) if isinstance(node, Selector) else _json(node, field), field)


def _matched(text: str, field: Field) -> str:
    if field.pattern:
        found = re.search(field.pattern, text)
        if not found:
            return ""
        text = found[1] if found.re.groups else found[0]
    return text


def read_all(item: Any, fields: Mapping[str, Field]) -> dict[str, str]:
    """Read all fields of an item: one pass over its elements serves all selectors of a class."""
    if not isinstance(item, Selector) or isinstance(item.root, str):
        return {name: read(item, field) for name, field in fields.items()}
    by_class: dict[str, list[etree._Element]] | None = None
    values = {}
    for name, field in fields.items():
        if _CLASS.fullmatch(field.path) is None:
            values[name] = read(item, field)
            continue
        if by_class is None:
            by_class = _by_class(item.root)
        found = by_class.get(field.path[1:], ())
        values[name] = _matched(_first_value(found, field), field)
    return values


_CLASS = re.compile(r"\.[A-Za-z_][\w-]*")


def _by_class(root: etree._Element) -> dict[str, list[etree._Element]]:
    """The elements of an item, itself among them, by each of their classes."""
    found: dict[str, list[etree._Element]] = {}
    for element in root.iter(etree.Element):
        for name in (element.get("class") or "").split():
            found.setdefault(name, []).append(element)
    return found


def number(text: str) -> float | None:
    """Parse the first number in a text: `평점 4.5 / 5` → 4.5."""
    found = re.search(r"\d+(?:\.\d+)?", text.replace(",", ""))
    return float(found[0]) if found else None


def _html(node: Selector, field: Field) -> str:
    return _first_value(_finder(field.path)(node.root) if field.path else [node.root], field)


def _first_value(elements: Iterable[Any], field: Field) -> str:
    for element in elements:
        if isinstance(element, str):  # a selector that ends in ::text or ::attr()
            value = tidy(element)
        elif field.attribute:
            value = (element.get(field.attribute) or "").strip()
        else:
            value = element_text(element)
        if value:
            return value
    return ""


@functools.lru_cache(maxsize=1024)
def _finder(css: str) -> etree.XPath:
    """Compile a selector once: a page has some 80 fields, and parsel's wrappers cost a third."""
    return etree.XPath(HTMLTranslator().css_to_xpath(css))


def _json(data: Any, field: Field) -> str:
    value = dig(data, field.path)
    if isinstance(value, list):
        value = "\n".join(str(one) for one in value if one not in (None, ""))
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "true" if value else ""
    text = str(value)
    if _TAGS.search(text):
        return element_text(Selector(text=text, type="html").root)
    return tidy(text.replace("\n", "\x01"))
