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
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from lmkor_data.crawlers.frontier.ledger import Ledger
from lmkor_data.crawlers.frontier.page_request import PageRequest, PageResult, Retry
from lmkor_data.crawlers.frontier.request_queue import FAILED, Lane
from lmkor_data.crawlers.frontier.shard_flusher import ShardFlusher
from lmkor_data.crawlers.frontier.takedown_list import TakedownList
from lmkor_data.crawlers.frontier.trap_guard import TrapGuard
from lmkor_data.crawlers.frontier.warc_archive import WarcArchive
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.parsing.links import otherwise, start_fallbacks, start_requests
from lmkor_data.crawlers.parsing.page_response import PageResponse
from lmkor_data.crawlers.politeness.host_throttle import HostThrottle
from lmkor_data.crawlers.politeness.network_border import is_loopback
from lmkor_data.crawlers.recipes.recipe import Recipe
from lmkor_data.engine.counts import DOCUMENTS_IN, DOCUMENTS_OUT, Counts
from lmkor_data.text.dates import parse_date

_log = logging.getLogger(__name__)

_LOOPBACK_CONCURRENCY = 8
_LOOPBACK_PAUSE = 0.05

#: Bounds on crawler traps (calendars, counters): links followed since the last page that brought
#: a new document, and characters of a URL.
_MOST_DEPTH, _LONGEST_URL = 50, 2000

#: A site has yielded little below this many documents, or this many a page.
_FEW, _LITTLE = 3, 0.2
#: Posts whose links are looked at when all else is done.
_SAMPLES = 3

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
    raw: Path = field(default_factory=Path)
    takedowns: TakedownList = field(default_factory=TakedownList)
    broken: str = ""  #: why nothing more can be stored, such as a full disk
    pages: int = 0  #: fetched in this run
    bytes: int = 0
    #: Links not followed, by (host, reason).
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    throttles: dict[str, HostThrottle] = field(default_factory=dict)
    began: float = field(default_factory=time.time)
    last_result: float = field(default_factory=time.monotonic)  #: when one came, monotonic
    _archives: dict[str, WarcArchive] = field(default_factory=dict)
    _samples: Counter[str] = field(default_factory=Counter)
    _later: dict[str, list[PageRequest]] = field(default_factory=dict)
    _traps: TrapGuard = field(default_factory=TrapGuard)
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

    def archive_page(self, site: str, response: PageResponse) -> None:
        """Store a response in the site's archive, if the user asked for one."""
        if not self.options.archive or self.broken:
            return
        archive = self._archives.setdefault(site, WarcArchive(self.raw, site))
        try:
            archive.add(response)
        except OSError as fault:
            self.give_up(fault)

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
        self._take_down(result)
        counts = self.ledger.keep(result, now, room)
        lanes = self._queue(result, counts)
        if result.later:
            self._samples[result.request.site] += 1
            self._later.setdefault(result.request.site, []).extend(result.later)
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
        new = counts.total(DOCUMENTS_OUT)
        if result.retry is Retry.NEVER and self._is_free(result.request):
            self._traps.record(result.request, new > 0)
        if new:  # not a crawler trap: the depth starts anew
            onward = [replace(request, depth=1) for request in onward]
        onward += self._instead(result, onward)
        if not self.options.since and not self.options.revisit:
            return self.ledger.requests.add(onward)
        again = [request for request in onward if self._looks_again(request, result, counts)]
        renewed = self.ledger.requests.add_again(again, self.began)
        return renewed + self.ledger.requests.add(v for v in onward if v not in again)

    def _within(self, request: PageRequest) -> bool:
        """Tell whether a request stays within the bounds on traps and is not taken down."""
        why = ""
        if request.depth > _MOST_DEPTH:
            why = f"a link more than {_MOST_DEPTH} pages from anything new"
        elif len(request.url) > _LONGEST_URL:
            why = f"a link more than {_LONGEST_URL} letters"
        elif self.takedowns and self.takedowns.covers(request.url):
            why = "on the takedown list"
        elif self._is_free(request):
            why = self._traps.refusal(request)
        if why:
            self.left_out[request.host, why] += 1
        return not why

    def _is_free(self, request: PageRequest) -> bool:
        """Tell whether a page is reached by links alone; a URL template cannot be a trap."""
        page = self.recipes[request.site].pages[request.page]
        return not page.url and page.format not in ("sitemap", "feed")

    def _take_down(self, result: PageResult) -> None:
        """Remove documents that the takedown list names from a result."""
        if self.takedowns and result.documents:
            host, before = result.request.host, len(result.documents)
            result.documents = [
                d for d in result.documents if not self.takedowns.covers(d["url"], d["id"])
            ]
            if before > len(result.documents):
                self.left_out[host, "on the takedown list"] += before - len(result.documents)

    def wants_sample(self, request: PageRequest) -> bool:
        """Tell whether the links of a post are of interest: its menu is that of all others."""
        page = self.recipes[request.site].pages[request.page]
        is_sampled = any(rule.only_lists for rule in page.follow)
        return is_sampled and self._samples[request.site] < _SAMPLES

    def skip_trap(self, request: PageRequest) -> bool:
        """Give up a request that was queued before its links were found to lead to nothing."""
        why = self._traps.refusal(request) if self._is_free(request) else ""
        if why:
            self.ledger.requests.finish(request, FAILED, why, time.time())
        return bool(why)

    def fallbacks(self) -> list[Lane]:
        """Queue the pages that a recipe keeps for the end, when nothing else is left to do.

        These are its `finish` pages, and what its start pages name as `otherwise` if they have
        yielded little: a sitemap may be there and yet name few pages, or pages that do not exist.
        Each is tried once.
        """
        lanes: list[Lane] = []
        for recipe in self.recipes.values():
            counts = self.ledger.documents.counts([recipe.site], self.categories)
            few = counts.total(DOCUMENTS_IN) < max(_FEW, counts.total("pages") * _LITTLE)
            for category in {lane.category for lane in self.lanes() if lane.site == recipe.site}:
                last = start_requests(recipe, (category,), recipe.finish)
                for request in last if not few else []:
                    self._traps.narrow(request.host)
                last += start_fallbacks(recipe, category) if few else []
                last += [r for r in self._later.pop(recipe.site, []) if self._within(r)]
                if self.options.since or self.options.revisit:
                    lanes += self.ledger.requests.add_again(last, self.began)
                else:
                    lanes += self.ledger.requests.add(last)
        self.ledger.commit()
        return lanes

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
            since = datetime.fromisoformat(self.options.since or "1970-01-01").timestamp()
            dates = [d["published_at"] for d in result.documents if d["published_at"]]
            if result.documents and not counts.total(DOCUMENTS_OUT):
                return False
            return not dates or max(dates) >= since
        if request.lastmod:
            changed = parse_date(
                request.lastmod, now=datetime.now(UTC), zone=self.recipes[request.site].zone
            )
            before = self.ledger.requests.made_at(request)
            if changed and before:
                # A day without a time: the page may have changed at the end of it.
                spare = 0 if ":" in request.lastmod else 24 * 3600
                return changed.timestamp() + spare > before
        # A post that links to its neighbours is not a list.
        is_list = page.format != "article" and bool(page.follow or page.paginate)
        return is_list or self.options.revisit


def is_own_share(recipe: Recipe, options: CrawlOptions) -> bool:
    """Tell whether this machine of `--hosts i/n` crawls the recipe.

    All hosts of a site go to the same machine, since pages of one lead to pages of the other.
    """
    number, _, of = options.hosts.partition("/")
    digest = hashlib.blake2b(recipe.base.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % int(of) == int(number) - 1
