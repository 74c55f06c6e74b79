"""External merge: the candidates of a part in the order of preference, block by block.

Knuth, The Art of Computer Programming 3, section 5.4: pieces of sorted runs are read in the order
of their first rows, and a row is emitted as soon as no unread piece begins before it. A part of
any size passes through bounded memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from lmkor_data.dedup.candidates.sorted_runs import (
    concatenated,
    estimated_memory_of_texts,
    pieces_of,
    rows_before,
    sorted_rows,
)


class Block(NamedTuple):
    """Candidates in their order, and whether more follow."""

    rows: pa.RecordBatch
    more: bool


def merge(paths: Sequence[Path], part: int, memory: float) -> Iterator[Block]:
    """Iterate over the candidates of a part in the files of all shards.

    A block takes at most `memory` bytes; in addition, rows that must wait for unread pieces take
    one piece per run.
    """
    pieces = sorted(piece for path in paths for piece in pieces_of(path, part))
    held: list[pa.RecordBatch] = []
    taken, enough = 0.0, memory
    for number, piece in enumerate(pieces, 1):
        held.append(piece.read())
        taken += estimated_memory_of_texts(held[-1].column("text")).sum()
        if number == len(pieces):
            yield from _blocks(sorted_rows(concatenated(held)), memory)
        elif taken > enough:
            rows = sorted_rows(concatenated(held))
            size = _fitting(rows, memory)
            if size <= rows_before(rows, pieces[number].first):
                yield Block(rows.slice(0, size), True)
                rows = rows.slice(size)
                taken, enough = estimated_memory_of_texts(rows.column("text")).sum(), memory
            else:
                enough = taken + memory / 8
            held = [rows]


def _blocks(rows: pa.RecordBatch, memory: float) -> Iterator[Block]:
    while rows.num_rows:
        size = _fitting(rows, memory)
        yield Block(rows.slice(0, size), size < rows.num_rows)
        rows = rows.slice(size)


def _fitting(rows: pa.RecordBatch, memory: float) -> int:
    """Count the rows (at least one) that fit into a block."""
    return max(
        1,
        int(
            np.searchsorted(
                np.cumsum(estimated_memory_of_texts(rows.column("text"))), memory, "right"
            )
        ),
    )
