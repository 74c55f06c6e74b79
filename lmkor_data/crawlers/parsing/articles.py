"""Reads blog posts of any site: body from known containers, else by trafilatura; title and date
from what the page declares."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml import etree

from lmkor_data.categories import categories, known_category
from lmkor_data.crawlers.parsing.bodies import body_text
from lmkor_data.crawlers.parsing.element_text import element_text, tidy
from lmkor_data.crawlers.parsing.field_values import read
from lmkor_data.crawlers.parsing.page_nodes import Nodes
from lmkor_data.crawlers.parsing.page_response import PageResponse
from lmkor_data.crawlers.recipes.recipe import Page, Recipe
from lmkor_data.text.dates import parse_date

_DATES = (
    'meta[property="article:published_time"]::attr(content)',
    'meta[name="article:published_time"]::attr(content)',
    'meta[itemprop="datePublished"]::attr(content)',
    'meta[name="date"]::attr(content)',
    "article time::attr(datetime)",
    "time[datetime]::attr(datetime)",
    ".date::text",
)
_TITLES = (
    'meta[property="og:title"]::attr(content)',
    "article h1::text",
    "h1::text",
    "title::text",
)
_CATEGORIES = (
    'meta[property="article:section"]::attr(content)',
    'a[rel~="category"]::text',
    '.post-meta a[href*="/categor"]::text',
)
#: Tags, used if a post has no category, as far as our vocabulary knows them.
_TAGS = 'meta[property="article:tag"]::attr(content), a[rel~="tag"]::text'
_POSTINGS = re.compile(r"(?:Blog|News|Social)?(?:Posting|Article)$|NewsArticle|TechArticle")


def read_article(
    recipe: Recipe, page: Page, response: PageResponse, nodes: Nodes
) -> dict[str, Any] | None:
    """Extract text, title, date and category (in the page's words) of a post, or None."""
    html = nodes.whole
    if recipe.lists and re.search(recipe.lists, response.url):
        return None
    kind = html.css('meta[property="og:type"]::attr(content)').get()
    declared = next(_postings(html), {})
    fields = {name: read(html, field) for name, field in page.fields.items()}
    stated = [fields.get("published_at", ""), str(declared.get("datePublished") or "")]
    stated += [value for css in _DATES for value in html.css(css).getall()[:1]]
    form = page.fields["published_at"].date if "published_at" in page.fields else ""
    zone = ZoneInfo(recipe.timezone)
    moments = (
        parse_date(text, now=response.at, zone=zone, form=form, earliest=1990)
        for text in stated
        if text
    )
    published = next((moment for moment in moments if moment), None)
    says_so = declared or kind == "article" or html.css(_DATES[0]).get()
    if not says_so and (kind == "website" or not published):
        return None  # a list, a profile, an ownership proof: nothing declares it a post
    address = urlsplit(response.url)
    if address.path in ("", "/") and not address.query:
        return None
    text = fields.get("text") or _body(html, page)
    if not text:
        return None
    titles = [fields.get("title", ""), str(declared.get("headline") or "")]
    titles += [value for css in _TITLES for value in html.css(css).getall()[:1]]
    sections = [fields.get("category", ""), str(declared.get("articleSection") or "")]
    sections += [value for css in _CATEGORIES for value in html.css(css).getall()[:1]]
    sections += [tag for tag in html.css(_TAGS).getall() if known_category(tag) in categories()]
    return {
        "category": next((tidy(section) for section in sections if section.strip()), ""),
        "text": text,
        "title": next((tidy(title) for title in titles if title.strip()), None),
        "published_at": published and int(published.timestamp()),
        "rating": None,
    }


def _body(html: Any, page: Page) -> str:
    if page.items:
        return "\n".join(element_text(found.root) for found in html.css(page.items)).strip()
    known = body_text(html)
    if known is not None:
        return known
    import trafilatura  # importing takes half a second, which a crawl of reviews can save

    return (
        trafilatura.extract(
            etree.tostring(html.root, encoding="unicode", method="html"),
            include_comments=False,
            include_tables=True,
            favor_recall=True,
            deduplicate=False,
        )
        or ""
    )


def _postings(html: Any) -> Iterator[dict[str, Any]]:
    """Yield the page's JSON-LD objects that describe a post."""
    for script in html.css('script[type="application/ld+json"]::text').getall():
        try:
            data = json.loads(script, strict=False)
        except ValueError:
            continue
        for one in _flatten(data):
            kinds = one.get("@type", "")
            for kind in kinds if isinstance(kinds, list) else [kinds]:
                if isinstance(kind, str) and _POSTINGS.search(kind):
                    yield one


def _flatten(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for one in data:
            yield from _flatten(one)
    elif isinstance(data, dict):
        yield data
        yield from _flatten(data.get("@graph", []))
