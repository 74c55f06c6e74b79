"""Candidates on disk in sorted runs: what the shards leave and the parts merge.

A run is a stretch of candidates, sorted by part and then by preference, cut into pieces. How large
runs and pieces are follows from the memory that deciding may take, however large shards are.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from lmkor_data.corpus.files import settle, unfinished_beside
from lmkor_data.corpus.text_buffers import text_buffers

#: What candidates may take in memory while they are decided, and while they are sorted.
BLOCK_MEMORY = 320 << 20

#: A candidate. `new`: not of an earlier run; those of one come first, for they stay whatever comes.
SCHEMA = pa.schema(
    [
        ("new", pa.bool_()),
        ("preference", pa.uint64()),
        ("tie", pa.uint64()),
        ("position", pa.uint32()),
        ("text", pa.string()),
    ]
)
_ORDER = SCHEMA.names[:4]

#: What the index of a file holds of each piece: its part and its first row.
_PIECE = np.dtype([("part", "<u4"), ("new", "?"), *((n, "<u8") for n in _ORDER[1:])])
_PACKED = pa.ipc.IpcWriteOptions(compression="lz4")


class Piece(NamedTuple):
    """A record batch of a file of runs."""

    first: tuple[int, ...]  #: its first row, as the values of the order
    path: Path
    number: int

    def read(self) -> pa.RecordBatch:
        with pa.memory_map(str(self.path)) as source:
            return pa.ipc.open_file(source).get_batch(self.number)


class RunWriter:
    """Writes one shard's candidates and, beside them, the index of the pieces."""

    def __init__(self, path: Path, runs: int) -> None:
        """`runs`: how many there may be in all, of which a merge holds a piece each."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.outputs = [path, _index(path)]
        self._unfinished = [unfinished_beside(p) for p in self.outputs]
        self._piece_memory = BLOCK_MEMORY / 4 / max(1, runs)
        self._file = pa.ipc.new_file(self._unfinished[0], SCHEMA, options=_PACKED)
        self._pieces = [np.empty(0, _PIECE)]
        self._held: list[tuple[pa.RecordBatch, np.ndarray]] = []
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
                with self._unfinished[1].open("wb") as file:
                    np.save(file, np.concatenate(self._pieces))
                for unfinished, path in zip(self._unfinished, self.outputs, strict=True):
                    settle(unfinished, path)
        finally:
            for unfinished in self._unfinished:
                unfinished.unlink(missing_ok=True)

    def write(self, rows: pa.RecordBatch, parts: np.ndarray) -> None:
        """Add candidates, one at least, and the part of each."""
        self._held.append((rows, parts))
        self._memory += memory_of_texts(rows.column("text")).sum()
        if self._memory > BLOCK_MEMORY:
            self._flush()

    def _flush(self) -> None:
        rows = together([rows for rows, _ in self._held])
        part = np.concatenate([parts for _, parts in self._held])
        order = np.lexsort([*reversed(order_columns(rows)), part])
        part, rows = part[order], rows.take(pa.array(order))
        fills = np.cumsum(memory_of_texts(rows.column("text"))) // self._piece_memory
        begins = np.ones(len(part), bool)
        begins[1:] = (part[1:] != part[:-1]) | (fills[1:] != fills[:-1])
        first = np.flatnonzero(begins)
        pieces = np.empty(len(first), _PIECE)
        pieces["part"] = part[first]
        for name, column in zip(_ORDER, order_columns(rows), strict=True):
            pieces[name] = column[first]
        for begin, end in zip(first, [*first[1:], len(part)], strict=True):
            self._file.write_batch(rows.slice(begin, end - begin))
        self._pieces.append(pieces)
        self._held, self._memory = [], 0.0


def pieces_of(path: Path, part: int) -> Iterator[Piece]:
    """The pieces of a part in one file."""
    pieces = np.load(_index(path))
    for number in np.flatnonzero(pieces["part"] == part).tolist():
        yield Piece(tuple(int(pieces[name][number]) for name in _ORDER), path, number)


def order_columns(rows: pa.RecordBatch) -> list[np.ndarray]:
    """The columns of the order, the weightiest first."""
    return [rows.column(name).to_numpy(zero_copy_only=False) for name in _ORDER]


def together(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    """The rows of all batches, at least one of which is there, in one."""
    return pa.Table.from_batches(batches, SCHEMA).combine_chunks().to_batches()[0]


def memory_of(text_bytes: float, documents: float) -> float:
    """Bytes that candidates take while they are decided: keys, buckets and sets of shingles."""
    return 10 * text_bytes + 640 * documents


def memory_of_texts(texts: pa.StringArray) -> np.ndarray:
    """The same of each text."""
    return 10.0 * np.diff(text_buffers(texts).offsets) + 640


def _index(path: Path) -> Path:
    return path.with_suffix(".pieces.npy")
