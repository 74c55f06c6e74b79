"""What a recipe reads from one page, before a crawl is begun with it."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lmkor_data import __version__
from lmkor_data.crawlers.job import is_loopback
from lmkor_data.crawlers.reading.answer import Answer
from lmkor_data.crawlers.reading.reader import read_page
from lmkor_data.crawlers.recipe import Recipe
from lmkor_data.crawlers.robots import AGENT, interpret
from lmkor_data.crawlers.visits import Visit
from lmkor_data.errors import LmkorError

_TIMEOUT = 30.0
_MOST_BYTES = 8 << 20


@dataclass
class Finding:
    """What one page gave."""

    page: str
    url: str
    documents: list[dict[str, Any]]
    leads_to: dict[str, list[str]] = field(default_factory=dict)  #: page of the recipe → URLs
    declared: int = 0
    unreadable: int = 0


def check_page(recipe: Recipe, where: str, page: str = "", contact: str = "") -> Finding:
    """Read a URL or a saved file as `page` of the recipe (default: its page with documents).

    Raises `LmkorError` for a page that the recipe does not have, that robots.txt forbids, or that
    does not come.
    """
    page = page or _page_with_documents(recipe)
    if page not in recipe.pages:
        raise LmkorError(f"{recipe.site} has no page `{page}`; it has {', '.join(recipe.pages)}.")
    url = where if where.startswith(("http://", "https://")) else recipe.base + "/"
    body = _fetched(url, contact) if url == where else _saved(Path(where))
    category = next(iter(recipe.categories))
    values = {"category": recipe.categories[category][0]}
    visit = Visit(recipe.site, category, page, url, values=values, number=_first(recipe, page))
    try:
        harvest = read_page(recipe, visit, Answer(url, body, at=datetime.now(UTC)))
    except ValueError as cause:
        raise LmkorError(f"{where} cannot be read as `{page}`: {cause}.") from cause
    finding = Finding(page, url, harvest.documents, {}, harvest.declared, harvest.unreadable)
    for onward in harvest.visits:
        finding.leads_to.setdefault(onward.page, []).append(onward.url)
    return finding


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


def _fetched(url: str, contact: str) -> bytes:
    """One page, asked for as the crawl would: robots.txt first, with name and contact."""
    parts = urlsplit(url)
    if not contact and not is_loopback(parts.netloc, {}):
        raise LmkorError(f"{url} is somebody else's: give --contact you@example.org.")
    agent = f"lmkor-data/{__version__}" + (f" (+{contact})" if contact else "")
    rules = interpret(*_answer(f"{parts.scheme}://{parts.netloc}/robots.txt", agent))
    if rules.refusal:
        raise LmkorError(f"{parts.netloc} is not to be visited: {rules.refusal}.")
    if rules.parsed is not None and not rules.parsed.can_fetch(url, AGENT):
        raise LmkorError(f"{url}: robots.txt forbids it.")
    status, body = _answer(url, agent)
    if status >= 400:
        raise LmkorError(f"{url} answers {status}.")
    return body


def _answer(url: str, agent: str) -> tuple[int, bytes]:
    request = urllib.request.Request(url, headers={"User-Agent": agent})
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
            return response.status, response.read(_MOST_BYTES)
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read(_MOST_BYTES)
    except OSError as cause:
        raise LmkorError(f"{url} cannot be reached: {cause}.") from cause
