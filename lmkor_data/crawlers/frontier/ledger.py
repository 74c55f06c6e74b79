"""The crawl ledger: pages to fetch, pages fetched, and documents waiting for a shard.

One SQLite file in `raw/`. Everything that a page changes (its own state, the requests that it leads
to, the keys of its documents, the documents themselves, the counts) is one transaction, so
after a kill -9 at any moment the ledger holds either all of a page or nothing of it.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from lmkor_data.crawlers.frontier import document_buffer, request_queue
from lmkor_data.crawlers.frontier.document_buffer import DocumentBuffer
from lmkor_data.crawlers.frontier.page_request import READ, UNCHANGED, PageResult, Retry
from lmkor_data.crawlers.frontier.request_queue import DEFERRED, DONE, FAILED, WAITING, RequestQueue
from lmkor_data.engine.counts import (
    BYTES_IN,
    BYTES_OUT,
    DOCUMENTS_IN,
    DOCUMENTS_OUT,
    DROPPED,
    Counts,
)
from lmkor_data.errors import LmkorError

NAME = "_crawl.sqlite"

#: A request that fails this often in one run is deferred to the next.
MOST_TRIES = 5


class Ledger:
    """Store crawl state in SQLite; changes gather in one transaction until `commit`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(request_queue.TABLES + document_buffer.TABLES)
            self._add_columns()
        except sqlite3.OperationalError:  # such as a full disk
            raise
        except sqlite3.DatabaseError as cause:
            raise LmkorError(
                f"{path} is damaged: {cause}. Restore it from a copy, or move it away and use "
                "--overwrite to crawl its sites anew."
            ) from cause
        self.requests = RequestQueue(self._db)
        self.documents = DocumentBuffer(self._db)
        self.requests.recover()
        self._db.execute("BEGIN")

    def _add_columns(self) -> None:
        """Bring a ledger of an older version up to date."""
        for table, column in (*request_queue.ADDED, *document_buffer.ADDED):
            names = {row[1] for row in self._db.execute(f"PRAGMA table_info({table})")}
            if column.split()[0] not in names:
                self._db.execute(f"ALTER TABLE {table} ADD COLUMN {column}")

    def commit(self) -> None:
        """Make all changes so far durable."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def close(self, keep: bool = True) -> None:
        """Close the database; `keep=False` after a disk failure rolls back first."""
        if keep:
            self._db.execute("COMMIT")
        self._db.close()

    def keep(self, result: PageResult, now: float, room: int | None = None) -> Counts:
        """Record the result of a request and return what it added to the counts.

        Documents seen before are counted but not kept. `room` is how many more may be kept (None:
        unlimited); a page with more documents is read again by a run with more room. `now` is in
        seconds since the epoch.
        """
        request = result.request
        if result.retry is Retry.LATER and request.tries + 1 < MOST_TRIES:
            self.requests.postpone(request, now + result.pause, result.outcome)
            return Counts()
        if result.retry is not Retry.NEVER:
            self.requests.finish(request, DEFERRED, result.outcome, now)
            return Counts()
        counts, kept, whole = self._sift(result, room)
        if kept:
            self.documents.put(request.site, kept)
        good = result.outcome in (READ, UNCHANGED)
        state = WAITING if not whole else DONE if good else FAILED
        if result.etag or result.modified:
            self.requests.remember(request, result.etag, result.modified)
        self.requests.finish(request, state, result.outcome, now)
        self.documents.count(counts)
        return counts

    def forget(self, site: str) -> None:
        """Delete everything recorded about a site."""
        self.documents.forget(site, self.requests.forget(site))

    def _sift(
        self, result: PageResult, room: int | None
    ) -> tuple[Counts, list[dict[str, Any]], bool]:
        """Return the counts, the new documents, and whether the whole page fitted into `room`."""
        request, counts = result.request, Counts()
        lane = self.requests.lane(request)

        def add(measure: str, amount: int = 1) -> None:
            counts.add(request.category, request.site, measure, amount)

        add("pages")
        add("declared", result.declared)
        add(DOCUMENTS_IN, result.unreadable)
        add(DROPPED + "without text", result.unreadable)
        add(UNCHANGED, result.outcome == UNCHANGED)
        kept: list[dict[str, Any]] = []
        for document in result.documents:
            if room is not None and len(kept) >= room:
                return counts, kept, False
            size = len(document["text"].encode())
            add(DOCUMENTS_IN)
            add(BYTES_IN, size)
            if result.reserved:
                add(DROPPED + result.reserved)
            elif self.documents.is_new(document["id"], lane, document["text"]):
                kept.append(document)
                add(DOCUMENTS_OUT)
                add(BYTES_OUT, size)
            elif request.made_at and self.documents.is_edited(document["id"], document["text"]):
                kept.append(document)  # in the place of the version that came before
                self.documents.supersede(request.site, document["id"])
                add(DROPPED + "replaced by a newer version")
            else:
                add(DROPPED + "seen before")
        return counts, kept, True
