"""The ledger: what is to be fetched, what was, and the documents that wait for a shard.

One SQLite file in `raw/`. Everything that a page changes (its own state, the visits that it leads
to, the keys of its documents, the documents themselves, the counts) is one transaction, so
whatever moment a kill -9 chooses, the ledger holds either all of a page or nothing of it.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lmkor_data.crawlers.visits import Harvest, Visit
from lmkor_data.engine.counts import (
    BYTES_IN,
    BYTES_OUT,
    DOCUMENTS_IN,
    DOCUMENTS_OUT,
    DROPPED,
    Counts,
)

NAME = "_crawl.sqlite"

_WAITING, _LENT, _DONE, _FAILED = range(4)

_TABLES = """
CREATE TABLE IF NOT EXISTS lanes (
    id INTEGER PRIMARY KEY, site TEXT, host TEXT, category TEXT, UNIQUE (site, host, category));
CREATE TABLE IF NOT EXISTS visits (
    id INTEGER PRIMARY KEY, key INTEGER UNIQUE, lane INTEGER, state INTEGER DEFAULT 0,
    tries INTEGER DEFAULT 0, due REAL DEFAULT 0, outcome TEXT, seen_at REAL, visit TEXT);
CREATE INDEX IF NOT EXISTS waiting ON visits (lane, id) WHERE state = 0;
CREATE TABLE IF NOT EXISTS documents (key INTEGER PRIMARY KEY, lane INTEGER);
CREATE TABLE IF NOT EXISTS waiting_documents (id INTEGER PRIMARY KEY, site TEXT, rows BLOB);
CREATE TABLE IF NOT EXISTS shards (path TEXT PRIMARY KEY, site TEXT);
CREATE TABLE IF NOT EXISTS flushes (site TEXT PRIMARY KEY, number INTEGER);
CREATE TABLE IF NOT EXISTS counts (
    site TEXT, category TEXT, measure TEXT, amount INTEGER,
    PRIMARY KEY (site, category, measure)) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Lane:
    """A queue of visits: one category of one site on one host."""

    id: int
    site: str
    host: str
    category: str


