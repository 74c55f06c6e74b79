"""Which sentences are repeats: MB of text a CPU second, nothing written, one thread each.

    python -m benchmarks.dedup.repeated_sentences

Ours compares folded sentences (case, white space and punctuation aside). DuckDB and polars are
shown twice: on the bytes as they stand, which is less work, and on sentences that they folded
themselves, which is nearly ours (a point between digits goes too).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

os.environ["POLARS_MAX_THREADS"] = "1"

import numpy as np
import pyarrow as pa

from benchmarks.dedup.corpus import documents
from lmkor_data.dedup.candidates.key_groups import equal_groups
from lmkor_data.dedup.signatures.banding import Banding
from lmkor_data.dedup.signatures.document_keys import document_keys
from lmkor_data.dedup.storage.partitions import part_of_hash
from lmkor_data.text.buffers import text_buffers

HELD_COPIES = 3

#: As many parts as `dedup` makes of 268 million sentences.
PART_BITS = 6

#: Everything but letters, digits and the signs that mean something.
LEFT_OUT = r"[^\p{L}\p{M}\p{N}%₩$€£¥+#&@]+"


def ours(column: pa.Array) -> int:
    """Hash folded lines, assign_parts them into parts, find equal ones: folding included."""
    batches = [column.slice(i, 65_536) for i in range(0, len(column), 65_536)]
    hashes = np.concatenate([document_keys(text_buffers(b), Banding(0, 0), 1)[2] for b in batches])
    parts = part_of_hash(hashes, PART_BITS).astype(np.uint8)
    dealt = hashes[np.argsort(parts, kind="stable")]
    first = 0
    different = len(hashes)
    for size in np.bincount(parts, minlength=1 << PART_BITS):
        members, starts = equal_groups(dealt[first : first + size])
        first += size
        different -= len(members) - (len(starts) - 1)
    return different


def duckdb_distinct(column: pa.Array, what: str = "s") -> int:
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    sentences = pa.table({"s": column})  # noqa: F841, the query reads it
    query = f"SELECT count(*) FROM (SELECT DISTINCT {what} FROM sentences)"
    return connection.execute(query).fetchone()[0]


def duckdb_folded(column: pa.Array) -> int:
    return duckdb_distinct(column, f"regexp_replace(lower(s), '{LEFT_OUT}', '', 'g')")


def polars_unique(column: pa.Array) -> int:
    import polars

    return polars.from_arrow(column).n_unique()


def polars_folded(column: pa.Array) -> int:
    import polars

    lower = polars.from_arrow(column).str.to_lowercase()
    return lower.str.replace_all(LEFT_OUT, "").n_unique()


TOOLS: dict[str, Callable[[pa.Array], int]] = {
    "lmkor-data, folded": ours,
    "DuckDB DISTINCT, bytes": duckdb_distinct,
    "DuckDB DISTINCT, folded": duckdb_folded,
    "polars unique, bytes": polars_unique,
    "polars unique, folded": polars_folded,
}


def main() -> None:
    lines = [s for d in documents("nsmc_naver_movie") for s in d["text"].split("\n")]
    column = pa.array(lines * HELD_COPIES)
    size = sum(len(s.encode()) for s in lines) * HELD_COPIES / 1e6
    print(f"{len(column):,} sentences, {size:.0f} MB")
    print("| tool | MB/s | different |")
    print("|---|---|---|")
    for name, tool in TOOLS.items():
        try:
            tool(column.slice(0, 1000))
            best = float("inf")
            for _ in range(5):
                begin = time.process_time()
                number = tool(column)
                best = min(best, time.process_time() - begin)
            speed = f"{size / best:.0f}"
        except ImportError:
            speed, number = "not installed", 0
        print(f"| {name} | {speed} | {number:,} |", flush=True)


if __name__ == "__main__":
    main()
