"""The scheduler: hands Scrapy the next requests from the ledger, host by host, at each one's pace."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler

from lmkor_data.crawlers.frontier.page_request import PageRequest, PageResult, Retry
from lmkor_data.crawlers.frontier.request_queue import Lane
from lmkor_data.crawlers.politeness.host_throttle import HostThrottle

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from lmkor_data.crawlers.frontier.crawl_job import CrawlJob

#: Requests read from the ledger at a time.
_BATCH = 32
#: Seconds between two looks, where nothing is due before.
_LONGEST_SLEEP, _SHORTEST_SLEEP = 5.0, 0.005


class LedgerScheduler(BaseScheduler):
    """Queues live in the ledger, so that memory does not grow with the crawl.

    Hosts take turns, and within a host its lanes (site and category) do. A page_request is lent out
    until `settle` is called for it, which every page_request comes to.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._lanes: dict[str, deque[Lane]] = {}  # by host, in the order of their turns
        self._batches: dict[int, deque[PageRequest]] = {}
        self._due: dict[int, float] = {}  # lanes whose requests all wait for a later moment
        self._returned: deque[Request] = deque()
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LedgerScheduler:
        return cls(crawler)

    def open(self, spider: Any) -> None:
        self._job: CrawlJob = spider.job
        self._spider = spider
        for lane in self._job.lanes():
            self._open(lane)

    def close(self, reason: str) -> None:
        if self._timer:
            self._timer.cancel()

    def throttle(self, host: str) -> HostThrottle:
        """The pace of a host, `name` or `name:port`."""
        return self._job.throttle(host.lower())

    def finish(self, result: PageResult) -> None:
        """A page_request came home."""
        for lane in self._job.enter(result):
            self._open(lane)
        if result.retry is Retry.LATER:
            self._open(self._job.ledger.requests.lane(result.request))

    # What Scrapy calls.

    def has_pending_requests(self) -> bool:
        if self._job.over:
            return False
        return bool(self._returned) or any(not self.throttle(host).halted for host in self._lanes)

    def enqueue_request(self, request: Request) -> bool:
        """Only what a middleware sends back comes here: a redirect of a page_request that is lent out."""
        self._returned.append(request)
        return True

    def next_request(self) -> Request | None:
        if self._returned:
            return self._returned.popleft()
        if self._job.over:
            return None
        now = time.monotonic()
        for host in list(self._lanes):
            throttle = self.throttle(host)
            if not throttle.ready(now):
                continue
            page_request = self._next_page_request(host)
            if page_request:
                throttle.begin(now)
                self._lanes[host] = self._lanes.pop(host)  # to the end: the others' turn
                return self._spider.request(page_request)
        self._wake(now)
        return None

    def _open(self, lane: Lane) -> None:
        """Look into a lane that has got requests."""
        if self._job.wants(lane):
            lanes = self._lanes.setdefault(lane.host, deque())
            if lane not in lanes:
                lanes.append(lane)
            self._due.pop(lane.id, None)

    def _next_page_request(self, host: str) -> PageRequest | None:
        lanes = self._lanes[host]
        queue = self._job.ledger.requests
        for _ in range(len(lanes)):
            lane = lanes[0]
            lanes.rotate(-1)
            if self._due.get(lane.id, 0.0) > time.time():
                continue
            batch = self._batches.setdefault(lane.id, deque())
            if not batch:
                batch.extend(queue.take(lane, _BATCH, time.time()))
            if batch:
                return batch.popleft()
            due = queue.next_due(lane)
            if due is None:
                lanes.remove(lane)
                self._due.pop(lane.id, None)
            else:
                self._due[lane.id] = due
        if not lanes:
            del self._lanes[host]
        return None

    def _wake(self, now: float) -> None:
        """Ask the engine to come again when the first host or page_request is due."""
        waits = [_LONGEST_SLEEP]
        for host, lanes in self._lanes.items():
            throttle = self.throttle(host)
            if not throttle.halted and throttle.has_room:
                due = min(self._due.get(lane.id, 0.0) for lane in lanes) - time.time()
                waits.append(max(throttle.next_at - now, due))
        if self._timer:
            self._timer.cancel()
        engine = self._crawler.engine
        assert engine is not None
        # Scrapy has no public way to be asked again before its heartbeat.
        again = engine._slot.nextcall.schedule  # type: ignore[union-attr]
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(min(waits), _SHORTEST_SLEEP), again)
