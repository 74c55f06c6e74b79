"""Reads one page by its recipe: its documents, and the requests it leads to."""

from __future__ import annotations

import functools
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lmkor_data.categories import known_category
from lmkor_data.corpus.schema import document_id
from lmkor_data.crawlers.frontier.page_request import PageRequest, PageResult
from lmkor_data.crawlers.parsing.articles import read_article
from lmkor_data.crawlers.parsing.field_values import number, read, read_all
from lmkor_data.crawlers.parsing.hooks import apply_hook
from lmkor_data.crawlers.parsing.links import follow, next_requests
from lmkor_data.crawlers.parsing.page_nodes import Nodes
from lmkor_data.crawlers.parsing.page_response import PageResponse
from lmkor_data.crawlers.parsing.schema_org import schema_reviews
from lmkor_data.crawlers.recipes.recipe import Page, Recipe
from lmkor_data.text.dates import parse_date


def read_page(
    recipe: Recipe, request: PageRequest, response: PageResponse, sample: bool = False
) -> PageResult:
    """Read documents and further requests from the response to a request.

    With `sample`, the links of a page with documents that are not followed are read as well.
    """
    page = recipe.pages[request.page]
    result = PageResult(request, bytes=len(response.body))
    nodes = Nodes(page, response)
    if page.format == "article":
        article = read_article(recipe, page, request, response, nodes)
        if article:
            named = article.pop("category")
            url = article.pop("url")
            document = article | _origin(recipe, request, response, url, url)
            if named and request.category == recipe.kind:  # `blog` tells nothing about a blog post
                document["category"] = known_category(named)
            result.documents.append(document)
    elif page.format == "schema":
        _read_schema(recipe, page, request, response, nodes, result)
    elif "text" in page.fields:
        _read_items(recipe, page, request, response, nodes, result)
    if not request.previous:  # the later pages of a series declare the same number again
        result.declared = result.declared or _declared(page, nodes)
    else:
        result.declared = 0
    apply_hook(recipe, result, response)
    result.requests += follow(recipe, page, result, response, nodes)
    if sample and result.documents:
        result.later = follow(recipe, page, PageResult(request), response, nodes)
    result.requests += next_requests(recipe, page, request, nodes, result)
    return result


def _read_items(
    recipe: Recipe,
    page: Page,
    request: PageRequest,
    response: PageResponse,
    nodes: Nodes,
    result: PageResult,
) -> None:
    shared = {name: read(nodes.whole, field) for name, field in page.page_fields.items()}
    for item in nodes.items:
        own = read_all(item, page.fields)
        _enter(recipe, page, request, response, shared | own, result)


def _read_schema(
    recipe: Recipe,
    page: Page,
    request: PageRequest,
    response: PageResponse,
    nodes: Nodes,
    result: PageResult,
) -> None:
    """Read schema.org reviews; page fields of the recipe fill their gaps."""
    shared = {name: read(nodes.whole, field) for name, field in page.page_fields.items()}
    published = schema_reviews(nodes.whole)
    result.declared = published.declared
    for values in published.reviews:
        told = {name: value for name, value in values.items() if value}
        _enter(recipe, page, request, response, shared | told, result)


def _declared(page: Page, nodes: Nodes) -> int:
    """Read the number of reviews that the page claims; 0 if it claims none."""
    rule = page.page_fields.get("declared")
    return int(number(read(nodes.whole, rule)) or 0) if rule else 0


def _enter(
    recipe: Recipe,
    page: Page,
    request: PageRequest,
    response: PageResponse,
    values: dict[str, str],
    result: PageResult,
) -> None:
    """Add a document to the result unless it is a shorter copy of one."""
    if not values.get("text"):
        result.unreadable += 1
        return
    document = _document(recipe, page, request, response, values)
    for place, before in enumerate(result.documents):
        if before["id"] == document["id"]:
            # A folded and an unfolded copy of one review: keep the longer.
            if len(document["text"]) > len(before["text"]):
                result.documents[place] = document
            return
    result.documents.append(document)


def _document(
    recipe: Recipe, page: Page, request: PageRequest, response: PageResponse, values: dict[str, str]
) -> dict[str, Any]:
    rating = number(values.get("rating", ""))
    dated = page.fields.get("published_at") or page.page_fields.get("published_at")
    form = dated.date if dated else ""
    published = _published(values.get("published_at", ""), response.at, recipe.zone, form)
    scale = page.fields["rating"].scale if "rating" in page.fields else 1.0
    native = values.get("key") or "\x1f".join(
        (values["text"], values.get("published_at", ""), *request.values.values())
    )
    return {
        "text": values["text"],
        "title": values.get("title") or request.values.get("title"),
        "published_at": published and int(published.timestamp()),
        "rating": None if rating is None else rating / scale,
    } | _origin(recipe, request, response, native, values.get("url") or response.url)


def _published(told: str, at: datetime, zone: ZoneInfo, form: str) -> datetime | None:
    if _ABSOLUTE.fullmatch(told):  # `3일 전` depends on the moment, and is not remembered
        return _dated(told, at.replace(minute=0, second=0, microsecond=0), zone, form)
    return parse_date(told, now=at, zone=zone, form=form, earliest=1990)


@functools.lru_cache(maxsize=1 << 14)
def _dated(told: str, at: datetime, zone: ZoneInfo, form: str) -> datetime | None:
    """Parse a date once: reviews share their days."""
    return parse_date(told, now=at, zone=zone, form=form, earliest=1990)


_ABSOLUTE = re.compile(r"[\d\s.:/+TZ년월-]+일?[\d\s.:]*")


def _origin(
    recipe: Recipe, request: PageRequest, response: PageResponse, native: str, url: str = ""
) -> dict[str, Any]:
    return {
        "id": document_id(recipe.site, native),
        "category": request.category,
        "kind": recipe.kind,
        "source": recipe.site,
        "licence": recipe.terms.licence or None,
        "url": url or response.url,
        "collected_at": int(response.at.timestamp()),
    }
