"""Tries a recipe on one page before a crawl."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lmkor_data.crawlers.frontier.page_request import PageRequest
from lmkor_data.crawlers.http_probe import HttpProbe
from lmkor_data.crawlers.parsing.hooks import require_trusted
from lmkor_data.crawlers.parsing.page_reader import read_page
from lmkor_data.crawlers.parsing.page_response import PageResponse
from lmkor_data.crawlers.recipes.recipe import Page, Recipe
from lmkor_data.errors import LmkorError


@dataclass
class PageCheck:
    """Hold what a recipe read from one page."""

    page: str
    url: str
    documents: list[dict[str, Any]]
    leads_to: dict[str, list[str]] = field(default_factory=dict)  #: recipe page → URLs
    declared: int = 0
    unreadable: int = 0
    warnings: list[str] = field(default_factory=list)


def check_page(
    recipe: Recipe,
    where: str,
    page: str = "",
    contact: str = "",
    trusted_hooks: Collection[str] = (),
) -> PageCheck:
    """Read a URL or a saved file as `page` of the recipe (default: the page with documents).

    Raises `LmkorError` for a page that the recipe does not have, that robots.txt forbids, or that
    does not come.
    """
    require_trusted(recipe, trusted_hooks)
    page = page or _page_with_documents(recipe)
    if page not in recipe.pages:
        raise LmkorError(f"{recipe.site} has no page `{page}`; it has {', '.join(recipe.pages)}.")
    if recipe.pages[page].render and where.startswith(("http://", "https://")):
        raise LmkorError(
            f"`{page}` of {recipe.site} is read after its scripts have run, which only `crawl` "
            "does. Save the page as your browser shows it and give the file."
        )
    is_url = where.startswith(("http://", "https://"))
    url = where if is_url else _address(recipe, Path(where))
    body = (
        HttpProbe(contact, {}, recipe.all_hosts).body(url) if url == where else _saved(Path(where))
    )
    category = next(iter(recipe.categories))
    values = {"category": recipe.categories[category][0]}
    request = PageRequest(
        recipe.site, category, page, url, values=values, number=_first(recipe, page)
    )
    try:
        result = read_page(recipe, request, PageResponse(url, body, at=datetime.now(UTC)))
    except ValueError as cause:
        raise LmkorError(f"{where} cannot be read as `{page}`: {cause}.") from cause
    checked = PageCheck(page, url, result.documents, {}, result.declared, result.unreadable)
    for onward in result.requests:
        checked.leads_to.setdefault(onward.page, []).append(onward.url)
    checked.warnings = list(_warnings(recipe.pages[page], checked))
    return checked


def _address(recipe: Recipe, path: Path) -> str:
    """Stand in for the address of a saved page: articles are not looked for at a front page."""
    return f"{recipe.base}/{quote(path.stem)}"


def _warnings(page: Page, checked: PageCheck) -> Iterator[str]:
    """Yield what the author of the recipe should look at."""
    if not checked.documents and (page.fields or not checked.leads_to):
        found = f"`items` finds {checked.unreadable} things, none with a text"
        reason = found if checked.unreadable else "`items` finds nothing" if page.items else ""
        yield "the recipe reads nothing here" + (f": {reason}" if reason else "")
    texts = Counter(document["text"] for document in checked.documents)
    equal = sum(number - 1 for number in texts.values())
    if equal:
        yield f"{equal:,} documents have the text of another: does `items` select each once?"
    for name in ("title", "rating", "published_at"):
        asked = name in page.fields or name in page.page_fields
        if asked and checked.documents and all(d[name] is None for d in checked.documents):
            yield f"no document has a {name}: does its selector fit?"


def _page_with_documents(recipe: Recipe) -> str:
    for page in recipe.pages.values():
        if "text" in page.fields or page.format in ("article", "schema"):
            return page.name
    return recipe.start[0]


def _first(recipe: Recipe, page: str) -> int:
    rule = recipe.pages[page].paginate
    return rule.first if rule else 0


def _saved(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as cause:
        raise LmkorError(f"{path}: {cause.strerror}. Give a URL or a saved page.") from cause
