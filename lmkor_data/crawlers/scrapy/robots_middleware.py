"""Downloader middleware that fetches a host's robots.txt before any of its pages."""

from __future__ import annotations

import asyncio
import time

from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from lmkor_data.crawlers.politeness.refusals import HostRefused, HostUnclear, PageRefused
from lmkor_data.crawlers.politeness.response_policy import BLOCKED, GONE, decide_failure
from lmkor_data.crawlers.politeness.rights import (
    AI_TXT,
    TDM_REP,
    Reservations,
    parse_reservations,
)
from lmkor_data.crawlers.politeness.robots_rules import (
    FRESH,
    FRESH_FAILURE,
    RobotsRules,
    parse_robots,
)


class RobotsMiddleware:
    """Fetch robots.txt once a host, under a lock, and refuse what it forbids.

    Scrapy's own middleware lets pages through while robots.txt is on its way, and takes 5xx, 401,
    403, unreachable hosts and challenge pages for permission.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[tuple[str, str], RobotsRules] = {}
        self._reservations: dict[tuple[str, str], Reservations] = {}
        self._locks: dict[tuple[str, str], asyncio.Lock] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Create the middleware (Scrapy's constructor)."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise a refusal if robots.txt, ai.txt or tdmrep.json forbid the page."""
        if request.meta.get("robots"):
            return
        parts = urlparse_cached(request)
        host = (parts.scheme, parts.netloc)
        permitted = self._is_permitted(request)
        async with self._locks.setdefault(host, asyncio.Lock()):
            rules = self._rules.get(host)
            if rules is None or rules.until < time.monotonic():
                rules = self._rules[host] = await self._fetch(*host)
            refusal = rules.refuses(request.url, permitted=permitted)
            if refusal:
                raise refusal
            if not permitted and host not in self._reservations:
                self._reservations[host] = await self._fetch_reservations(*host)
        if not permitted:
            reserved = self._reservations[host].reserved(request.url, parts.path or "/")
            if reserved:
                raise PageRefused(reserved)
        if rules.delay:
            throttle = self._crawler.spider.scheduler.throttle(parts.netloc)  # type: ignore[union-attr]
            throttle.slow_down(rules.delay, time.monotonic())

    def _is_permitted(self, request: Request) -> bool:
        """Tell whether the owner of the request's site has permitted the crawl."""
        page_request = request.meta.get("page_request")
        options = self._crawler.spider.job.options  # type: ignore[union-attr]
        return page_request is not None and page_request.site in options.permitted

    async def _fetch_reservations(self, scheme: str, netloc: str) -> Reservations:
        found = [await self._text(f"{scheme}://{netloc}{path}") for path in (AI_TXT, TDM_REP)]
        return parse_reservations(*found)

    async def _text(self, url: str) -> bytes:
        """Fetch a file of the host; empty if there is none."""
        request = Request(url, meta={"robots": True}, callback=NO_CALLBACK)
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception:
            return b""
        return bytes(response.body) if response.status == 200 else b""

    async def _fetch(self, scheme: str, netloc: str) -> RobotsRules:
        request = Request(
            f"{scheme}://{netloc}/robots.txt", meta={"robots": True}, callback=NO_CALLBACK
        )
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as cause:
            decision = decide_failure(cause)
            fresh = time.monotonic() + FRESH
            if decision.kind == BLOCKED:
                return RobotsRules(refusal=HostRefused(decision.why), until=fresh)
            if decision.kind == GONE:  # beyond the border, or redirects without end
                why = f"robots.txt cannot be read: {decision.why}"
                return RobotsRules(refusal=HostRefused(why), until=fresh)
            why = f"robots.txt cannot be reached ({decision.why})"
            return RobotsRules(refusal=HostUnclear(why), until=time.monotonic() + FRESH_FAILURE)
        return parse_robots(response.status, response.body)
