"""The scheduler: hands Scrapy the next visits from the ledger, host by host, at each one's pace."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler

from lmkor_data.crawlers.ledger import Lane, Ledger
from lmkor_data.crawlers.pace import Pace
from lmkor_data.crawlers.visits import Harvest, Visit

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from lmkor_data.crawlers.job import Job

#: Visits read from the ledger at a time.
_HANDFUL = 32


class Frontier(BaseScheduler):
    """Queues live in the ledger, so that memory does not grow with the crawl.

    Hosts take turns, and within a host its lanes (site and category) do. A visit is lent out
    until `settle` is called for it, which every visit comes to.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._lanes: dict[str, deque[Lane]] = {}
        self._hosts: deque[str] = deque()
        self._lent: dict[int, deque[Visit]] = {}
        self._returned: deque[Request] = deque()
        self._due: dict[int, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Frontier:
        return cls(crawler)

    def open(self, spider: Any) -> None:
        self._job: Job = spider.job
        self._ledger: Ledger = spider.job.ledger
        self._spider = spider
        for lane in self._ledger.lanes(self._job.recipes, self._job.categories):
            self.open_lane(lane)

    def close(self, reason: str) -> None:
        if self._timer:
            self._timer.cancel()

    def open_lane(self, lane: Lane) -> None:
        """A lane that may hold visits: look there again."""
        if not self._job.wants(lane):
            return
        lanes = self._lanes.setdefault(lane.host, deque())
        if lane not in lanes:
            lanes.append(lane)
        if lane.host not in self._hosts:
            self._hosts.append(lane.host)
        self._due.pop(lane.id, None)

    def pace(self, host: str) -> Pace:
        return self._job.pace(host.lower())

    def settle(self, harvest: Harvest) -> None:
        """A visit came home."""
        for lane in self._job.enter(harvest):
            self.open_lane(lane)
        if harvest.retry_after is not None:
            for lane in self._ledger.lanes([harvest.visit.site], [harvest.visit.category]):
                self.open_lane(lane)

    # What Scrapy calls.

    def has_pending_requests(self) -> bool:
        if self._job.full:
            return False
        return bool(self._returned) or any(
            not self.pace(host).halted and self._lanes.get(host) for host in self._hosts
        )

    def enqueue_request(self, request: Request) -> bool:
        """Only what a middleware sends back comes here: a redirect of a visit that is lent out."""
        self._returned.append(request)
        return True

    def next_request(self) -> Request | None:
        if self._job.full:
            return None
        if self._returned:
            return self._returned.popleft()
        now = time.monotonic()
        for _ in range(len(self._hosts)):
            host = self._hosts[0]
            self._hosts.rotate(-1)
            pace = self.pace(host)
            if pace.ready(now):
                visit = self._next_visit(host)
                if visit:
                    pace.begin(now)
                    return self._spider.request(visit)
        self._wake(now)
        return None

    def _next_visit(self, host: str) -> Visit | None:
        lanes = self._lanes[host]
        for _ in range(len(lanes)):
            lane = lanes[0]
            lanes.rotate(-1)
            handful = self._lent.setdefault(lane.id, deque())
            if not handful:
                if self._due.get(lane.id, 0.0) > time.time():
                    continue
                handful.extend(self._ledger.take(lane, _HANDFUL, time.time()))
            if handful:
                return handful.popleft()
            due = self._ledger.next_due(lane)
            if due is None:
                lanes.remove(lane)
            else:
                self._due[lane.id] = due
        return None

    def _wake(self, now: float) -> None:
        """Ask the engine to come again when the first host or visit is due."""
        waits = [
            max(pace.next_at - now, 0.0)
            for host in self._hosts
            if self._lanes.get(host)
            and not (pace := self.pace(host)).halted
            and pace.in_flight < pace.concurrency
        ]
        waits += [due - time.time() for lane, due in self._due.items()]
        engine = self._crawler.engine
        if self._timer:
            self._timer.cancel()
        if waits and engine is not None:
            wait = min(max(min(waits), 0.005), 5.0)
            loop = asyncio.get_running_loop()
            # Scrapy has no public way to be asked again before its heartbeat of 5 seconds.
            self._timer = loop.call_later(wait, engine._slot.nextcall.schedule)  # type: ignore[union-attr]
