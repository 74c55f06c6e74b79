"""Values that a user sees on a page, and the elements that show them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from lxml import etree

from lmkor_data.crawlers.parsing.element_text import element_text
from lmkor_data.text.dates import KOREA, parse_date

#: Attributes that hold a date or a number for machines.
_ATTRIBUTES = re.compile(r"^(?:content|datetime|title|value|style|class|alt|aria-label|data-.+)$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Sighting:
    """An element that shows a value, in its text or in an attribute of it."""

    element: etree._Element
    attribute: str = ""
    scale: float = 1.0  #: divides a number that is shown as another one: 80 % for 4 of 5
    pattern: str = ""  #: what of the attribute is the value


def find_text(root: etree._Element, text: str) -> list[Sighting]:
    """Find the smallest elements that show a text, the closest in length first.

    Spaces do not matter, so a text may be copied from the screen; the first words suffice.
    """
    wanted = _folded(text)
    found = [
        element
        for element in root.iter(etree.Element)
        if wanted in _folded("".join(element.itertext()))
    ]
    holders = set(found)
    smallest = [e for e in found if not any(child in holders for child in e)]
    smallest.sort(key=lambda element: len("".join(element.itertext())))
    return [Sighting(element) for element in smallest if _is_shown(element)]


def find_date(root: etree._Element, written: str) -> list[Sighting]:
    """Find elements that show a date: as it is written, else as the same day in any form."""
    shown = find_text(root, written)
    if shown:
        return shown
    day = parse_date(written)
    if day is None:
        return []
    return [
        sighting
        for sighting, value in _values(root)
        if (told := parse_date(value)) and _day(told) == _day(day)
    ]


def find_number(root: etree._Element, written: str) -> list[Sighting]:
    """Find elements that show a rating: the number itself, else its percentage of five."""
    number = _NUMBER.search(written)
    if not number:
        return []
    value = float(number[0])
    plain: list[Sighting] = []
    percent: list[Sighting] = []
    for sighting, text in _values(root):
        numbers = [float(n) for n in _NUMBER.findall(text)]
        if sighting.attribute == "style":
            width = re.search(r"width:\s*(\d+(?:\.\d+)?)\s*%", text)
            if width and float(width[1]) == value * 20:
                pattern = r"width:\s*(\d+(?:\.\d+)?)"
                percent.append(Sighting(sighting.element, "style", 20.0, pattern))
        elif numbers and numbers[0] == value and len(text) <= _LONGEST_RATING:
            pattern = r"\d+(?:\.\d+)?" if sighting.attribute == "class" else ""
            plain.append(Sighting(sighting.element, sighting.attribute, 1.0, pattern))
        elif numbers and numbers[0] == value * 20 and "%" in text:
            percent.append(Sighting(sighting.element, sighting.attribute, 20.0))
    return plain + percent


_LONGEST_RATING = 40


def _values(root: etree._Element) -> Iterator[tuple[Sighting, str]]:
    """Yield every short text and machine-readable attribute of the elements below a root."""
    for element in root.iter(etree.Element):
        if not len(element) or len(element) <= _FEW_CHILDREN:
            text = element_text(element)
            if 0 < len(text) <= _LONGEST_RATING:
                yield Sighting(element), text
        for name, value in element.attrib.items():
            if _ATTRIBUTES.match(str(name)):
                yield Sighting(element, str(name)), str(value)


_FEW_CHILDREN = 3


def _day(moment: datetime) -> date:
    return moment.astimezone(KOREA).date()


def _is_shown(element: etree._Element) -> bool:
    return element.tag not in ("script", "style", "title", "noscript", "head", "meta")


def _folded(text: str) -> str:
    return re.sub(r"[\s\u200b\ufeff]+", "", text)
