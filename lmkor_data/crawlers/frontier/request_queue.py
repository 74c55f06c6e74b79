"""Requests in the ledger: waiting, in flight, done, failed or deferred."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from lmkor_data.crawlers.frontier.page_request import PageRequest

#: States of a request. DEFERRED ones failed too often in one run; the next run tries them again.
WAITING, IN_FLIGHT, DONE, FAILED, DEFERRED = range(5)

TABLES = """
CREATE TABLE IF NOT EXISTS lanes (
    id INTEGER PRIMARY KEY, site TEXT, host TEXT, category TEXT, UNIQUE (site, host, category));
CREATE TABLE IF NOT EXISTS visits (
    id INTEGER PRIMARY KEY, key INTEGER UNIQUE, lane INTEGER, state INTEGER DEFAULT 0,
    tries INTEGER DEFAULT 0, due REAL DEFAULT 0, outcome TEXT, made_at REAL, visit TEXT,
    etag TEXT DEFAULT '', modified TEXT DEFAULT '');
CREATE INDEX IF NOT EXISTS waiting_visits ON visits (lane, id) WHERE state = 0;
CREATE INDEX IF NOT EXISTS open_visits ON visits (state) WHERE state IN (1, 4);
"""

#: Columns that ledgers of version 0.1 lack.
ADDED = (("visits", "etag TEXT DEFAULT ''"), ("visits", "modified TEXT DEFAULT ''"))

_COLUMNS = "id, tries, made_at, etag, modified, visit"


@dataclass(frozen=True)
class Lane:
    """Identify one queue: a category of a site on a host."""

    id: int
    site: str
    host: str
    category: str


class RequestQueue:
    """Queue requests by lane. The ledger commits; methods never do."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        rows = db.execute("SELECT id, site, host, category FROM lanes")
        self._lanes = {tuple(row[1:]): Lane(*row) for row in rows}

    def recover(self) -> None:
        """Requeue what an earlier run left in flight or deferred."""
        self._db.execute(
            "UPDATE visits SET state = 0, tries = 0, due = 0 WHERE state IN (1, 4)",
        )

    def lanes(self, sites: Collection[str], categories: Collection[str] | None) -> list[Lane]:
        """List the lanes of these sites and categories (None: all), oldest first."""
        return [
            lane
            for lane in self._lanes.values()
            if lane.site in sites and (categories is None or lane.category in categories)
        ]

    def lane(self, request: PageRequest) -> Lane:
        """Return the lane of a request, creating it if needed."""
        key = (request.site, request.host, request.category)
        if key not in self._lanes:
            insert = "INSERT INTO lanes (site, host, category) VALUES (?, ?, ?)"
            self._lanes[key] = Lane(self._db.execute(insert, key).lastrowid or 0, *key)
        return self._lanes[key]

    def add(self, requests: Iterable[PageRequest]) -> list[Lane]:
        """Queue the requests that are not in the ledger yet; return their lanes."""
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
        """Queue requests, including those last made before this time (epoch seconds)."""
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
        """Take the oldest due requests of a lane; they count as in flight."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM visits WHERE lane = ? AND state = 0 AND due <= ? "
            "ORDER BY id LIMIT ?",
            (lane.id, now, number),
        ).fetchall()
        self._db.executemany("UPDATE visits SET state = 1 WHERE id = ?", [(r[0],) for r in rows])
        return [request for row in rows if (request := self._restored(row))]

    def _restored(self, row: tuple[Any, ...]) -> PageRequest | None:
        id, tries, made_at, etag, modified, text = row
        try:
            return PageRequest.from_json(
                text, id=id, tries=tries, made_at=made_at or 0.0, etag=etag, modified=modified
            )
        except (ValueError, TypeError):
            outcome = "damaged in the ledger"
            update = "UPDATE visits SET state = ?, outcome = ? WHERE id = ?"
            self._db.execute(update, (FAILED, outcome, id))
            return None

    def next_due(self, lane: Lane) -> float | None:
        """Return when the next request of a lane is due (epoch seconds), None if none waits."""
        query = "SELECT min(due) FROM visits WHERE lane = ? AND state = 0"
        (due,) = self._db.execute(query, (lane.id,)).fetchone()
        return due

    def remember(self, request: PageRequest, etag: str, modified: str) -> None:
        """Store the validators of a response for a conditional request later."""
        update = "UPDATE visits SET etag = ?, modified = ? WHERE id = ?"
        self._db.execute(update, (etag, modified, request.id))

    def made_at(self, request: PageRequest) -> float | None:
        """Return when a page was last fetched (epoch seconds), None if it never was."""
        query = "SELECT made_at FROM visits WHERE key = ?"
        row = self._db.execute(query, (request.key,)).fetchone()
        return row[0] if row else None

    def finish(self, request: PageRequest, state: int, outcome: str, now: float) -> None:
        """Record the final state of a request and why it ended so."""
        self._db.execute(
            "UPDATE visits SET state = ?, outcome = ?, made_at = ? WHERE id = ?",
            (state, outcome, now, request.id),
        )

    def postpone(self, request: PageRequest, due: float, why: str) -> None:
        """Requeue a request that failed, to be made again at `due` (epoch seconds)."""
        self._db.execute(
            "UPDATE visits SET state = 0, due = ?, tries = tries + 1, outcome = ? WHERE id = ?",
            (due, why, request.id),
        )

    def has_failed(self, request: PageRequest) -> bool:
        """Tell whether this page was requested before and failed."""
        query = "SELECT 1 FROM visits WHERE key = ? AND state = ?"
        return self._db.execute(query, (request.key, FAILED)).fetchone() is not None

    def numbers(self, lanes: Iterable[Lane]) -> Counter[int]:
        """Count the requests of these lanes by state."""
        query = "SELECT state, count(*) FROM visits WHERE lane = ? GROUP BY state"
        total: Counter[int] = Counter()
        for lane in lanes:
            total.update(dict(self._db.execute(query, (lane.id,))))
        return total

    def outcomes(self, lanes: Iterable[Lane], state: int) -> Counter[tuple[str, str]]:
        """Count the requests in a state by (host, reason)."""
        query = "SELECT outcome, count(*) FROM visits WHERE lane = ? AND state = ? GROUP BY outcome"
        total: Counter[tuple[str, str]] = Counter()
        for lane in lanes:
            for outcome, number in self._db.execute(query, (lane.id, state)):
                total[lane.host, outcome] += number
        return total

    def forget(self, site: str) -> list[Lane]:
        """Delete a site's requests and lanes; return those lanes."""
        gone = self.lanes([site], None)
        for lane in gone:
            self._db.execute("DELETE FROM visits WHERE lane = ?", (lane.id,))
            self._db.execute("DELETE FROM lanes WHERE id = ?", (lane.id,))
            del self._lanes[lane.site, lane.host, lane.category]
        return gone
