"""robots.txt by RFC 9309, for every case: a host that does not clearly allow is not visited."""

from __future__ import annotations

import asyncio
import codecs
import re
import time
from dataclasses import dataclass

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from lmkor_data.crawlers.politeness.refusals import HostRefused, HostUnclear, PageRefused
from lmkor_data.crawlers.politeness.response_policy import BLOCKED, judge_fault

AGENT = "lmkor-data"

#: robots.txt is read again after a day (RFC 9309, 2.4); after a failure when the host's pause is
#: over, but not for each of the visits that wait for it now.
_FRESH, _FRESH_FAILURE = 24 * 3600.0, 0.5
_MOST_BYTES = 500 << 10
_HTML = re.compile(rb"^\s*(?:<!doctype|<html|<head|<body|<script|<!--)", re.IGNORECASE)


@dataclass
class Rules:
    """What robots.txt of a host says: `parsed` (None: all is allowed), or why all is refused."""

    parsed: Protego | None = None
    refusal: IgnoreRequest | None = None
    until: float = 0.0  #: when it is to be read again, on the monotonic clock

    def refuses(self, url: str) -> IgnoreRequest | None:
        """Why a page may not be fetched; None if it may."""
        if self.refusal is None and self.parsed and not self.parsed.can_fetch(url, AGENT):
            return PageRefused("robots.txt forbids it")
        return self.refusal

    @property
    def delay(self) -> float:
        """Seconds between two pages that robots.txt asks for."""
        return float((self.parsed and self.parsed.crawl_delay(AGENT)) or 0.0)


class RobotsMiddleware:
    """Fetches robots.txt once a host, under a lock, before anything else of the host.

    Scrapy's own middleware lets pages through while robots.txt is on its way, and takes 5xx, 401,
    403, unreachable hosts and challenge pages for permission.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[tuple[str, str], Rules] = {}
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
        refusal = rules.refuses(request.url)
        if refusal:
            raise refusal
        if rules.delay:
            pace = self._crawler.spider.frontier.pace(parts.netloc)  # type: ignore[union-attr]
            pace.slow_down(rules.delay, time.monotonic())

    async def _fetch(self, scheme: str, netloc: str) -> Rules:
        request = Request(
            f"{scheme}://{netloc}/robots.txt", meta={"robots": True}, callback=NO_CALLBACK
        )
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as cause:
            verdict = judge_fault(cause)
            if verdict.kind == BLOCKED:
                return Rules(refusal=HostRefused(verdict.why), until=time.monotonic() + _FRESH)
            why = f"robots.txt cannot be reached ({verdict.why})"
            return Rules(refusal=HostUnclear(why), until=time.monotonic() + _FRESH_FAILURE)
        return interpret(response.status, response.body)


def interpret(status: int, body: bytes) -> Rules:
    """The rules that an answer to robots.txt stands for."""
    now = time.monotonic()
    if status == 429 or status >= 500:
        unclear = HostUnclear(f"robots.txt answers {status}")
        return Rules(refusal=unclear, until=now + _FRESH_FAILURE)
    if status in (401, 403, 407, 451) or not (200 <= status < 300 or 400 <= status < 500):
        return Rules(refusal=HostRefused(f"robots.txt answers {status}"), until=now + _FRESH)
    if status >= 400:
        return Rules(until=now + _FRESH)
    if _HTML.match(body.removeprefix(codecs.BOM_UTF8)):
        page = HostRefused("robots.txt answers with a web page")
        return Rules(refusal=page, until=now + _FRESH)
    text = body[:_MOST_BYTES].decode("utf-8-sig", errors="ignore")
    return Rules(Protego.parse(text), until=now + _FRESH)
