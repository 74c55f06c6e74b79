"""Reads posts of any site: the shared extractor, and the recipe's fields over it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from lmkor_data.categories import categories, known_category
from lmkor_data.crawlers.frontier.page_request import PageRequest
from lmkor_data.crawlers.parsing.canonical import canonical_url
from lmkor_data.crawlers.parsing.element_text import element_text, tidy
from lmkor_data.crawlers.parsing.field_values import read
from lmkor_data.crawlers.parsing.page_nodes import Nodes
from lmkor_data.crawlers.parsing.page_response import PageResponse
from lmkor_data.crawlers.recipes.recipe import Page, Recipe
from lmkor_data.extraction.page import Page as Extracted
from lmkor_data.extraction.page import extract_text
from lmkor_data.text.dates import parse_date

#: Links by which themes name a post's category and tags (the `rel` of WordPress and Jekyll).
_REL = re.compile(
    r"<a\b(?=[^>]*\brel\s*=\s*[\"']?[^\"'>]*\b(category|tag)\b)[^>]*>\s*([^<>]{1,60})<",
    re.IGNORECASE,
)


def read_article(
    recipe: Recipe, page: Page, request: PageRequest, response: PageResponse, nodes: Nodes
) -> dict[str, Any] | None:
    """Extract text, title, date, URL and category (in the page's words) of a post, or None.

    A page is a post if its body reads like one text, whether or not it has a date; the day that a
    sitemap names stands in for a missing one.
    """
    if recipe.lists and re.search(recipe.lists, response.url):
        return None
    address = urlsplit(response.url)
    if address.path in ("", "/") and not address.query:
        return None
    html = str(nodes.whole.get()) if page.remove else response.text  # removed from the tree
    extracted = extract_text(html, response.url, response.headers, now=response.at)
    fields = {name: read(nodes.whole, field) for name, field in page.fields.items()}
    text = fields.get("text") or _items_text(page, nodes)
    if not text:
        if not extracted.is_article:
            return None
        text = extracted.text
    form = page.fields["published_at"].date if "published_at" in page.fields else ""
    stated = parse_date(
        fields.get("published_at", ""), now=response.at, zone=recipe.zone, form=form, earliest=1990
    )
    published = stated or extracted.published_at
    if published is None and request.lastmod:
        published = parse_date(request.lastmod, now=response.at, zone=recipe.zone)
    return {
        "category": fields.get("category") or _category(response.text, extracted),
        "text": text,
        "title": fields.get("title") or extracted.title,
        "published_at": published and int(published.timestamp()),
        "rating": None,
        "url": canonical_url(response.url, extracted.canonical_url),
    }


def _items_text(page: Page, nodes: Nodes) -> str:
    return "\n".join(element_text(item.root) for item in nodes.items).strip() if page.items else ""


def _category(html: str, extracted: Extracted) -> str:
    """The category that the page names, else the first of its tags that the vocabulary knows."""
    named: dict[str, list[str]] = {"category": [], "tag": []}
    for rel, name in _REL.findall(html):
        named[rel.lower()].append(tidy(name))
    sections = [extracted.section or "", *named["category"]]
    tags = [*extracted.tags, *named["tag"]]
    sections += [tag for tag in tags if known_category(tag) in categories()]
    return next((section for section in sections if section.strip()), "")
