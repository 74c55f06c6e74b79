"""`sites learn`: writes a recipe from a saved page and values that the user sees on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from lmkor_data.crawlers.page_check import PageCheck, check_page
from lmkor_data.crawlers.parsing.page_response import PageResponse, parse_json
from lmkor_data.crawlers.parsing.schema_org import schema_reviews
from lmkor_data.crawlers.recipes.learning.induction import Wrapper, learn_wrapper
from lmkor_data.crawlers.recipes.learning.json_induction import learn_json_wrapper
from lmkor_data.crawlers.recipes.learning.recipe_writer import Source, recipe_toml
from lmkor_data.crawlers.recipes.recipe_files import load_recipe
from lmkor_data.errors import LmkorError
from lmkor_data.extraction.page import extract_text

#: What browsers write into a page that they save, and what pages say of themselves.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)")
_SCRIPT = "script#__NEXT_DATA__, script[type='application/json']"


def learn_recipe(
    site: str, page: Path, examples: Mapping[str, str], url: str = "", category: str = "shop"
) -> tuple[str, list[str]]:
    """Learn a recipe from a saved page; return it as TOML, and what is doubtful about it.

    `examples` are values of one item by field: `text` (required), `title`, `published_at`,
    `rating`. Raises `LmkorError` if the page does not show the text.
    """
    if not re.fullmatch(r"[a-z0-9_]+", site):
        raise LmkorError(f"{site!r}: a site's name has small letters, digits and _ only.")
    try:
        response = PageResponse(url, page.read_bytes())
    except OSError as cause:
        raise LmkorError(f"{page}: {cause.strerror}. Give a page that you saved.") from cause
    source, wrapper = _learned(site, response, examples, url, category)
    if wrapper is None:
        raise LmkorError(
            f"{page} shows {examples['text']!r} nowhere. Copy a few words of one review as the "
            "page shows them. If the page loads its reviews by scripts, save it as your browser "
            "shows it (Save as, complete page), or save the JSON that the scripts load."
        )
    if not source.url:
        wrapper.doubts.append("the address of the page is not known: write base and url, or --url")
    return recipe_toml(source, wrapper), wrapper.doubts


def check_learned(recipe: Path, page: Path) -> PageCheck:
    """Show what a learned recipe reads from a page."""
    return check_page(load_recipe(recipe), str(page))


def _learned(
    site: str, response: PageResponse, examples: Mapping[str, str], url: str, category: str
) -> tuple[Source, Wrapper | None]:
    if response.text.lstrip()[:1] in ("{", "[") or not re.search(r"<\w", response.text):
        data = _json(response.text)
        wrapper = learn_json_wrapper(data, examples) if data is not None else None
        return Source(site, url, category, "json"), wrapper
    url = url or _own_url(response)
    if any(_shows(review["text"], examples) for review in schema_reviews(response.html).reviews):
        return Source(site, url, category, "schema"), Wrapper("", 0, {})
    wrapper = learn_wrapper(response.html.root, examples)
    if "rating" not in examples and (wrapper is None or _is_single(wrapper)):
        extracted = extract_text(response.text, url or None)
        if extracted.is_article and _shows(extracted.text, examples):
            return Source(site, url, category, "article"), Wrapper("", 0, {})
    if wrapper is not None:
        return Source(site, url, category), wrapper
    for number, script in enumerate(response.html.css(_SCRIPT)):
        data = _json("".join(script.css("::text").getall()))
        found = learn_json_wrapper(data, examples) if data is not None else None
        if found:
            identity = script.attrib.get("id")
            place = f"script#{identity}" if identity else "script[type='application/json']"
            if not identity and number:
                found.doubts.append(f"{place} is one of several on the page")
            return Source(site, url, category, "json", place), found
    return Source(site, url, category), None


def _is_single(wrapper: Wrapper) -> bool:
    """Tell whether a wrapper reads one text in pieces: one item, or items that differ."""
    told = wrapper.fields.keys() & {"published_at", "key"}
    return wrapper.number == 1 or not told or any("is found in" in d for d in wrapper.doubts)


def _shows(text: str, examples: Mapping[str, str]) -> bool:
    return "".join(examples["text"].split()) in "".join(text.split())


def _json(text: str) -> object:
    try:
        return parse_json(text)
    except (ValueError, RecursionError):
        return None


def _own_url(response: PageResponse) -> str:
    """The address of a saved page: what the browser noted, else what the page declares."""
    saved = _SAVED_FROM.search(response.text[:2000])
    if saved:
        return saved[1]
    html = response.html
    told = html.css('link[rel~="canonical"]::attr(href), meta[property="og:url"]::attr(content)')
    return next((u for u in told.getall() if u.startswith(("http://", "https://"))), "")
