"""Key files: the keys of a shard's documents, dealt by their high bits while they are computed.

Keys are compared range by range, a range of one key at a time, so that memory does not grow with
the corpus. Each range is written together, so every key is written once and read once.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lmkor_data.corpus.files import publish, unfinished_beside
from lmkor_data.dedup.storage.partitions import part_of_hash

#: Keys compared at a time; they take 28 bytes of memory each.
RANGE_KEYS = 1 << 24
#: Documents whose keys are dealt at a time.
_CHUNK = 1 << 18

_ALL = pa.schema([("key", pa.uint64())])
_DEALT = pa.schema([("key", pa.uint64()), ("row", pa.uint32())])


def range_bits(documents: int) -> int:
    """Return how many of the highest bits of a key give its range: 0 for one range."""
    return max(0, (documents - 1).bit_length() - RANGE_KEYS.bit_length() + 1)


class KeyWriter:
    """Write the keys of one shard; `path` appears on leaving the `with` block without an error.

    A file holds chunks of documents; a chunk holds a record batch for each range of each key, in
    that order. With one range, the row of a key is its place; documents without the key have 0.
    """

    def __init__(self, path: Path, bits: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._bits = path, bits
        self._schema = _DEALT if bits else _ALL
        self._unfinished = unfinished_beside(path)
        self._file: pa.RecordBatchFileWriter | None = None
        self._held: list[NDArray[np.uint64]] = []
        self._rows = 0  #: before those that are held

    def __enter__(self) -> KeyWriter:
        return self

    def __exit__(
        self,
        error: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                if self._held or self._file is None:
                    self._flush()
                assert self._file is not None
                self._file.close()
                publish(self._unfinished, self._path)
        finally:
            self._unfinished.unlink(missing_ok=True)

    def write(self, keys: NDArray[np.uint64]) -> None:
        """Add documents: (keys, documents)."""
        self._held.append(keys)
        if sum(held.shape[1] for held in self._held) >= _CHUNK:
            self._flush()

    def _flush(self) -> None:
        chunk = np.concatenate(self._held, axis=1) if self._held else np.empty((0, 0), np.uint64)
        if self._file is None:
            about = {"keys": str(len(chunk)), "bits": str(self._bits)}
            self._schema = self._schema.with_metadata(about)
            self._file = pa.ipc.new_file(self._unfinished, self._schema)
        for keys in chunk:
            for columns in _dealt(keys, self._bits, self._rows):
                self._file.write_batch(pa.RecordBatch.from_arrays(columns, schema=self._schema))
        self._rows += chunk.shape[1]
        self._held = []


def read_range(
    path: Path, key: int, bits: int, part: int
) -> Iterator[tuple[NDArray[np.uint64], NDArray[np.int64]]]:
    """Iterate over (keys, rows in the shard) of one range of one key; keys 0 are left out.

    `bits` may be others than those that the file was written with.
    """
    with pa.memory_map(str(path)) as source:
        file = pa.ipc.open_file(source)
        about = file.schema.metadata or {}
        number, stored = int(about[b"keys"]), int(about[b"bits"])
        of_chunk = number << stored
        first = part >> (bits - stored) if bits >= stored else part << (stored - bits)
        last = first if bits >= stored else first + (1 << (stored - bits)) - 1
        base = 0
        for chunk in range(0, file.num_record_batches, max(1, of_chunk)):
            for at in range(first, last + 1):
                batch = file.get_batch(chunk + (key << stored) + at)
                keys = batch.column("key").to_numpy()
                chosen = keys != 0
                if bits > stored:
                    chosen &= part_of_hash(keys, bits) == part
                places = np.flatnonzero(chosen)
                rows = batch.column("row").to_numpy()[places] if stored else places + base
                yield keys[places], rows.astype(np.int64)
            base += 0 if stored else len(keys)


def _dealt(keys: NDArray[np.uint64], bits: int, base: int) -> Iterator[list[pa.Array]]:
    """Iterate over the columns of each range of one key."""
    if not bits:
        yield [pa.array(keys)]
        return
    rows = np.flatnonzero(keys)
    parts = part_of_hash(keys[rows], bits)
    order = np.argsort(parts.astype(np.uint16), kind="stable")  # radix, linear
    rows, ends = rows[order], np.cumsum(np.bincount(parts, minlength=1 << bits))
    for begin, end in itertools.pairwise([0, *ends.tolist()]):
        here = rows[begin:end]
        yield [pa.array(keys[here]), pa.array((here + base).astype(np.uint32))]
