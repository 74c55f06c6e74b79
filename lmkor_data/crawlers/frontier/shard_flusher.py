"""Writes documents that wait in the ledger to Parquet shards."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.corpus.layout import DATA, Shard, shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.corpus.schema import DOCUMENT, in_memory
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.crawlers.frontier.ledger import NAME as LEDGER
from lmkor_data.crawlers.frontier.ledger import Ledger
from lmkor_data.crawlers.frontier.page_request import PageResult
from lmkor_data.crawlers.frontier.takedown_list import TakedownList
from lmkor_data.engine.counts import DOCUMENTS_OUT, DROPPED, Counts
from lmkor_data.errors import LmkorError

#: A shard is written once this many bytes of text wait (UTF-8).
_SHARD_TEXT = 64 << 20
_BATCH_ROWS = 4096


class ShardFlusher:
    """Write shards completely before the ledger names them; sweep the others at the start.

    So a kill between the two leaves a file that the next run removes, while its documents still
    wait in the ledger: nothing is lost and nothing comes twice.
    """

    def __init__(self, raw: Path, ledger: Ledger) -> None:
        self._raw = raw
        self._ledger = ledger
        self._held: dict[str, int] = {}

    def add(self, result: PageResult) -> None:
        """Count the text of a page, and write a shard once enough waits."""
        site = result.request.site
        size = sum(len(document["text"]) for document in result.documents)
        self._held[site] = self._held.get(site, 0) + 3 * size
        if self._held[site] >= _SHARD_TEXT:
            self.flush(site)

    def flush(self, site: str) -> None:
        """Move all waiting documents of a site into new shards, one for each category.

        Older versions of edited documents go: the shards that hold them are written anew.
        """
        documents = self._ledger.documents
        gone = documents.superseded(site)
        writer = ShardWriter(self._raw, f"{_prefix(site)}{documents.flush_number(site):05d}")
        with writer:
            replaced = self._copy_without(gone, site, writer) if gone else []
            _write_waiting(writer, documents.waiting(site), gone)
        self._held[site] = 0
        if writer.outputs or replaced:
            outputs = [os.path.relpath(path, self._raw) for path in writer.outputs]
            documents.enter_shards(site, outputs, replaced)
            self._ledger.commit()
            self._remove(replaced)

    def take_down(self, site: str, takedowns: TakedownList) -> int:
        """Remove the documents of a site that are on the list; return how many there were."""
        self.flush(site)
        found: dict[str, str] = {}
        for shard in self._recorded(site):
            for batch in read_documents(shard, columns=("id", "url")):
                for id, url in zip(
                    *(batch.column(n).to_pylist() for n in ("id", "url")), strict=True
                ):
                    if takedowns.covers(url or "", id):
                        found[id] = shard.category
        for id in found:
            self._ledger.documents.supersede(site, id)
        if found:
            counts = Counts()
            for category in found.values():
                counts.add(category, site, DOCUMENTS_OUT, -1)
                counts.add(category, site, f"{DROPPED}taken down")
            self._ledger.documents.count(counts)
            self.flush(site)
        return len(found)

    def _copy_without(self, gone: Collection[str], site: str, writer: ShardWriter) -> list[str]:
        """Copy the shards that hold some of these ids, without them; return their paths."""
        replaced = []
        unwanted = pa.array(sorted(gone))
        for shard in self._recorded(site):
            batches = list(read_documents(shard))
            if not any(pc.any(pc.is_in(b.column("id"), unwanted)).as_py() for b in batches):
                continue
            for batch in batches:
                rows = batch.filter(pc.invert(pc.is_in(batch.column("id"), unwanted)))
                if rows.num_rows:
                    writer.write(rows)
            replaced.append(os.path.relpath(shard.path, self._raw))
        return replaced

    def _recorded(self, site: str) -> list[Shard]:
        """List the shards of a site that the ledger names and that are on disk."""
        entered = set(self._ledger.documents.shards(site))
        return [s for s in shards(self._raw) if os.path.relpath(s.path, self._raw) in entered]

    def _remove(self, paths: Collection[str]) -> None:
        """Delete replaced shards; their paths come from a listing of `raw/`, not the ledger."""
        for path in paths:
            (self._raw / path).unlink(missing_ok=True)

    def sweep(self, site: str) -> None:
        """Delete shards that a killed run wrote but did not record."""
        entered = set(self._ledger.documents.shards(site))
        for path in self._files(site):
            if os.path.relpath(path, self._raw) not in entered:
                path.unlink()

    def refuse_orphans(self, site: str) -> None:
        """Raise `LmkorError` if there are shards of a site but no ledger that knows them."""
        found = next(iter(self._files(site)), None)
        if found:
            raise LmkorError(
                f"{found} was crawled, but the ledger {self._raw / LEDGER} is gone. Restore it, or "
                "move the shards away; --overwrite removes them and crawls the site anew."
            )

    def missing(self, site: str) -> list[str]:
        """List recorded shards that are not on disk, as paths below `raw/`."""
        return [path for path in self._ledger.documents.shards(site) if not self._exists(path)]

    def _files(self, site: str) -> list[Path]:
        """List the site's shards on disk, those in the layout of version 0.1 too."""
        name = f"{_prefix(site)}[0-9]*.parquet"
        return [
            p for folder in (f"{DATA}/*", "category=*") for p in self._raw.glob(f"{folder}/{name}")
        ]

    def _exists(self, path: str) -> bool:
        return (self._raw / path).exists()

    def clear(self, site: str) -> None:
        """Delete every shard of a site, for a fresh start."""
        self._ledger.forget(site)
        self._ledger.commit()
        self.sweep(site)


def _prefix(site: str) -> str:
    """Neutral: readers take a file called `train_x` for a split of the data."""
    return f"part-{hashlib.blake2b(site.encode(), digest_size=6).hexdigest()}-"


def _write_waiting(
    writer: ShardWriter, pages: Iterable[list[dict[str, Any]]], gone: Collection[str]
) -> None:
    """Write waiting documents; of ids in `gone` the last version alone."""
    rows: list[dict[str, Any]] = []
    latest: dict[str, dict[str, Any]] = {}
    for page in pages:
        for row in page:
            if row["id"] in gone:
                latest[row["id"]] = row
            else:
                rows.append(row)
        if len(rows) >= _BATCH_ROWS:
            _write(writer, rows)
            rows = []
    _write(writer, [*rows, *latest.values()])


def _write(writer: ShardWriter, rows: list[dict[str, Any]]) -> None:
    if rows:
        writer.write(pa.RecordBatch.from_pylist(rows, schema=in_memory(DOCUMENT)))
