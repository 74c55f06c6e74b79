"""robots.txt by RFC 9309, for every case: a host that does not clearly allow is not visited."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from typing import Any

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

AGENT = "lmkor-data"

#: robots.txt is read again after a day (RFC 9309, 2.4), a failed one after ten minutes.
_FRESH, _FRESH_FAILURE = 24 * 3600.0, 600.0
_MOST_BYTES = 500 << 10
_HTML = re.compile(rb"^\s*(?:<!doctype|<html|<head|<body|<script|<!--)", re.IGNORECASE)


class RobotsRefused(IgnoreRequest):
    """robots.txt of the host forbids this one page."""


class HostRefused(IgnoreRequest):
    """The host as a whole is not to be visited now; the message says why."""


@dataclass
class _Rules:
    parsed: Protego | None
    refusal: str
    until: float


class RobotsMiddleware:
    """Fetches robots.txt once a host, under a lock, before anything else of the host.

    Scrapy's own middleware lets pages through while robots.txt is on its way, and takes 5xx, 401,
    403, unreachable hosts and challenge pages for permission.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[tuple[str, str], _Rules] = {}
        self._locks: dict[tuple[str, str], asyncio.Lock] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("robots"):
            return
        parts = urlparse_cached(request)
        host = (parts.scheme, parts.netloc)
        async with self._locks.setdefault(host, asyncio.Lock()):
            rules = self._rules.get(host)
            if rules is None or rules.until < time.monotonic():
                rules = self._rules[host] = await self._fetch(*host)
        if rules.refusal:
            raise HostRefused(rules.refusal)
        if rules.parsed is None:
            return
        if not rules.parsed.can_fetch(request.url, AGENT):
            raise RobotsRefused("robots.txt forbids it")
        frontier = self._crawler.engine.scheduler if self._crawler.engine else None
        delay = rules.parsed.crawl_delay(AGENT)
        if delay and frontier is not None:
            frontier.pace(parts.netloc).slow_down(float(delay))  # type: ignore[attr-defined]

    async def _fetch(self, scheme: str, netloc: str) -> _Rules:
        request = Request(
            f"{scheme}://{netloc}/robots.txt", meta={"robots": True}, callback=NO_CALLBACK
        )
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as cause:
            return _refused(f"robots.txt cannot be reached: {type(cause).__name__}")
        return interpret(response)


def interpret(response: Response) -> _Rules:
    """The rules that an answer to robots.txt stands for."""
    status = response.status
    if status in (401, 403, 407, 429, 451) or status >= 500:
        return _refused(f"robots.txt answers {status}")
    if 400 <= status < 500:
        return _Rules(None, "", time.monotonic() + _FRESH)
    if not 200 <= status < 300:
        return _refused(f"robots.txt answers {status}")
    body = response.body[:_MOST_BYTES]
    if _HTML.match(body):
        return _refused("robots.txt answers with a web page")
    text: Any = body.decode("utf-8-sig", errors="ignore")
    return _Rules(Protego.parse(text), "", time.monotonic() + _FRESH)


def _refused(why: str) -> _Rules:
    return _Rules(None, why, time.monotonic() + _FRESH_FAILURE)
