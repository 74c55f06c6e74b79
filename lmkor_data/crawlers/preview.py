"""Dry run: the first pages a crawl would fetch, and what robots.txt says about them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lmkor_data.crawlers.crawl_plan import chosen_categories, chosen_recipes, resolved_hosts
from lmkor_data.crawlers.frontier.ledger import NAME
from lmkor_data.crawlers.frontier.page_request import PageRequest
from lmkor_data.crawlers.frontier.request_queue import WAITING
from lmkor_data.crawlers.http_probe import HttpProbe
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.parsing.links import start_requests


class PlannedRequest(NamedTuple):
    """Describe a page that a crawl would request."""

    site: str
    category: str
    url: str
    refusal: str  #: why it would not be fetched; empty: it would


def preview(raw: Path, options: CrawlOptions, number: int = 10) -> list[PlannedRequest]:
    """List the first pages of each site: those waiting in the ledger, else the start pages.

    Fetches robots.txt of their hosts and nothing else, and changes nothing.
    """
    probe = HttpProbe(options.contact, resolved_hosts(options))
    planned = []
    for site, recipe in chosen_recipes(options).items():
        categories = chosen_categories(recipe, options)
        waiting = [v for v in _waiting(raw / NAME, site) if v.category in categories]
        for request in (waiting or start_requests(recipe, categories))[:number]:
            planned.append(
                PlannedRequest(site, request.category, request.url, probe.refusal(request.url))
            )
    return planned


def _waiting(ledger: Path, site: str) -> Iterator[PageRequest]:
    if not ledger.exists():
        return
    with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as db:
        rows = db.execute(
            "SELECT visits.id, tries, visit FROM visits JOIN lanes ON lane = lanes.id"
            " WHERE site = ? AND state = ? ORDER BY visits.id LIMIT 1000",
            (site, WAITING),
        )
        for id, tries, text in rows:
            yield PageRequest.from_json(text, id=id, tries=tries)
