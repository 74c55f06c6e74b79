"""Which sentences are repeats: MB of text a CPU second, nothing written, one thread each.

python -m benchmarks.dedup.repeated_sentences
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from benchmarks.dedup.corpus import documents
from lmkor_data.corpus.text_buffers import text_buffers
from lmkor_data.dedup.banding import Banding
from lmkor_data.dedup.grouping import equal_groups
from lmkor_data.dedup.parts import part_of_hash
from lmkor_data.dedup.signing import text_keys

COPIES = 3


def ours(column: pa.Array) -> int:
    """Hash folded lines, deal them into 64 parts, find equal ones: folding included."""
    batches = [column.slice(i, 65_536) for i in range(0, len(column), 65_536)]
    hashes = np.concatenate([text_keys(text_buffers(b), Banding(0, 0), 1)[2] for b in batches])
    parts = part_of_hash(hashes, 6).astype(np.uint8)
    dealt = hashes[np.argsort(parts, kind="stable")]
    first = 0
    for size in np.bincount(parts, minlength=64):
        members, starts = equal_groups(dealt[first : first + size])
        first += size
        repeats = len(members) - (len(starts) - 1)
        hashes = hashes[: len(hashes) - repeats]
    return len(hashes)


def duckdb_distinct(column: pa.Array) -> int:
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    sentences = pa.table({"s": column})  # noqa: F841, the query reads it
    return connection.execute("SELECT count(*) FROM (SELECT DISTINCT s FROM sentences)").fetchone()[
        0
    ]


def polars_unique(column: pa.Array) -> int:
    import polars

    return polars.from_arrow(column).n_unique()


TOOLS: dict[str, Callable[[pa.Array], int]] = {
    "lmkor-data": ours,
    "DuckDB DISTINCT": duckdb_distinct,
    "polars unique": polars_unique,
}


def main() -> None:
    lines = [s for d in documents("nsmc_naver_movie") for s in d["text"].split("\n")]
    column = pa.array(lines * COPIES)
    size = sum(len(s.encode()) for s in lines) * COPIES / 1e6
    print(f"{len(column):,} sentences, {size:.0f} MB")
    print("| tool | MB/s | different |")
    print("|---|---|---|")
    for name, tool in TOOLS.items():
        try:
            tool(column.slice(0, 1000))
            begin = time.process_time()
            number = tool(column)
            speed = f"{size / (time.process_time() - begin):.0f}"
        except ImportError:
            speed, number = "not installed", 0
        print(f"| {name} | {speed} | {number:,} |", flush=True)


if __name__ == "__main__":
    main()
