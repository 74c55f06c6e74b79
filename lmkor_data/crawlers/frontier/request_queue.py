"""The requests of a ledger: which wait, which are lent out, which were made."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lmkor_data.crawlers.frontier.page_request import PageRequest

#: PUT_OFF requests failed too often in one run; the next one tries them again.
WAITING, IN_FLIGHT, DONE, FAILED, DEFERRED = range(5)

TABLES = """
CREATE TABLE IF NOT EXISTS lanes (
    id INTEGER PRIMARY KEY, site TEXT, host TEXT, category TEXT, UNIQUE (site, host, category));
CREATE TABLE IF NOT EXISTS visits (
    id INTEGER PRIMARY KEY, key INTEGER UNIQUE, lane INTEGER, state INTEGER DEFAULT 0,
    tries INTEGER DEFAULT 0, due REAL DEFAULT 0, outcome TEXT, made_at REAL, visit TEXT);
CREATE INDEX IF NOT EXISTS waiting_visits ON visits (lane, id) WHERE state = 0;
CREATE INDEX IF NOT EXISTS open_visits ON visits (state) WHERE state IN (1, 4);
"""


@dataclass(frozen=True)
class Lane:
    """A queue of requests: one category of one site on one host."""

    id: int
    site: str
    host: str
    category: str


class RequestQueue:
    """Every method changes the open transaction only; the ledger commits it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        rows = db.execute("SELECT id, site, host, category FROM lanes")
        self._lanes = {tuple(row[1:]): Lane(*row) for row in rows}

    def recover(self) -> None:
        """What a run that is over had lent out, or put off, waits again."""
        self._db.execute(
            "UPDATE visits SET state = 0, tries = 0, due = 0 WHERE state IN (1, 4)",
        )

    def lanes(self, sites: Collection[str], categories: Collection[str] | None) -> list[Lane]:
        """The lanes of these sites and categories (None: all), in the order they were opened."""
        return [
            lane
            for lane in self._lanes.values()
            if lane.site in sites and (categories is None or lane.category in categories)
        ]

    def lane(self, request: PageRequest) -> Lane:
        """The lane of a request, opened if it is the first one."""
        key = (request.site, request.host, request.category)
        if key not in self._lanes:
            insert = "INSERT INTO lanes (site, host, category) VALUES (?, ?, ?)"
            self._lanes[key] = Lane(self._db.execute(insert, key).lastrowid or 0, *key)
        return self._lanes[key]

    def add(self, requests: Iterable[PageRequest]) -> list[Lane]:
        """Queue the requests that the ledger has never seen; returns their lanes."""
        opened = []
        for request in requests:
            lane = self.lane(request)
            added = self._db.execute(
                "INSERT OR IGNORE INTO visits (key, lane, visit) VALUES (?, ?, ?)",
                (request.key, lane.id, request.to_json()),
            )
            if added.rowcount:
                opened.append(lane)
        return opened

    def add_again(self, requests: Iterable[PageRequest], made_before: float) -> list[Lane]:
        """Queue requests anew, those too that were made before this moment (epoch seconds)."""
        opened = self.add(requests := list(requests))
        for request in requests:
            renewed = self._db.execute(
                "UPDATE visits SET state = 0, tries = 0, due = 0, visit = ? "
                "WHERE key = ? AND made_at < ?",
                (request.to_json(), request.key, made_before),
            )
            if renewed.rowcount:
                opened.append(self.lane(request))
        return opened

    def take(self, lane: Lane, number: int, now: float) -> list[PageRequest]:
        """Lend out the oldest requests of a lane that are due."""
        rows = self._db.execute(
            "SELECT id, tries, visit FROM visits WHERE lane = ? AND state = 0 AND due <= ? "
            "ORDER BY id LIMIT ?",
            (lane.id, now, number),
        ).fetchall()
        self._db.executemany("UPDATE visits SET state = 1 WHERE id = ?", [(r[0],) for r in rows])
        return [PageRequest.from_json(text, id=id, tries=tries) for id, tries, text in rows]

    def next_due(self, lane: Lane) -> float | None:
        """When the first waiting request of a lane may be made; None if none waits."""
        query = "SELECT min(due) FROM visits WHERE lane = ? AND state = 0"
        (due,) = self._db.execute(query, (lane.id,)).fetchone()
        return due

    def finish(self, request: PageRequest, state: int, outcome: str, now: float) -> None:
        self._db.execute(
            "UPDATE visits SET state = ?, outcome = ?, made_at = ? WHERE id = ?",
            (state, outcome, now, request.id),
        )

    def postpone(self, request: PageRequest, due: float, why: str) -> None:
        """The request failed for now; it is made again at `due` (epoch seconds)."""
        self._db.execute(
            "UPDATE visits SET state = 0, due = ?, tries = tries + 1, outcome = ? WHERE id = ?",
            (due, why, request.id),
        )

    def has_failed(self, request: PageRequest) -> bool:
        """Whether the page of a request was asked for before, and did not come."""
        query = "SELECT 1 FROM visits WHERE key = ? AND state = ?"
        return self._db.execute(query, (request.key, FAILED)).fetchone() is not None

    def numbers(self, lanes: Iterable[Lane]) -> Counter[int]:
        """How many requests of these lanes are in each state."""
        query = "SELECT state, count(*) FROM visits WHERE lane = ? GROUP BY state"
        total: Counter[int] = Counter()
        for lane in lanes:
            total.update(dict(self._db.execute(query, (lane.id,))))
        return total

    def outcomes(self, lanes: Iterable[Lane], state: int) -> Counter[tuple[str, str]]:
        """How many requests came to this state, by host and reason."""
        query = "SELECT outcome, count(*) FROM visits WHERE lane = ? AND state = ? GROUP BY outcome"
        total: Counter[tuple[str, str]] = Counter()
        for lane in lanes:
            for outcome, number in self._db.execute(query, (lane.id, state)):
                total[lane.host, outcome] += number
        return total

    def forget(self, site: str) -> list[Lane]:
        """Drop a site's requests and lanes; returns the lanes that were."""
        gone = self.lanes([site], None)
        for lane in gone:
            self._db.execute("DELETE FROM visits WHERE lane = ?", (lane.id,))
            self._db.execute("DELETE FROM lanes WHERE id = ?", (lane.id,))
            del self._lanes[lane.site, lane.host, lane.category]
        return gone
