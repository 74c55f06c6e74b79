"""Run an importer in this process and read what it left in raw/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lmkor_data.corpus.layout import shards
from lmkor_data.corpus.reading import read_documents


def documents(raw: Path) -> list[dict[str, Any]]:
    """Every document in `raw`, shard by shard in the order of their names."""
    return [
        row for shard in shards(raw) for batch in read_documents(shard) for row in batch.to_pylist()
    ]


def texts(raw: Path) -> list[str]:
    return [document["text"] for document in documents(raw)]
