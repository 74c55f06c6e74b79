"""One crawl as the child process sees it: recipes, ledger, and what is still wanted."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from lmkor_data.crawlers.ledger import Lane, Ledger
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.pace import Pace
from lmkor_data.crawlers.recipe import Recipe
from lmkor_data.crawlers.shelf import Shelf
from lmkor_data.crawlers.visits import Harvest

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_LOOPBACK_CONCURRENCY = 8

#: Seconds between two commits of the ledger: what a kill -9 costs is fetched again.
_COMMIT_EVERY = 2.0
#: A visit is tried this often before it counts as failed.
_MOST_TRIES = 5


@dataclass
class Job:
    """Everything that spider, scheduler and pipeline share."""

    raw: Path
    recipes: Mapping[str, Recipe]
    options: CrawlOptions
    resolved: Mapping[str, str]  #: host → where it is really to be found
    ledger: Ledger
    shelf: Shelf
    pages: int = 0  #: read in this run
    bytes: int = 0
    _paces: dict[str, Pace] = field(default_factory=dict)
    _committed: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._kept = self.ledger.kept(self.recipes, self.categories)

    @property
    def categories(self) -> tuple[str, ...] | None:
        return self.options.categories or None

    @property
    def full(self) -> bool:
        return self.options.limit is not None and self._kept >= self.options.limit

    def wants(self, lane: Lane) -> bool:
        chosen = self.options.categories
        return lane.site in self.recipes and (not chosen or lane.category in chosen)

    @property
    def halted(self) -> dict[str, str]:
        """Hosts that are left for this run, and why."""
        return {host: pace.halted for host, pace in self._paces.items() if pace.halted}

    def pace(self, host: str) -> Pace:
        """The pace of a host (small letters): gentle to strangers, brisk on this machine."""
        if host not in self._paces:
            self._paces[host] = self._new_pace(host)
        return self._paces[host]

    def enter(self, harvest: Harvest) -> list[Lane]:
        """Put a harvest into the ledger; returns the lanes that got new visits."""
        now = time.time()
        lanes: list[Lane] = []
        if harvest.retry_after is None or harvest.visit.tries + 1 >= _MOST_TRIES:
            room = None if self.options.limit is None else self.options.limit - self._kept
            lanes, kept = self.ledger.keep(harvest, now, room)
            self._kept += kept
            self.pages += 1
            self.bytes += harvest.bytes
            self.shelf.add(harvest)
        else:
            self.ledger.postpone(harvest.visit, now + harvest.retry_after, harvest.outcome)
        if time.monotonic() - self._committed > _COMMIT_EVERY:
            self.commit()
        return lanes

    def commit(self) -> None:
        self.ledger.commit()
        self._committed = time.monotonic()

    def _new_pace(self, host: str) -> Pace:
        if is_loopback(host, self.resolved):
            return Pace(host, self.options.delay or 0.0, _LOOPBACK_CONCURRENCY)
        asked = [recipe.delay for recipe in self.recipes.values() if host in recipe_hosts(recipe)]
        delay = self.options.delay if self.options.delay is not None else max(asked, default=1.0)
        return Pace(host, delay)


def is_loopback(host: str, resolved: Mapping[str, str]) -> bool:
    """Whether a host (with or without port) is this machine."""
    target = resolved.get(host, host)
    return target.rsplit(":", 1)[0] in LOOPBACK or target in LOOPBACK


def recipe_hosts(recipe: Recipe) -> set[str]:
    return {urlsplit(recipe.base).netloc.lower(), *recipe.hosts}
