"""Documents that come one at a time: gathered into batches, counted, written."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa

from lmkor_data.corpus.schema import DOCUMENT, document_id, in_memory
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.engine.counts import (
    BYTES_IN,
    BYTES_OUT,
    DOCUMENTS_IN,
    DOCUMENTS_OUT,
    DROPPED,
    Counts,
)
from lmkor_data.engine.tasks import TaskResult
from lmkor_data.importers.importing import BROKEN, Skipped, facts

NO_TEXT = "no text"
_BATCH_CHARACTERS = 2 << 20


class Gatherer:
    """Writes the documents of one task as `category=C/NAME.parquet`, with their counts.

    On leaving the `with` block the shards appear, unless there was an error; then `result` tells
    the engine what was done.
    """

    def __init__(self, raw: Path, name: str, source: str, category: str, kind: str) -> None:
        self.source, self.category, self.kind = source, category, kind
        self.counts = Counts()
        self.skipped = Skipped()
        self.faults: list[str] = []  #: what ended the reading of a file before its end
        self.documents = 0  #: written so far
        self._writer = ShardWriter(raw, name)
        self._rows: list[dict[str, Any]] = []
        self._held = 0

    def __enter__(self) -> Gatherer:
        self._writer.__enter__()
        return self

    def __exit__(
        self,
        error: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._write()
        self._writer.__exit__(error, value, trace)

    def add(self, native: str, text: str, size: int | None = None, **columns: Any) -> None:
        """A document by its id within the source; `size` is that of its markup, in bytes."""
        category = columns.pop("category", None) or self.category
        text = text.strip()
        encoded = len(text.encode("utf-8", "replace"))
        self.counts.add(category, self.source, DOCUMENTS_IN)
        self.counts.add(category, self.source, BYTES_IN, encoded if size is None else size)
        if not text:
            self.counts.add(category, self.source, DROPPED + NO_TEXT)
            return
        self.counts.add(category, self.source, DOCUMENTS_OUT)
        self.counts.add(category, self.source, BYTES_OUT, encoded)
        row = {"id": document_id(self.source, native), "text": text, "category": category}
        self._rows.append({"kind": self.kind, "source": self.source, **row, **columns})
        self.documents += 1
        self._held += len(text)
        if self._held >= _BATCH_CHARACTERS:
            self._write()

    def drop(self, reason: str) -> None:
        """A page that is no document: a redirect, a template."""
        self.counts.add(self.category, self.source, DOCUMENTS_IN)
        self.counts.add(self.category, self.source, DROPPED + reason)

    def broken(self, place: str, reason: str) -> None:
        """A page that could not be read."""
        self.drop(BROKEN)
        self.skipped.add(place, reason)

    def result(self) -> TaskResult:
        return TaskResult(self._writer.outputs, self.counts, facts(self.skipped, self.faults))

    def _write(self) -> None:
        if self._rows:
            self._writer.write(pa.RecordBatch.from_pylist(self._rows, in_memory(DOCUMENT)))
        self._rows, self._held = [], 0
