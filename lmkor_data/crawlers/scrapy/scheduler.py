"""Scrapy scheduler that takes requests from the ledger, host by host, as throttles allow."""

from __future__ import annotations

import asyncio
import sqlite3
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
#: Seconds between two polls while nothing is due.
_LONGEST_SLEEP, _SHORTEST_SLEEP = 5.0, 0.005


class LedgerScheduler(BaseScheduler):
    """Schedule requests from queues kept in the ledger: memory does not grow with the crawl.

    Hosts take turns, and within a host its lanes (site and category) do. A request stays in
    flight until `finish` is called with its result, which happens for every request.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._lanes: dict[str, deque[Lane]] = {}  # by host, in the order of their turns
        self._batches: dict[int, deque[PageRequest]] = {}
        self._due: dict[int, float] = {}  # lanes of which no request is due yet
        self._returned: deque[Request] = deque()
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LedgerScheduler:
        """Create the scheduler (Scrapy's constructor)."""
        return cls(crawler)

    def open(self, spider: Any) -> None:
        """Open the lanes of this run."""
        self._job: CrawlJob = spider.job
        self._spider = spider
        for lane in self._job.lanes():
            self._open(lane)

    def close(self, reason: str) -> None:
        """Cancel the pending wake-up."""
        if self._timer:
            self._timer.cancel()

    def throttle(self, host: str) -> HostThrottle:
        """Return the throttle of a host (`name` or `name:port`)."""
        return self._job.throttle(host.lower())

    def finish(self, result: PageResult) -> None:
        """Record a result and open the lanes that got new requests."""
        for lane in self._job.enter(result):
            self._open(lane)
        if result.retry is Retry.LATER:
            self._open(self._job.ledger.requests.lane(result.request))

    # Scrapy's interface (scrapy.core.scheduler.BaseScheduler).

    def has_pending_requests(self) -> bool:
        """Tell whether any host that is not halted has requests."""
        if self._job.over:
            return False
        if not self._returned and not self._lanes and not self._is_waiting():
            for lane in self._job.fallbacks():
                self._open(lane)
        return bool(self._returned) or any(not self.throttle(host).halted for host in self._lanes)

    def _is_waiting(self) -> bool:
        return any(throttle.in_flight > 0 for throttle in self._job.throttles.values())

    def enqueue_request(self, request: Request) -> bool:
        """Accept what a middleware sends back: the redirect of a request in flight."""
        self._returned.append(request)
        return True

    def next_request(self) -> Request | None:
        """Return a request that its host's throttle allows now, None if there is none."""
        if self._returned:
            return self._returned.popleft()
        if self._job.over:
            return None
        try:
            return self._next_ready(time.monotonic())
        except sqlite3.Error as fault:  # a damaged ledger must not hang the crawl
            self._job.give_up(fault)
            return None

    def _next_ready(self, now: float) -> Request | None:
        for host in list(self._lanes):
            throttle = self.throttle(host)
            if not throttle.ready(now):
                continue
            page_request = self._next_page_request(host)
            if page_request:
                throttle.begin(now)
                self._lanes[host] = self._lanes.pop(host)  # to the end of the round
                return self._spider.request(page_request)
        self._wake(now)
        return None

    def _open(self, lane: Lane) -> None:
        """Add a lane with waiting requests to its host's round."""
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
            while batch:
                page_request = batch.popleft()
                if not self._job.skip_trap(page_request):
                    return page_request
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
        """Schedule the engine's next call for when the first host or request is due."""
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
        # Scrapy has no public way to request a call before its heartbeat.
        again = engine._slot.nextcall.schedule  # type: ignore[union-attr]
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(min(waits), _SHORTEST_SLEEP), again)
