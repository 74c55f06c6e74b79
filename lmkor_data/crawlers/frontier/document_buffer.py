"""Documents in the ledger: ids of all ever kept, rows waiting for a shard, and the counts."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from lmkor_data.crawlers.frontier.page_request import integer_key
from lmkor_data.crawlers.frontier.request_queue import Lane
from lmkor_data.engine.counts import Counts

TABLES = """
CREATE TABLE IF NOT EXISTS documents (key INTEGER PRIMARY KEY, lane INTEGER, digest INTEGER);
CREATE TABLE IF NOT EXISTS superseded (site TEXT, id TEXT, PRIMARY KEY (site, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting_documents (id INTEGER PRIMARY KEY, site TEXT, rows BLOB);
CREATE TABLE IF NOT EXISTS shards (path TEXT PRIMARY KEY, site TEXT);
CREATE TABLE IF NOT EXISTS flushes (site TEXT PRIMARY KEY, number INTEGER);
CREATE TABLE IF NOT EXISTS counts (
    site TEXT, category TEXT, measure TEXT, amount INTEGER,
    PRIMARY KEY (site, category, measure)) WITHOUT ROWID;
"""

#: Columns that ledgers of version 0.1 lack.
ADDED = (("documents", "digest INTEGER"),)

_ADD = (
    "INSERT INTO counts VALUES (?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET amount = amount + excluded.amount"
)


class DocumentBuffer:
    """Buffer documents until a shard is written. The ledger commits; methods never do."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def is_new(self, document: str, lane: Lane, text: str = "") -> bool:
        """Record a document's id (16 hex digits) and text; return False if the id was known."""
        insert = "INSERT OR IGNORE INTO documents (key, lane, digest) VALUES (?, ?, ?)"
        row = (_key(document), lane.id, integer_key(text))
        return bool(self._db.execute(insert, row).rowcount)

    def is_edited(self, document: str, text: str) -> bool:
        """Record the text of a known document; return False if it is the one it had."""
        update = "UPDATE documents SET digest = ?1 WHERE key = ?2 AND digest IS NOT ?1"
        return bool(self._db.execute(update, (integer_key(text), _key(document))).rowcount)

    def supersede(self, site: str, document: str) -> None:
        """Mark the version of a document that is already kept for removal by the next flush."""
        self._db.execute("INSERT OR IGNORE INTO superseded VALUES (?, ?)", (site, document))

    def superseded(self, site: str) -> set[str]:
        """Return the ids of a site whose older versions are to be removed."""
        rows = self._db.execute("SELECT id FROM superseded WHERE site = ?", (site,))
        return {document for (document,) in rows}

    def put(self, site: str, documents: list[dict[str, Any]]) -> None:
        """Store the documents of one page until a shard is written."""
        packed = zlib.compress(json.dumps(documents, ensure_ascii=False).encode(), 1)
        self._db.execute("INSERT INTO waiting_documents (site, rows) VALUES (?, ?)", (site, packed))

    def waiting(self, site: str) -> Iterator[list[dict[str, Any]]]:
        """Yield the documents that are in no shard yet, page by page, oldest first."""
        query = "SELECT rows FROM waiting_documents WHERE site = ? ORDER BY id"
        for (rows,) in self._db.execute(query, (site,)):
            yield json.loads(zlib.decompress(rows))

    def flush_number(self, site: str) -> int:
        """Count how often the site's documents were flushed into shards."""
        row = self._db.execute("SELECT number FROM flushes WHERE site = ?", (site,)).fetchone()
        return row[0] if row else 0

    def enter_shards(self, site: str, paths: Iterable[str], replaced: Iterable[str] = ()) -> None:
        """Record that the waiting documents are now in these shards (paths below `raw/`).

        The rows of `replaced` shards that are still wanted are in the new ones too.
        """
        self._db.executemany("DELETE FROM shards WHERE path = ?", [(p,) for p in replaced])
        self._db.execute("DELETE FROM superseded WHERE site = ?", (site,))
        self._db.executemany("INSERT INTO shards VALUES (?, ?)", [(p, site) for p in paths])
        self._db.execute("DELETE FROM waiting_documents WHERE site = ?", (site,))
        self._db.execute(
            "INSERT INTO flushes VALUES (?, 1) ON CONFLICT DO UPDATE SET number = number + 1",
            (site,),
        )

    def shards(self, site: str) -> list[str]:
        """List the shards of a site as paths below `raw/`."""
        rows = self._db.execute("SELECT path FROM shards WHERE site = ? ORDER BY path", (site,))
        return [path for (path,) in rows]

    def count(self, counts: Counts) -> None:
        """Add to the totals of all runs."""
        rows = [(site, category, m, n) for category, site, m, n in counts.rows()]
        self._db.executemany(_ADD, rows)

    def counts(self, sites: Collection[str], categories: Collection[str] | None) -> Counts:
        """Return the totals of all runs for these sites and categories (None: all)."""
        counts = Counts()
        for site, category, measure, amount in self._db.execute("SELECT * FROM counts"):
            if site in sites and (categories is None or category in categories):
                counts.add(category, site, measure, amount)
        return counts

    def forget(self, site: str, lanes: Iterable[Lane]) -> None:
        """Delete everything recorded about a site's documents."""
        self._db.executemany("DELETE FROM documents WHERE lane = ?", [(x.id,) for x in lanes])
        for table in ("waiting_documents", "shards", "flushes", "counts", "superseded"):
            self._db.execute(f"DELETE FROM {table} WHERE site = ?", (site,))


def _key(document: str) -> int:
    return int.from_bytes(bytes.fromhex(document), "big", signed=True)
