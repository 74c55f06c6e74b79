"""What lies in a raw/ folder, as rows with their category."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from lmkor_data.corpus.layout import shards


def stored(raw: Path) -> list[dict[str, Any]]:
    return [
        {"category": shard.category, **row}
        for shard in shards(raw)
        for row in pq.ParquetFile(shard.path).read().to_pylist()
    ]
