"""Wrapper induction: from values on one item to selectors that read all items of the page.

The items are the lowest elements of one kind that repeat and of which one shows every value; a
field is the shortest selector that finds the value there, and something in most other items
(Kushmerick, Weld and Doorenbos 1997 call this a head-left-right wrapper; here the tree replaces
its delimiters).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from lmkor_data.crawlers.parsing.element_text import element_text
from lmkor_data.crawlers.recipes.learning.examples import (
    Sighting,
    find_date,
    find_number,
    find_text,
)
from lmkor_data.crawlers.recipes.learning.selectors import (
    field_selectors,
    find_all,
    item_selectors,
)

_FINDERS = {"text": find_text, "title": find_text, "published_at": find_date, "rating": find_number}
#: Sightings of a value that are tried: a rating of 5 stands in many places.
_MOST_SIGHTINGS = 12
#: A field should be found in so many of the items.
_COVERED = 0.6
#: Attributes by which sites name an item.
_KEYS = ("id", "data-id", "data-no", "data-review-id", "data-review-no", "data-seq", "data-idx")


@dataclass(frozen=True)
class LearnedField:
    """A field of an item, as a recipe writes it."""

    path: str
    attribute: str = ""
    pattern: str = ""
    scale: float = 1.0


@dataclass
class Wrapper:
    """What was learned from a page, and what is doubtful about it."""

    items: str
    number: int  #: of items on the page
    fields: dict[str, LearnedField]
    doubts: list[str] = field(default_factory=list)


def learn_wrapper(root: etree._Element, examples: Mapping[str, str]) -> Wrapper | None:
    """Learn a wrapper from examples by field (`text` is required); None if nothing shows them.

    Fields whose example is not found near the text are left out, with a doubt that says so.
    """
    doubts: list[str] = []
    best: tuple[tuple[int, ...], Wrapper] | None = None
    for text in find_text(root, examples["text"])[:_MOST_SIGHTINGS]:
        for item in _repeating_ancestors(text.element):
            seen = _sightings_within(item, examples)
            seen["text"] = [text]
            wrapper = _wrapper(root, item, seen)
            if wrapper is None:
                continue
            # Most fields that most items have; then items that repeat; then the smallest item.
            sound = len(examples.keys() & wrapper.fields.keys()) - len(wrapper.doubts)
            has_key = "key" in wrapper.fields
            depth = _depth(item, text.element)
            rank = (sound, min(wrapper.number, 2), has_key, -depth)
            if best is None or rank > best[0]:
                best = (rank, wrapper)
    if best is None:
        return None
    wrapper = best[1]
    for name in examples:
        if name not in wrapper.fields:
            doubts.append(f"{name} {examples[name]!r} is nowhere in the item of the text")
    if wrapper.number == 1:
        doubts.append("only one item on this page: show a page with several, if there is one")
    wrapper.doubts[:0] = doubts
    return wrapper


def _repeating_ancestors(element: etree._Element) -> Iterator[etree._Element]:
    """Yield an element and those above it, up to the body."""
    for above in itertools.chain([element], element.iterancestors()):
        if not isinstance(above.tag, str) or above.tag in ("body", "html"):
            return
        yield above


def _depth(item: etree._Element, element: etree._Element) -> int:
    return next(
        (n for n, above in enumerate(itertools.chain([element], element.iterancestors()))
         if above is item),
        0,
    )  # fmt: skip


def _sightings_within(
    item: etree._Element, examples: Mapping[str, str]
) -> dict[str, list[Sighting]]:
    return {
        name: _FINDERS[name](item, value)[:_MOST_SIGHTINGS]
        for name, value in examples.items()
        if name != "text"
    }


def _wrapper(
    root: etree._Element, item: etree._Element, seen: Mapping[str, list[Sighting]]
) -> Wrapper | None:
    """Learn selectors for one choice of the item: those whose items have most of the fields."""
    best: tuple[tuple[bool, float, int], Wrapper] | None = None
    for order, css in enumerate(item_selectors(item)):
        found = find_all(root, css)
        if item not in found or _are_nested(found):
            continue
        fields = {name: _field(item, found, sightings) for name, sightings in seen.items()}
        covered = [learned[1] for learned in fields.values() if learned]
        if fields["text"] is None:
            continue
        share = sum(covered) / len(covered)
        rank = (len(found) > 1, share, -order)
        if best is None or rank > best[0]:
            best = (rank, _assembled(css, found, fields))
        if len(found) > 1 and share == 1.0:
            break
    return best[1] if best else None


def _are_nested(elements: list[etree._Element]) -> bool:
    own = set(elements)
    return any(above in own for element in elements for above in element.iterancestors())


def _assembled(
    css: str,
    items: list[etree._Element],
    fields: Mapping[str, tuple[LearnedField, float] | None],
) -> Wrapper:
    wrapper = Wrapper(css, len(items), {})
    for name, learned in fields.items():
        if learned is None:
            continue
        wrapper.fields[name] = learned[0]
        if learned[1] < _COVERED:
            wrapper.doubts.append(f"{name} is found in {learned[1]:.0%} of the {len(items)} items")
    key = _key(items)
    if key:
        wrapper.fields["key"] = LearnedField("", key)
    return wrapper


def _field(
    item: etree._Element, items: list[etree._Element], sightings: list[Sighting]
) -> tuple[LearnedField, float] | None:
    """Return the first selector that shows the example here and something in most other items."""
    second: tuple[LearnedField, float] | None = None
    for sighting in sightings:
        for css in field_selectors(item, sighting.element):
            if next(iter(find_all(item, css)), None) is not sighting.element:
                continue
            learned = LearnedField(css, sighting.attribute, sighting.pattern, sighting.scale)
            covered = sum(bool(_value(each, learned)) for each in items) / len(items)
            if covered >= _COVERED:
                return learned, covered
            if second is None or covered > second[1]:
                second = (learned, covered)
    return second


def _value(item: etree._Element, learned: LearnedField) -> str:
    for element in find_all(item, learned.path):
        text = element.get(learned.attribute) if learned.attribute else element_text(element)
        if text and text.strip():
            return str(text)
    return ""


def _key(items: list[etree._Element]) -> str:
    """Return the attribute whose value tells every item from the others, empty if none does."""
    if len(items) < 2:
        return ""
    others = [n for n in items[0].attrib if str(n).startswith("data-") and n not in _KEYS]
    for name in (*_KEYS, *map(str, others)):
        values = [element.get(name) for element in items]
        if all(values) and len(set(values)) == len(values):
            return name
    return ""