class Ledger:
    """Changes gather in one open transaction until `commit`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(_TABLES)
        # What a killed run had lent out but never brought home is fetched again.
        self._db.execute("UPDATE visits SET state = ? WHERE state = ?", (_WAITING, _LENT))
        self._lanes = {
            (site, host, category): Lane(id, site, host, category)
            for id, site, host, category in self._db.execute("SELECT * FROM lanes")
        }
        self._db.execute("BEGIN")

    def commit(self) -> None:
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def close(self) -> None:
        """Keep everything; what is lent out goes back to waiting."""
        self._db.execute("UPDATE visits SET state = ? WHERE state = ?", (_WAITING, _LENT))
        self._db.execute("COMMIT")
        self._db.close()

    def lanes(self, sites: Iterable[str], categories: Iterable[str] | None) -> list[Lane]:
        """The lanes of these sites and categories (None: all), in the order they were opened."""
        wanted, chosen = set(sites), None if categories is None else set(categories)
        return [
            lane
            for lane in self._lanes.values()
            if lane.site in wanted and (chosen is None or lane.category in chosen)
        ]

    def add(self, visits: Iterable[Visit]) -> list[Lane]:
        """Queue the visits that the ledger has never seen; returns their lanes."""
        opened = []
        for visit in visits:
            lane = self._lane(visit)
            added = self._db.execute(
                "INSERT OR IGNORE INTO visits (key, lane, visit) VALUES (?, ?, ?)",
                (visit.key, lane.id, visit.to_json()),
            )
            if added.rowcount:
                opened.append(lane)
        return opened

    def revisit(self, visits: Iterable[Visit]) -> None:
        """Queue visits again, whether or not they were made before."""
        for visit in visits:
            self.add([visit])
            self._db.execute(
                "UPDATE visits SET state = ?, tries = 0, due = 0, visit = ? WHERE key = ?",
                (_WAITING, visit.to_json(), visit.key),
            )

    def take(self, lane: Lane, number: int, now: float) -> list[Visit]:
        """Lend out the oldest visits of a lane that are due."""
        rows = self._db.execute(
            "SELECT id, tries, visit FROM visits WHERE lane = ? AND state = 0 AND due <= ? "
            "ORDER BY id LIMIT ?",
            (lane.id, now, number),
        ).fetchall()
        self._db.executemany(
            "UPDATE visits SET state = ? WHERE id = ?", [(_LENT, id) for id, _, _ in rows]
        )
        return [Visit.from_json(text, id=id, tries=tries) for id, tries, text in rows]

    def next_due(self, lane: Lane) -> float | None:
        """When the first waiting visit of a lane may be made; None if none waits."""
        (due,) = self._db.execute(
            "SELECT min(due) FROM visits WHERE lane = ? AND state = 0", (lane.id,)
        ).fetchone()
        return due

    def waiting(self, lanes: Iterable[Lane]) -> int:
        """How many visits are still to be made in these lanes."""
        count = "SELECT count(*) FROM visits WHERE lane = ? AND state IN (0, 1)"
        return sum(self._db.execute(count, (lane.id,)).fetchone()[0] for lane in lanes)

    def give_back(self, visit: Visit) -> None:
        """A visit that was lent out but not made: it waits again, as if nothing had been."""
        self._db.execute("UPDATE visits SET state = ? WHERE id = ?", (_WAITING, visit.id))

    def postpone(self, visit: Visit, due: float, why: str) -> None:
        """The visit failed for now; it is made again at `due` (seconds since the epoch)."""
        self._db.execute(
            "UPDATE visits SET state = ?, due = ?, tries = tries + 1, outcome = ? WHERE id = ?",
            (_WAITING, due, why, visit.id),
        )

    def keep(self, harvest: Harvest, now: float, room: int | None = None) -> tuple[list[Lane], int]:
        """Enter what a visit brought; documents seen before are counted, not kept.

        `room` is how many more documents may be kept (None: any number); a page that has more
        waits to be read again by a run with more room. Returns the lanes that
        got new visits, and how many documents were kept.
        """
        visit = harvest.visit
        kept: list[dict[str, Any]] = []
        whole = True
        for document in harvest.documents:
            if room is not None and len(kept) >= room:
                whole = False
                break
            size = len(document["text"].encode())
            self._count(visit, DOCUMENTS_IN)
            self._count(visit, BYTES_IN, size)
            if self._is_new(document["id"], visit):
                kept.append(document)
                self._count(visit, DOCUMENTS_OUT)
                self._count(visit, BYTES_OUT, size)
            else:
                self._count(visit, DROPPED + "seen before")
        self._count(visit, DOCUMENTS_IN, harvest.unreadable)
        self._count(visit, DROPPED + "without text", harvest.unreadable)
        self._count(visit, "declared", harvest.declared)
        self._count(visit, "pages")
        if kept:
            packed = zlib.compress(json.dumps(kept, ensure_ascii=False).encode(), 1)
            self._db.execute(
                "INSERT INTO waiting_documents (site, rows) VALUES (?, ?)", (visit.site, packed)
            )
        state = _WAITING if not whole else _DONE if harvest.outcome == "done" else _FAILED
        self._db.execute(
            "UPDATE visits SET state = ?, outcome = ?, seen_at = ? WHERE id = ?",
            (state, harvest.outcome, now, visit.id),
        )
        return self.add(harvest.visits), len(kept)

    def kept(self, sites: Iterable[str], categories: Iterable[str] | None) -> int:
        """Documents kept so far, those that wait for a shard included."""
        return self.counts(sites, categories).total(DOCUMENTS_OUT)

    def counts(self, sites: Iterable[str], categories: Iterable[str] | None) -> Counts:
        """What all runs so far counted for these sites and categories."""
        wanted, chosen = set(sites), None if categories is None else set(categories)
        counts = Counts()
        for site, category, measure, amount in self._db.execute("SELECT * FROM counts"):
            if site in wanted and (chosen is None or category in chosen):
                counts.add(category, site, measure, amount)
        return counts

    def outcomes(self, lanes: Iterable[Lane]) -> dict[tuple[str, str], int]:
        """How many visits failed, by host and reason."""
        failed: dict[tuple[str, str], int] = {}
        query = "SELECT outcome, count(*) FROM visits WHERE lane = ? AND state = ? GROUP BY outcome"
        for lane in lanes:
            for outcome, number in self._db.execute(query, (lane.id, _FAILED)):
                failed[lane.host, outcome] = failed.get((lane.host, outcome), 0) + number
        return failed

    def waiting_documents(self, site: str) -> Iterator[list[dict[str, Any]]]:
        """The documents that are in no shard yet, page by page, in the order they came."""
        query = "SELECT rows FROM waiting_documents WHERE site = ? ORDER BY id"
        for (rows,) in self._db.execute(query, (site,)):
            yield json.loads(zlib.decompress(rows))

    def flush_number(self, site: str) -> int:
        row = self._db.execute("SELECT number FROM flushes WHERE site = ?", (site,)).fetchone()
        return row[0] if row else 0

    def enter_shards(self, site: str, paths: Iterable[str]) -> None:
        """The site's waiting documents are in these shards now."""
        self._db.executemany("INSERT INTO shards VALUES (?, ?)", [(p, site) for p in paths])
        self._db.execute("DELETE FROM waiting_documents WHERE site = ?", (site,))
        self._db.execute(
            "INSERT INTO flushes VALUES (?, 1) ON CONFLICT DO UPDATE SET number = number + 1",
            (site,),
        )

    def shards(self, site: str) -> list[str]:
        """The shards of a site, as paths below `raw/`."""
        rows = self._db.execute("SELECT path FROM shards WHERE site = ? ORDER BY path", (site,))
        return [path for (path,) in rows]

    def forget(self, site: str) -> None:
        """Drop all that the ledger holds of a site."""
        lanes = [lane for lane in self._lanes.values() if lane.site == site]
        for lane in lanes:
            self._db.execute("DELETE FROM visits WHERE lane = ?", (lane.id,))
            self._db.execute("DELETE FROM documents WHERE lane = ?", (lane.id,))
            self._db.execute("DELETE FROM lanes WHERE id = ?", (lane.id,))
            del self._lanes[lane.site, lane.host, lane.category]
        for table in ("waiting_documents", "shards", "flushes", "counts"):
            self._db.execute(f"DELETE FROM {table} WHERE site = ?", (site,))

    def _lane(self, visit: Visit) -> Lane:
        key = (visit.site, visit.host, visit.category)
        if key not in self._lanes:
            insert = "INSERT INTO lanes (site, host, category) VALUES (?, ?, ?)"
            self._lanes[key] = Lane(self._db.execute(insert, key).lastrowid or 0, *key)
        return self._lanes[key]

    def _is_new(self, document: str, visit: Visit) -> bool:
        key = int.from_bytes(bytes.fromhex(document), "big", signed=True)
        insert = "INSERT OR IGNORE INTO documents VALUES (?, ?)"
        return bool(self._db.execute(insert, (key, self._lane(visit).id)).rowcount)

    def _count(self, visit: Visit, measure: str, amount: int = 1) -> None:
        if amount:
            self._db.execute(
                "INSERT INTO counts VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
                (visit.site, visit.category, measure, amount),
            )
