"""Reads reviews that shops publish for search engines: schema.org JSON-LD or microdata."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from parsel import Selector

from lmkor_data.crawlers.parsing.element_text import element_text
from lmkor_data.crawlers.parsing.field_values import number
from lmkor_data.crawlers.parsing.page_response import parse_json

_STARS = 5.0


@dataclass
class SchemaReviews:
    """Hold a page's reviews; `declared` is the number that the page claims, 0 if none."""

    reviews: list[dict[str, str]]  #: keys are fields of a recipe: key, text, rating, …
    declared: int = 0


def schema_reviews(html: Selector) -> SchemaReviews:
    """Read reviews from JSON-LD, else from microdata. Authors are not read."""
    things = list(linked_data(html))
    reviews = [_linked(review) for thing in things for review in _reviews_of(thing)]
    declared = next(filter(None, (_declared(thing) for thing in things)), 0)
    if not reviews:
        reviews = list(_microdata(html))
    if not declared:
        declared = int(number(_property(html, "reviewCount")) or 0)
    return SchemaReviews(reviews, declared)


def linked_data(html: Selector) -> Iterator[dict[str, Any]]:
    """Yield every JSON-LD object, also in lists and `@graph`; broken scripts are skipped."""
    for script in html.css('script[type*="ld+json"]::text').getall():
        try:
            yield from _objects(parse_json(script))
        except ValueError:
            continue


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for one in data:
            yield from _objects(one)
    elif isinstance(data, dict):
        yield data
        yield from _objects(data.get("@graph"))


def _reviews_of(thing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    listed = thing.get("review") or thing.get("reviews") or []
    for review in [thing, *(listed if isinstance(listed, list) else [listed])]:
        if not isinstance(review, dict) or (review is thing and not _is_review(thing)):
            continue
        if review.get("reviewBody") or review.get("description"):
            yield review


def _is_review(thing: dict[str, Any]) -> bool:
    return "Review" in str(thing.get("@type"))


def _linked(review: dict[str, Any]) -> dict[str, str]:
    told = review.get("reviewRating")
    rating = told if isinstance(told, dict) else {}
    return {
        "key": str(review.get("@id") or review.get("identifier") or ""),
        "text": str(review.get("reviewBody") or review.get("description")).strip(),
        "rating": _stars(str(rating.get("ratingValue", "")), str(rating.get("bestRating", ""))),
        "published_at": str(review.get("datePublished") or review.get("dateCreated") or ""),
    }


def _microdata(html: Selector) -> Iterator[dict[str, str]]:
    for scope in html.css('[itemprop~="review"], [itemprop~="reviews"], [itemtype$="/Review"]'):
        text = _property(scope, "reviewBody") or _property(scope, "description")
        if text:
            yield {
                "key": scope.attrib.get("itemid") or scope.attrib.get("data-review-id") or "",
                "text": text,
                "rating": _stars(_property(scope, "ratingValue"), _property(scope, "bestRating")),
                "published_at": _property(scope, "datePublished"),
            }


def _property(scope: Selector, name: str) -> str:
    for found in scope.css(f'[itemprop~="{name}"]'):
        element = found.root
        told = element.get("content") or element.get("datetime") or element_text(element)
        if told:
            return str(told)
    return ""


def _declared(thing: dict[str, Any]) -> int:
    rating = thing.get("aggregateRating")
    told = rating.get("reviewCount") or rating.get("ratingCount") if isinstance(rating, dict) else 0
    return int(number(str(told)) or 0)


def _stars(value: str, best: str) -> str:
    """Scale a rating to five stars."""
    rating, most = number(value), number(best) or _STARS
    return "" if rating is None else str(rating * _STARS / most)
