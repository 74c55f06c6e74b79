"""Partitioned files: what one task writes for many readers, one record batch per partition."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lmkor_data.corpus.files import appearing

_PACKED = pa.ipc.IpcWriteOptions(compression="lz4")


def write_parts(path: Path, rows: pa.Table, part_of_row: NDArray[np.int64], parts: int) -> None:
    """Write an Arrow file whose record batch p holds the rows of partition p, in their order."""
    order = np.argsort(part_of_row.astype(_narrow(parts)), kind="stable")  # radix, linear
    bounds = np.concatenate([[0], np.cumsum(np.bincount(part_of_row, minlength=parts))])
    with (
        appearing(path) as unfinished,
        pa.ipc.new_file(unfinished, rows.schema, options=_PACKED) as f,
    ):
        for begin, end in itertools.pairwise(bounds):
            part = rows.take(pa.array(order[begin:end])).combine_chunks()
            whole = [
                c.combine_chunks() if isinstance(c, pa.ChunkedArray) else c for c in part.columns
            ]
            f.write_batch(pa.RecordBatch.from_arrays(whole, schema=rows.schema))


def read_part(path: Path, part: int) -> pa.RecordBatch:
    """Read the rows of one partition."""
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).get_batch(part)


def number_of_parts(path: Path) -> int:
    """Return the number of partitions in a file."""
    with pa.memory_map(str(path)) as source:
        return int(pa.ipc.open_file(source).num_record_batches)


def part_of_hash(hashes: NDArray[np.uint64], bits: int) -> NDArray[np.int64]:
    """Return the partition of each hash: its `bits` highest bits, so partitions are ranges."""
    return (hashes >> np.uint64(64 - bits)).astype(np.int64) if bits else np.zeros(len(hashes), int)


def _narrow(parts: int) -> type[np.unsignedinteger]:
    return np.uint8 if parts <= 1 << 8 else np.uint16 if parts <= 1 << 16 else np.uint32
