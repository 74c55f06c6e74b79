"""State of one crawl inside the crawl process: recipes, ledger, throttles and remaining work."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import time
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from lmkor_data.crawlers.frontier.ledger import Ledger
from lmkor_data.crawlers.frontier.page_request import PageRequest, PageResult, Retry
from lmkor_data.crawlers.frontier.request_queue import Lane
from lmkor_data.crawlers.frontier.shard_flusher import ShardFlusher
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.parsing.links import otherwise
from lmkor_data.crawlers.politeness.host_throttle import HostThrottle
from lmkor_data.crawlers.politeness.network_border import is_loopback
from lmkor_data.crawlers.recipes.recipe import Recipe
from lmkor_data.engine.counts import DOCUMENTS_OUT, Counts

_log = logging.getLogger(__name__)

_LOOPBACK_CONCURRENCY = 8
_LOOPBACK_PAUSE = 0.05

#: Bounds on crawler traps (calendars, counters): links followed since the last page that brought
#: a new document, and characters of a URL.
_MOST_DEPTH, _LONGEST_URL = 50, 2000

#: Seconds between two commits of the ledger; after a kill -9 these pages are fetched again.
_COMMIT_INTERVAL = 2.0


@dataclass
class CrawlJob:
    """Share state between spider, scheduler, middlewares and pipeline."""

    recipes: Mapping[str, Recipe]
    options: CrawlOptions
    resolved: Mapping[str, str]  #: host → address that is contacted instead
    ledger: Ledger
    flusher: ShardFlusher
    broken: str = ""  #: why nothing more can be stored, such as a full disk
    pages: int = 0  #: fetched in this run
    bytes: int = 0
    #: Links not followed, by (host, reason).
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    throttles: dict[str, HostThrottle] = field(default_factory=dict)
    began: float = field(default_factory=time.time)
    last_result: float = field(default_factory=time.monotonic)  #: when one came, monotonic
    _committed: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        counts = self.ledger.documents.counts(self.recipes, self.categories)
        self._kept = counts.total(DOCUMENTS_OUT)

    @property
    def categories(self) -> tuple[str, ...] | None:
        """Return the selected categories, None for all."""
        return self.options.categories or None

    @property
    def full(self) -> bool:
        """Tell whether the document limit is reached."""
        return self.options.limit is not None and self._kept >= self.options.limit

    @property
    def over(self) -> bool:
        """Tell whether the run is to end: the limit is reached or storage failed."""
        return self.full or bool(self.broken)

    def wants(self, lane: Lane) -> bool:
        """Tell whether a lane belongs to the sites, categories and share of this run."""
        return (
            lane.site in self.recipes
            and (self.categories is None or lane.category in self.categories)
            and is_own_share(self.recipes[lane.site], self.options)
        )

    def lanes(self) -> list[Lane]:
        """List the lanes that belong to this run."""
        lanes = self.ledger.requests.lanes(self.recipes.keys(), self.categories)
        return [lane for lane in lanes if self.wants(lane)]

    @cached_property
    def all_hosts(self) -> set[str]:
        """Return the hosts that any of the recipes may contact."""
        return set().union(*(recipe.all_hosts for recipe in self.recipes.values()))

    def throttle(self, host: str) -> HostThrottle:
        """Return the throttle of a lower-case host; loopback hosts are fetched in parallel."""
        if host not in self.throttles:
            asked = [r.delay for r in self.recipes.values() if host in r.all_hosts]
            delay = max(asked, default=1.0) if self.options.delay is None else self.options.delay
            self.throttles[host] = (
                HostThrottle(
                    host, self.options.delay or 0.0, _LOOPBACK_CONCURRENCY, _LOOPBACK_PAUSE
                )
                if is_loopback(host, self.resolved)
                else HostThrottle(host, delay)
            )
        return self.throttles[host]

    def enter(self, result: PageResult) -> list[Lane]:
        """Record a result in the ledger and return the lanes that got new requests.

        Once the ledger or a shard could not be written (a full disk), nothing more is: what was
        not committed is fetched again by the next run.
        """
        self.last_result = time.monotonic()
        if self.broken:
            return []
        try:
            return self._enter(result, time.time())
        except (sqlite3.Error, OSError, ValueError, zlib.error) as fault:
            self.give_up(fault)
            return []

    def give_up(self, fault: Exception) -> None:
        """End the run because the ledger or a shard cannot be read or written."""
        _log.error("Cannot use the ledger or write a shard: %s", fault)
        self.broken = self.broken or f"{type(fault).__name__}: {fault}"

    def idle(self, now: float) -> float:
        """Return for how many seconds nothing has come although some host was due."""
        due = [t.next_at for t in list(self.throttles.values()) if not t.halted]
        return now - max(self.last_result, min(due, default=0.0))

    def _enter(self, result: PageResult, now: float) -> list[Lane]:
        room = None if self.options.limit is None else max(0, self.options.limit - self._kept)
        counts = self.ledger.keep(result, now, room)
        lanes = self._queue(result, counts)
        if result.retry is Retry.NEVER:
            kept = counts.total(DOCUMENTS_OUT)
            throttle = self.throttle(result.request.host)
            throttle.pages += 1
            throttle.documents += kept
            self._kept += kept
            self.pages += 1
            if self.options.most_pages and throttle.pages >= self.options.most_pages:
                throttle.halt(f"{throttle.pages:,} pages are the most a host gives (--most-pages)")
        self.flusher.add(result)
        if time.monotonic() - self._committed > _COMMIT_INTERVAL:
            self.ledger.commit()
            self._committed = time.monotonic()
        return lanes

    def _queue(self, result: PageResult, counts: Counts) -> list[Lane]:
        """Queue the pages that a page links to; `--since` also requeues lists already read."""
        onward = [request for request in result.requests if self._within(request)]
        if counts.total(DOCUMENTS_OUT):  # not a crawler trap: the depth starts anew
            onward = [replace(request, depth=1) for request in onward]
        onward += self._instead(result, onward)
        if not self.options.since:
            return self.ledger.requests.add(onward)
        again = [request for request in onward if self._looks_again(request, result, counts)]
        renewed = self.ledger.requests.add_again(again, self.began)
        return renewed + self.ledger.requests.add(v for v in onward if v not in again)

    def _within(self, request: PageRequest) -> bool:
        deep, long = request.depth > _MOST_DEPTH, len(request.url) > _LONGEST_URL
        if deep or long:
            why = f"{_MOST_DEPTH} pages from anything new" if deep else f"{_LONGEST_URL} letters"
            self.left_out[request.host, f"a link more than {why}"] += 1
        return not (deep or long)

    def _instead(self, result: PageResult, onward: list[PageRequest]) -> list[PageRequest]:
        """Return the request for the page's `otherwise` if the page led to nothing fetchable."""
        request, recipe = result.request, self.recipes[result.request.site]
        if result.retry is not Retry.NEVER or not recipe.pages[request.page].otherwise:
            return []
        if result.documents or not all(self.ledger.requests.has_failed(v) for v in onward):
            return []
        return otherwise(recipe, request, came=result.outcome == "done")

    def _looks_again(self, request: PageRequest, result: PageResult, counts: Counts) -> bool:
        page = self.recipes[request.site].pages[request.page]
        if request.page == result.request.page and request.number > result.request.number:
            # Follow a paginated series only while its pages bring something new.
            since = datetime.fromisoformat(self.options.since).timestamp()
            dates = [d["published_at"] for d in result.documents if d["published_at"]]
            if result.documents and not counts.total(DOCUMENTS_OUT):
                return False
            return not dates or max(dates) >= since
        # A post that links to its neighbours is not a list.
        return page.format != "article" and bool(page.follow or page.paginate)


def is_own_share(recipe: Recipe, options: CrawlOptions) -> bool:
    """Tell whether this machine of `--hosts i/n` crawls the recipe.

    All hosts of a site go to the same machine, since pages of one lead to pages of the other.
    """
    number, _, of = options.hosts.partition("/")
    digest = hashlib.blake2b(recipe.base.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % int(of) == int(number) - 1
