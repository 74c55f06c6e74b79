"""How much of what should go goes, and whether anything goes that should not.

    python -m benchmarks.dedup.quality [SOURCE…]

After a run with `--sentences off`, an exact join over what stayed counts the documents that a
greedy pass would still remove (missed), and every removal is checked against its survivor.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds

from benchmarks.dedup.corpus import documents, write_shards
from benchmarks.dedup.exact_join import similar_pairs
from lmkor_data.dedup.decide.shingle_sets import shingle_sets
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.signatures.banding import Banding
from lmkor_data.dedup.signatures.document_keys import document_keys
from lmkor_data.dedup.signatures.hashes import SHINGLE
from lmkor_data.dedup.stage import dedup
from lmkor_data.engine.context import StageContext
from lmkor_data.text.buffers import text_buffers

THRESHOLD = 0.8


def greedy(number: int, pairs: np.ndarray) -> np.ndarray:
    """Who goes when documents are taken in order and one goes that is like an earlier one."""
    neighbours: dict[int, list[int]] = {}
    for x, y in pairs.tolist():
        neighbours.setdefault(max(x, y), []).append(min(x, y))
    gone = np.zeros(number, bool)
    for document in sorted(neighbours):
        gone[document] = not all(gone[other] for other in neighbours[document])
    return gone


def missed(texts: pa.ChunkedArray) -> tuple[int, int]:
    """Documents among those that stayed that should have gone: (copies, near copies)."""
    buffers = text_buffers(texts)
    keys, _, _ = document_keys(buffers, Banding(0, 0), 1)
    copies = len(keys[0]) - len(np.unique(keys[0]))
    sets, bounds = shingle_sets(buffers)
    pairs, _ = similar_pairs(sets, bounds, THRESHOLD)
    short = np.array([len(t) < SHINGLE for t in texts.to_pylist()])
    pairs = pairs[~short[pairs].any(axis=1)]
    return copies, int(greedy(len(texts), pairs).sum())


def wrong(corpus: Path) -> tuple[int, int]:
    """(removals, those whose survivor is neither the same folded text nor similar enough)."""
    kept = texts_by_id(corpus / "dedup")
    before = texts_by_id(corpus / "clean")
    removed = ds.dataset(corpus / "removed", partitioning="hive").to_table().to_pylist()
    ones = [before[row["id"]] for row in removed]
    others = [kept[row["survivor"]] for row in removed]
    count = len(removed)
    buffers = text_buffers(pa.array(ones + others, pa.string()))
    keys, _, _ = document_keys(buffers, Banding(0, 0), 1)
    bad = 0
    for i, row in enumerate(removed):
        if row["rule"] == "exact":
            bad += keys[0, i] != keys[0, count + i]
        else:
            a, b = (shingles(texts[i]) for texts in (ones, others))
            bad += len(a & b) / len(a | b) < THRESHOLD
    return count, bad


def shingles(text: str) -> set[str]:
    whole = " ".join(text.split())
    return {whole[i : i + SHINGLE] for i in range(max(1, len(whole) - SHINGLE + 1))}


def texts_by_id(folder: Path) -> dict[str, str]:
    table = ds.dataset(folder, partitioning="hive").to_table(columns=["id", "text"])
    return dict(zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True))


def main(names: list[str]) -> None:
    print("| source | documents | removed | of them wrong | missed copies | missed near | recall |")
    print("|---|---|---|---|---|---|---|")
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            corpus = Path(folder)
            write_shards(corpus / "clean", name, documents(name))
            report = dedup(
                corpus / "clean",
                corpus / "dedup",
                corpus / "removed",
                DedupOptions(sentences="off"),
                context=StageContext(),
            )
            kept = ds.dataset(corpus / "dedup").to_table(columns=["text"])["text"]
            copies, near = missed(kept)
            removed, bad = wrong(corpus)
            recall = removed / (removed + copies + near)
            total = report.counts.total("documents_in")
            print(
                f"| {name} | {total:,} | {removed:,} | {bad} | {copies} | {near} | {recall:.5f} |"
            )


if __name__ == "__main__":
    main(sys.argv[1:] or ["nsmc_naver_movie", "coupang_lyunj"])
