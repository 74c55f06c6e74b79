"""The Scrapy spider: fetches the scheduler's requests and reads pages by their recipe."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from lmkor_data.crawlers.frontier.crawl_job import CrawlJob
from lmkor_data.crawlers.frontier.page_request import UNCHANGED, PageRequest, PageResult, Retry
from lmkor_data.crawlers.parsing.links import clean_url
from lmkor_data.crawlers.parsing.page_reader import read_page
from lmkor_data.crawlers.parsing.page_response import PageResponse
from lmkor_data.crawlers.politeness.response_policy import (
    BLOCKED,
    GONE,
    LATER,
    OK,
    REFUSED,
    Decision,
    decide,
    decide_failure,
    stand_in,
)
from lmkor_data.crawlers.politeness.rights import page_reservation
from lmkor_data.crawlers.scrapy.browser import RENDERED
from lmkor_data.crawlers.scrapy.scheduler import LedgerScheduler

#: Characters of text above which a page with the words of a block page is a post about one.
#: Without text, so many links of the recipe make a list.
_SOUND_TEXT, _SOUND_LINKS = 200, 3

_log = logging.getLogger(__name__)


class RecipeSpider(Spider):
    """Turn every PageRequest into exactly one PageResult, whatever happens to it."""

    name = "lmkor-data"

    def __init__(self, job: CrawlJob, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.job = job
        self._told: set[str] = set()

    async def start(self) -> AsyncIterator[Any]:
        """Yield nothing: the start pages are in the ledger."""
        return
        yield

    @property
    def scheduler(self) -> LedgerScheduler:
        """Return the engine's scheduler."""
        assert self.crawler.engine is not None
        scheduler = self.crawler.engine.scheduler
        assert isinstance(scheduler, LedgerScheduler)
        return scheduler

    def request(self, page_request: PageRequest) -> Request:
        """Build Scrapy's request for a page request."""
        page = self.job.recipes[page_request.site].pages[page_request.page]
        return Request(
            page_request.url,
            method="POST" if page_request.body else "GET",
            body=page_request.body,
            headers={**page.headers, **_conditions(page_request)},
            callback=self.arrived,
            errback=self.failed,
            dont_filter=True,
            meta={
                "page_request": page_request,
                "begun": time.monotonic(),
                **(RENDERED if page.render else {}),
            },
        )

    def arrived(self, response: Response) -> Iterator[PageResult]:
        """Read the page of a response, or decide what came instead."""
        page_request: PageRequest = response.meta["page_request"]
        self.job.bytes += len(response.body)
        try:
            yield self._arrived(page_request, response)
        except Exception as cause:  # a request without a result would keep the crawl waiting
            self.scheduler.throttle(page_request.host).release()
            yield self._unreadable(page_request, cause)

    def failed(self, failure: Failure) -> Iterator[PageResult]:
        """Decide on a request that got no response or was refused."""
        meta = failure.request.meta  # type: ignore[attr-defined]
        result = self._finished(meta, decide_failure(failure.value))  # type: ignore[arg-type]
        if result:
            yield result

    def _arrived(self, page_request: PageRequest, response: Response) -> PageResult:
        page = PageResponse(
            clean_url(response.url),
            response.body,
            response.status,
            _headers(response),
            datetime.now(UTC),
        )
        decision = decide(page, page_request.url)
        if page.status == HTTPStatus.NOT_MODIFIED:
            self._finished(response.meta, Decision(OK))
            return PageResult(page_request, UNCHANGED)
        if decision.kind != OK:
            finished = self._finished(response.meta, decision)
            assert finished is not None
            return finished
        result = self._read(page_request, page)
        result.etag = page.headers.get("etag", "")
        result.modified = page.headers.get("last-modified", "")
        if result.documents and page_request.site not in self.job.options.permitted:
            result.reserved = page_reservation(page)
        if not result.reserved:
            self.job.archive_page(page_request.site, page)
        instead = "" if self._is_sound(result) else stand_in(page)
        if instead:
            refused = Decision(REFUSED, instead, again=True)
            return self._finished(response.meta, refused) or result
        self._finished(response.meta, Decision(OK))
        return result

    def _is_sound(self, result: PageResult) -> bool:
        """Tell whether a page that looks like a block page is one of the site's own after all."""
        page = self.job.recipes[result.request.site].pages[result.request.page]
        if page.format == "article":  # its reader takes any long text; a block page has a short one
            return sum(len(d["text"]) for d in result.documents) >= _SOUND_TEXT
        return bool(result.documents) or len(result.requests) >= _SOUND_LINKS

    def _finished(self, meta: dict[str, Any], decision: Decision) -> PageResult | None:
        """Apply a decision to request and host; return None if the page is to be read."""
        page_request: PageRequest = meta["page_request"]
        throttle = self.scheduler.throttle(page_request.host)
        if decision.kind == LATER:
            pause = throttle.fail(meta["begun"], time.monotonic(), decision.why, decision.pause)
            return PageResult(page_request, decision.why, retry=Retry.LATER, pause=pause)
        if decision.kind == BLOCKED:
            throttle.release()
            throttle.halt(decision.why)
            return PageResult(page_request, decision.why, retry=Retry.NEXT_RUN)
        if decision.kind == REFUSED:
            throttle.refuse(decision.why)
            retry = Retry.NEXT_RUN if decision.again else Retry.NEVER
            return PageResult(page_request, decision.why, retry=retry)
        if "download_latency" in meta:
            throttle.succeed(meta["download_latency"], time.monotonic())
        else:
            throttle.release()
        if decision.kind == GONE:
            throttle.errors += 1
            return PageResult(page_request, decision.why)
        return None

    def _read(self, page_request: PageRequest, page_response: PageResponse) -> PageResult:
        try:
            sample = self.job.wants_sample(page_request)
            recipe = self.job.recipes[page_request.site]
            return read_page(recipe, page_request, page_response, sample)
        except Exception as cause:
            return self._unreadable(page_request, cause)

    def _unreadable(self, page_request: PageRequest, cause: Exception) -> PageResult:
        why = f"cannot be read: {type(cause).__name__}: {cause}"
        if why not in self._told:  # the closing report counts repetitions
            self._told.add(why)
            _log.warning("%s %s", page_request.url, why, exc_info=cause)
        return PageResult(page_request, why)


def _conditions(page_request: PageRequest) -> dict[str, str]:
    """Ask for a page that was fetched before only if it has changed (RFC 9110, section 13.1)."""
    told = {"If-None-Match": page_request.etag, "If-Modified-Since": page_request.modified}
    return {name: value for name, value in told.items() if value and page_request.made_at}


def _headers(response: Response) -> dict[str, str]:
    """Names in lower case; several headers of one name are joined (RFC 9110, section 5.3)."""
    return {
        bytes(name).decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
