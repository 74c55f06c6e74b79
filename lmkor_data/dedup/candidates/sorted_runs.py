"""Sorted runs: candidates on disk, written by shard and merged by part.

A run is a stretch of candidates sorted by part and then by preference, cut into pieces. The sizes
of runs and pieces follow from the memory that verification may use, whatever the size of shards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.corpus.files import publish, unfinished_beside
from lmkor_data.dedup.storage.positions import ARROW_POSITION
from lmkor_data.text.buffers import text_buffers

#: Memory that candidates may take while they are verified, and while they are sorted.
BLOCK_MEMORY = 320 << 20

#: A candidate. `new` is false for index matches, which sort first because they survive in any case.
#: Sorting by the whole id makes the order independent of how documents are spread over shards.
SCHEMA = pa.schema(
    [
        ("new", pa.bool_()),
        ("preference", pa.uint64()),
        ("id", pa.string()),
        ("position", ARROW_POSITION),
        ("text", pa.string()),
    ]
)
#: Columns of the order, the most significant first.
_ORDER = SCHEMA.names[:4]

#: An entry of a file's index: the part of a piece, and its first row.
_PIECE = pa.schema([("part", pa.uint32()), *(SCHEMA.field(name) for name in _ORDER)])
_PACKED = pa.ipc.IpcWriteOptions(compression="lz4")


class Piece(NamedTuple):
    """One record batch of a file of runs."""

    first: tuple[Any, ...]  #: first row, as the values of the order
    path: Path
    number: int

    def read(self) -> pa.RecordBatch:
        """Read the rows."""
        with pa.memory_map(str(self.path)) as source:
            return pa.ipc.open_file(source).get_batch(self.number)


class RunWriter:
    """Write the candidates of one shard and, beside them, the index of their pieces."""

    def __init__(self, path: Path, runs: int) -> None:
        """`runs`: the number of runs in all files; a merge holds one piece of each in memory."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.outputs = [path, _index(path)]
        self._unfinished = [unfinished_beside(p) for p in self.outputs]
        self._piece_memory = BLOCK_MEMORY / 4 / max(1, runs)
        self._file = pa.ipc.new_file(self._unfinished[0], SCHEMA, options=_PACKED)
        self._pieces: list[pa.RecordBatch] = []
        self._held: list[tuple[pa.RecordBatch, NDArray[np.uint32]]] = []
        self._memory = 0.0

    def __enter__(self) -> RunWriter:
        return self

    def __exit__(
        self,
        error: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                if self._held:
                    self._flush()
                self._file.close()
                with pa.ipc.new_file(self._unfinished[1], _PIECE) as index:
                    for pieces in self._pieces:
                        index.write_batch(pieces)
                for unfinished, path in zip(self._unfinished, self.outputs, strict=True):
                    publish(unfinished, path)
        finally:
            for unfinished in self._unfinished:
                unfinished.unlink(missing_ok=True)

    def write(self, rows: pa.RecordBatch, parts: NDArray[np.uint32]) -> None:
        """Add candidates (at least one) and the part of each."""
        self._held.append((rows, parts))
        self._memory += estimated_memory_of_texts(rows.column("text")).sum()
        if self._memory > BLOCK_MEMORY:
            self._flush()

    def _flush(self) -> None:
        rows = concatenated([rows for rows, _ in self._held])
        part = np.concatenate([parts for _, parts in self._held])
        keyed = pa.RecordBatch.from_arrays(
            [pa.array(part, pa.uint32()), *rows.select(_ORDER).columns], schema=_PIECE
        )
        order = sorted_by(keyed, _PIECE.names)
        keyed, rows = keyed.take(order), rows.take(order)
        part = keyed.column("part").to_numpy()
        fills = np.cumsum(estimated_memory_of_texts(rows.column("text"))) // self._piece_memory
        begins = np.ones(len(part), bool)
        begins[1:] = (part[1:] != part[:-1]) | (fills[1:] != fills[:-1])
        first = np.flatnonzero(begins)
        for begin, end in zip(first, [*first[1:], len(part)], strict=True):
            self._file.write_batch(rows.slice(begin, end - begin))
        self._pieces.append(keyed.take(pa.array(first)))
        self._held, self._memory = [], 0.0


def pieces_of(path: Path, part: int) -> Iterator[Piece]:
    """Iterate over the pieces of a part in one file."""
    with pa.memory_map(str(_index(path))) as source:
        pieces = pa.ipc.open_file(source).read_all()
        for number in np.flatnonzero(pieces.column("part").to_numpy() == part).tolist():
            yield Piece(tuple(pieces.column(name)[number].as_py() for name in _ORDER), path, number)


def sorted_rows(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Sort candidates in the order of preference."""
    return rows.take(sorted_by(rows, _ORDER))


def rows_before(rows: pa.RecordBatch, first: tuple[Any, ...]) -> int:
    """Count the rows that sort before another row, given as the values of the order."""
    before: pa.Array | pa.Scalar = pa.scalar(False)
    for name, value in zip(reversed(_ORDER), reversed(first), strict=True):
        column, limit = rows.column(name), pa.scalar(value, SCHEMA.field(name).type)
        before = pc.or_(pc.less(column, limit), pc.and_(pc.equal(column, limit), before))
    return int(before.true_count)


def sorted_by(rows: pa.RecordBatch, columns: Sequence[str]) -> pa.Array:
    """Return the indices that sort the rows by these columns, the most significant first."""
    return pc.sort_indices(rows, sort_keys=[(name, "ascending") for name in columns])


def concatenated(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    """Concatenate batches (at least one) into one."""
    return pa.Table.from_batches(batches, SCHEMA).combine_chunks().to_batches()[0]


def estimated_memory(text_bytes: float, documents: float) -> float:
    """Estimate the bytes that candidates take while verified: keys, buckets and shingle sets."""
    return 10 * text_bytes + 640 * documents


def estimated_memory_of_texts(texts: pa.StringArray) -> NDArray[np.float64]:
    """Estimate the same for each text."""
    return 10.0 * np.diff(text_buffers(texts).offsets) + 640


def _index(path: Path) -> Path:
    return path.with_suffix(".pieces.arrow")
