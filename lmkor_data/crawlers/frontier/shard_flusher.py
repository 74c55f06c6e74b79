"""Writes documents that wait in the ledger to Parquet shards."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pyarrow as pa

from lmkor_data.corpus.layout import DATA
from lmkor_data.corpus.schema import DOCUMENT, in_memory
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.crawlers.frontier.ledger import NAME as LEDGER
from lmkor_data.crawlers.frontier.ledger import Ledger
from lmkor_data.crawlers.frontier.page_request import PageResult
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
        """Move all waiting documents of a site into new shards, one for each category."""
        name = f"{_prefix(site)}{self._ledger.documents.flush_number(site):05d}"
        writer = ShardWriter(self._raw, name)
        with writer:
            rows = []
            for page in self._ledger.documents.waiting(site):
                rows += page
                if len(rows) >= _BATCH_ROWS:
                    writer.write(pa.RecordBatch.from_pylist(rows, schema=in_memory(DOCUMENT)))
                    rows = []
            if rows:
                writer.write(pa.RecordBatch.from_pylist(rows, schema=in_memory(DOCUMENT)))
        self._held[site] = 0
        if writer.outputs:
            outputs = [os.path.relpath(path, self._raw) for path in writer.outputs]
            self._ledger.documents.enter_shards(site, outputs)
            self._ledger.commit()

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
