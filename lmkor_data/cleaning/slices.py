"""Slices of shards: what a task cleans where sentence splitting takes long."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from lmkor_data.corpus.grouping import ShardGroup
from lmkor_data.corpus.layout import Shard, category_of, expand, require_shards
from lmkor_data.corpus.reading import open_text, read_documents
from lmkor_data.errors import LmkorError

#: Text of a slice in bytes. kss needs about a minute for it, the fast steps less than a second.
SLICE_BYTES = 3 << 20

_READABLE = (".parquet", ".jsonl", ".jsonl.gz", ".jsonl.bz2", ".jsonl.zst")


@dataclass(frozen=True)
class Slice:
    """Rows of a shard; all of them where `rows` is None."""

    group: str  #: the name of the group that it belongs to
    shard: Shard
    bytes: int  #: of the shard's file, by its share of the rows
    number: int = 0  #: in the group
    rows: range | None = None

    @property
    def name(self) -> str:
        """Name of the task that cleans the slice."""
        return f"{self.group}~{self.number:05d}"


def input_shards(source: Path | Sequence[Path]) -> list[Shard]:
    """The shards of a stage folder, or the Parquet and JSONL files that the user named."""
    if isinstance(source, Path):
        return require_shards(source)
    found: dict[str, Shard] = {}
    for path in expand(source):
        stem, readable = _stem(path)
        if not readable:
            raise LmkorError(
                f"{path}: only Parquet and JSONL can be cleaned ({', '.join(_READABLE)}); "
                f"`lmkor-data import tables` reads other formats."
            )
        name, number = stem, 1
        while name in found:
            number += 1
            name = f"{stem}.{number}"
        found[name] = Shard(path, category_of(path), name)
    if not found:
        raise LmkorError("There is no file to clean in what --input names.")
    return list(found.values())


def slices(group: ShardGroup) -> list[Slice]:
    """The group in slices of about `SLICE_BYTES` of text; the same ones on every run."""
    found: list[Slice] = []
    for shard in group.shards:
        spans = _spans(shard)
        share = shard.bytes / max(1, sum(len(rows) for rows in spans if rows is not None))
        for rows in spans:
            size = shard.bytes if rows is None else int(share * len(rows))
            found.append(Slice(group.name, shard, size, len(found), rows))
    return found


def whole(group: ShardGroup) -> list[Slice]:
    """The group in slices of a whole shard each."""
    return [Slice(group.name, s, s.bytes, number) for number, s in enumerate(group.shards)]


def _spans(shard: Shard) -> list[range] | list[None]:
    """A file that cannot be read is one slice, whose task fails alone and says why."""
    spans_of = _parquet_spans if shard.path.suffix == ".parquet" else _lines
    try:
        return spans_of(shard.path)
    except (pa.ArrowException, OSError, EOFError, zstandard.ZstdError):
        return [None]


def draw(shard: Shard, number: int, rng: np.random.Generator) -> Iterator[pa.RecordBatch]:
    """Some rows of the first batch of a shard, if it has one: quick for any size."""
    for batch in itertools.islice(read_documents(shard), 1):
        chosen = rng.choice(batch.num_rows, min(number, batch.num_rows), replace=False)
        yield batch.take(pa.array(np.sort(chosen)))


def _parquet_spans(path: Path) -> list[range]:
    """Every row group in equal parts."""
    with pq.ParquetFile(path) as file:
        spans: list[range] = []
        first = 0
        for group in range(file.num_row_groups):
            meta = file.metadata.row_group(group)
            parts = max(1, round(meta.total_byte_size / SLICE_BYTES))
            size = max(1, -(-meta.num_rows // parts))
            last = first + meta.num_rows
            spans += [range(k, min(k + size, last)) for k in range(first, last, size)]
            first = last
    return spans


def _lines(path: Path) -> list[range]:
    spans: list[range] = []
    first = row = held = 0
    with open_text(path) as lines:
        for line in lines:
            row += 1
            held += len(line)
            if held >= SLICE_BYTES:
                spans.append(range(first, row))
                first, held = row, 0
    return spans + [range(first, row)] * (row > first)


def _stem(path: Path) -> tuple[str, bool]:
    for ending in sorted(_READABLE, key=len, reverse=True):
        if path.name.endswith(ending):
            return path.name.removesuffix(ending), True
    return path.name, False
