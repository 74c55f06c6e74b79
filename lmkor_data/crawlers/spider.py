"""The one Scrapy spider: makes the visits that the frontier lends, reads them by their recipe."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from lmkor_data.crawlers.frontier import Frontier
from lmkor_data.crawlers.job import Job, recipe_hosts
from lmkor_data.crawlers.reading.answer import Answer
from lmkor_data.crawlers.reading.links import clean_url
from lmkor_data.crawlers.reading.reader import read_page
from lmkor_data.crawlers.robots import HostRefused, RobotsRefused
from lmkor_data.crawlers.verdicts import BLOCKED, GONE, LATER, judge
from lmkor_data.crawlers.visits import Harvest, Visit

_log = logging.getLogger(__name__)


class RecipeSpider(Spider):
    """Every visit ends in exactly one Harvest, whatever happened to it."""

    name = "lmkor-data"

    def __init__(self, job: Job, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.job = job

    async def start(self) -> AsyncIterator[Any]:
        """Nothing: the ledger holds where to begin."""
        return
        yield

    def request(self, visit: Visit) -> Request:
        page = self.job.recipes[visit.site].pages[visit.page]
        return Request(
            visit.url,
            method="POST" if visit.body else "GET",
            body=visit.body,
            headers=dict(page.headers),
            callback=self.arrived,
            errback=self.failed,
            dont_filter=True,
            meta={"visit": visit, "begun": time.monotonic()},
        )

    def arrived(self, response: Response) -> Iterator[Harvest]:
        visit: Visit = response.meta["visit"]
        pace = self.frontier.pace(visit.host)
        answer = Answer(
            clean_url(response.url),
            response.body,
            response.status,
            (response.headers.get("Content-Type") or b"").decode("latin-1"),
            datetime.now(UTC),
        )
        retry_after = (response.headers.get("Retry-After") or b"").decode("latin-1")
        verdict = judge(answer, visit.url, retry_after)
        if verdict.kind == LATER:
            wait = pace.fail(time.monotonic(), verdict.why, verdict.pause)
            yield Harvest(visit, verdict.why, bytes=len(answer.body), retry_after=wait)
        elif verdict.kind == BLOCKED:
            pace.release()
            pace.halt(verdict.why)
            yield Harvest(visit, verdict.why, bytes=len(answer.body), retry_after=0.0)
        else:
            pace.succeed(response.meta.get("download_latency", 0.0))
            if verdict.kind == GONE:
                yield Harvest(visit, verdict.why, bytes=len(answer.body))
            else:
                yield self._read(visit, answer)

    def failed(self, failure: Failure) -> Iterator[Harvest]:
        """No answer: refused by robots.txt, or the connection broke."""
        visit: Visit = failure.request.meta["visit"]  # type: ignore[attr-defined]
        pace = self.frontier.pace(visit.host)
        cause = failure.value
        if isinstance(cause, HostRefused):
            pace.release()
            pace.halt(str(cause))
            yield Harvest(visit, str(cause), retry_after=0.0)
        elif isinstance(cause, RobotsRefused | IgnoreRequest):
            pace.release()
            yield Harvest(visit, str(cause) or "ignored")
        else:
            why = _named(cause)
            wait = pace.fail(time.monotonic(), why, None)
            yield Harvest(visit, why, retry_after=wait)

    @property
    def frontier(self) -> Frontier:
        assert self.crawler.engine is not None
        frontier = self.crawler.engine.scheduler
        assert isinstance(frontier, Frontier)
        return frontier

    def _read(self, visit: Visit, answer: Answer) -> Harvest:
        recipe = self.job.recipes[visit.site]
        try:
            if Visit(visit.site, "", "", answer.url).host not in recipe_hosts(recipe):
                return Harvest(visit, "led to another host", bytes=len(answer.body))
            return read_page(recipe, visit, answer)
        except Exception as cause:
            _log.warning("%s: %s", visit.url, cause, exc_info=True)
            why = f"cannot be read: {type(cause).__name__}: {cause}"
            return Harvest(visit, why, bytes=len(answer.body))


def _named(cause: Any) -> str:
    """A fault in words: `TimeoutError` says more than Twisted's failure list."""
    inner = getattr(cause, "reasons", None)
    if inner:
        cause = inner[0].value
    return type(cause).__name__
