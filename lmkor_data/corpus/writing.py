"""Shards of bounded size, by category, written whole or not at all."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lmkor_data.corpus.files import publish, unfinished_beside
from lmkor_data.corpus.layout import category_folder
from lmkor_data.corpus.schema import DOCUMENT, UNKNOWN_LICENCE, in_memory

#: A shard is closed once its file is this large.
SHARD_BYTES = 128 << 20
#: A row group is written once this much is held in memory, or this many rows.
ROW_GROUP_BYTES = 16 << 20
ROW_GROUP_ROWS = 1 << 17

#: Columns with few distinct values; the others would only grow under a dictionary.
_DICTIONARY = ["category", "kind", "source", "licence", "stage", "reason", "rule"]


class ShardWriter:
    """Writes the rows of one task as `data/CATEGORY/NAME.parquet`, then `NAME-001.parquet`, …

    Batches carry a `category` column, which names the folder too. On leaving the `with`
    block without an error every shard appears; after an error none does. `outputs` names them.
    The same rows in the same batches give the same bytes.
    """

    def __init__(self, stage: Path, name: str, schema: pa.Schema = DOCUMENT) -> None:
        self.outputs: list[Path] = []
        self._stage = stage
        self._name = name
        self._schema = in_memory(schema)
        self._parts: dict[str, _Part] = {}
        self._finished: list[tuple[Path, Path]] = []
        self._numbers: dict[str, int] = {}

    def __enter__(self) -> ShardWriter:
        return self

    def __exit__(
        self,
        error: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                for category in list(self._parts):
                    self._close(category)
                for unfinished, path in self._finished:
                    publish(unfinished, path)
                    self.outputs.append(path)
        finally:
            for part in self._parts.values():
                part.discard()
            for unfinished, _ in self._finished:
                unfinished.unlink(missing_ok=True)

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows; their columns must be `category` and those of the schema."""
        categories = pc.unique(batch.column("category")).to_pylist()
        for category in categories:
            rows = batch
            if len(categories) > 1:
                rows = batch.filter(pc.equal(batch.column("category"), category))
            part = self._parts.get(category) or self._open(category)
            part.add(_licensed(rows.select(self._schema.names).cast(self._schema)))
            if part.written >= SHARD_BYTES:
                self._close(category)

    def _open(self, category: str) -> _Part:
        folder = category_folder(self._stage, category)
        folder.mkdir(parents=True, exist_ok=True)
        number = self._numbers.get(category, 0)
        self._numbers[category] = number + 1
        name = f"{self._name}-{number:03d}" if number else self._name
        part = _Part(folder / f"{name}.parquet", self._schema)
        self._parts[category] = part
        return part

    def _close(self, category: str) -> None:
        part = self._parts.pop(category)
        try:
            self._finished.append((part.unfinished, part.path))
            part.finish()
        except BaseException:
            part.discard()
            raise


def _licensed(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Rows that say of their licence at least that nobody knows it."""
    place = rows.schema.get_field_index("licence")
    if place < 0 or not rows.column(place).null_count:
        return rows
    filled = rows.column(place).fill_null(UNKNOWN_LICENCE)
    return rows.set_column(place, rows.schema.field(place), filled)


@dataclass
class _Part:
    """One shard under way."""

    path: Path
    schema: pa.Schema
    unfinished: Path = field(init=False)
    written: int = 0
    _held: list[pa.RecordBatch] = field(default_factory=list)
    _bytes: int = 0
    _rows: int = 0

    def __post_init__(self) -> None:
        self.unfinished = unfinished_beside(self.path)
        self._sink = self.unfinished.open("wb")
        self._writer = pq.ParquetWriter(
            self._sink,
            self.schema,
            compression="zstd",
            compression_level=1,  # 3 is 8 % smaller and takes twice the time
            use_dictionary=[c for c in _DICTIONARY if c in self.schema.names],
            write_statistics=[n for n in self.schema.names if n != "text"],
            write_page_checksum=True,  # a flipped bit is an error, not another text
        )

    def add(self, rows: pa.RecordBatch) -> None:
        self._held.append(rows)
        self._bytes += rows.nbytes
        self._rows += rows.num_rows
        if self._bytes >= ROW_GROUP_BYTES or self._rows >= ROW_GROUP_ROWS:
            self._flush()

    def finish(self) -> None:
        self._flush()
        self._writer.close()
        self._sink.close()

    def discard(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # a full disk, or already closed
            self._writer.close()
        with contextlib.suppress(OSError):
            self._sink.close()
        self.unfinished.unlink(missing_ok=True)

    def _flush(self) -> None:
        if self._held:
            group = pa.Table.from_batches(self._held, self.schema)
            self._writer.write_table(group, row_group_size=max(1, group.num_rows))
            self.written = self._sink.tell()
        self._held, self._bytes, self._rows = [], 0, 0
