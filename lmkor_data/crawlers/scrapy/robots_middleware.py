"""Downloader middleware that fetches a host's robots.txt before any of its pages."""

from __future__ import annotations

import asyncio
import time

from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from lmkor_data.crawlers.politeness.refusals import HostRefused, HostUnclear
from lmkor_data.crawlers.politeness.response_policy import BLOCKED, decide_failure
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
        self._locks: dict[tuple[str, str], asyncio.Lock] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Create the middleware (Scrapy's constructor)."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise a refusal if robots.txt forbids the page; pass its Crawl-delay on."""
        if request.meta.get("robots"):
            return
        parts = urlparse_cached(request)
        host = (parts.scheme, parts.netloc)
        async with self._locks.setdefault(host, asyncio.Lock()):
            rules = self._rules.get(host)
            if rules is None or rules.until < time.monotonic():
                rules = self._rules[host] = await self._fetch(*host)
        refusal = rules.refuses(request.url)
        if refusal:
            raise refusal
        if rules.delay:
            throttle = self._crawler.spider.scheduler.throttle(parts.netloc)  # type: ignore[union-attr]
            throttle.slow_down(rules.delay, time.monotonic())

    async def _fetch(self, scheme: str, netloc: str) -> RobotsRules:
        request = Request(
            f"{scheme}://{netloc}/robots.txt", meta={"robots": True}, callback=NO_CALLBACK
        )
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as cause:
            decision = decide_failure(cause)
            if decision.kind == BLOCKED:
                return RobotsRules(
                    refusal=HostRefused(decision.why), until=time.monotonic() + FRESH
                )
            why = f"robots.txt cannot be reached ({decision.why})"
            return RobotsRules(refusal=HostUnclear(why), until=time.monotonic() + FRESH_FAILURE)
        return parse_robots(response.status, response.body)
