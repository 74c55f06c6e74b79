"""What a stage folder holds, from the footers of its files and one small column."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc

from lmkor_data.corpus.layout import shards
from lmkor_data.corpus.reading import read_shard, shard_columns, shard_metadata


@dataclass
class Holding:
    """The documents of one category and source in one stage."""

    category: str
    source: str
    documents: int
    text_bytes: int  #: UTF-8, unpacked; within a file shared out over sources by documents


@dataclass
class Inventory:
    """What one stage holds."""

    stage: str
    files: int
    file_bytes: int
    holdings: list[Holding]

    @property
    def documents(self) -> int:
        return sum(holding.documents for holding in self.holdings)

    @property
    def text_bytes(self) -> int:
        return sum(holding.text_bytes for holding in self.holdings)


def take_inventory(stage: Path) -> Inventory:
    """Count the documents and bytes of a stage by category and source; texts are not read."""
    documents: Counter[tuple[str, str]] = Counter()
    text_bytes: Counter[tuple[str, str]] = Counter()
    found = shards(stage)
    for shard in found:
        by_source = _sources(shard.path)
        rows, size = sum(by_source.values()), _text_bytes(shard.path)
        for source, number in by_source.items():
            documents[shard.category, source] += number
            text_bytes[shard.category, source] += size * number // max(1, rows)
    holdings = [
        Holding(category, source, number, text_bytes[category, source])
        for (category, source), number in sorted(documents.items())
    ]
    return Inventory(stage.name, len(found), sum(shard.bytes for shard in found), holdings)


def _sources(path: Path) -> Counter[str]:
    counted: Counter[str] = Counter()
    if "source" not in shard_columns(path):
        return Counter({path.stem: shard_metadata(path).num_rows})
    for batch in read_shard(path, columns=["source"]):
        for entry in pc.value_counts(batch.column("source")).to_pylist():
            counted[entry["values"] or path.stem] += entry["counts"]
    return counted


def _text_bytes(path: Path) -> int:
    meta = shard_metadata(path)
    if "text" not in meta.schema.names or not meta.num_row_groups:
        return 0
    column = meta.schema.names.index("text")
    groups = (meta.row_group(g) for g in range(meta.num_row_groups))
    # Plain-encoded strings carry a length of 4 bytes each.
    return sum(g.column(column).total_uncompressed_size - 4 * g.num_rows for g in groups)
