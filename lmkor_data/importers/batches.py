"""Documents one by one as batches of columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from lmkor_data.corpus.reading import BATCH_BYTES
from lmkor_data.corpus.schema import DOCUMENT, conform, document_id, in_memory
from lmkor_data.importers.intake import UNCATEGORISED, DamagedError


@dataclass
class Found:
    """A document as a reader finds it; `native` names it in its source."""

    native: str
    text: str
    title: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    collected_at: datetime | None = None
    category: str = UNCATEGORISED
    kind: str | None = None


def in_batches(found: Iterator[Found], source: str) -> Iterator[pa.RecordBatch]:
    """Batches of about 8 MB of text; what was found before damage comes before its error."""
    held: list[Found] = []
    size = 0
    try:
        for document in found:
            held.append(document)
            size += 3 * len(document.text)
            if size >= BATCH_BYTES:
                yield _batch(held, source)
                held, size = [], 0
    except DamagedError:
        if held:
            yield _batch(held, source)
        raise
    if held:
        yield _batch(held, source)


def _batch(found: list[Found], source: str) -> pa.RecordBatch:
    columns = {
        name: [getattr(document, name) for document in found]
        for name in ("text", "title", "url", "category", "kind", "published_at", "collected_at")
    }
    columns["id"] = [document_id(source, document.native) for document in found]
    columns["source"] = [source] * len(found)
    schema = in_memory(DOCUMENT)
    known = [field for field in schema if field.name in columns]
    return conform(pa.table(columns, schema=pa.schema(known)), schema)
