"""The same job done by others: each takes a clean/ folder and tells which documents stay.

Shingles are 5 characters where the tool can (datasketch, which leaves them to the caller), else 5
words (datatrove, text-dedup); all use 20 bands of 6 rows, and what their documentation shows.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.dataset as ds

#: Reads the ids of the documents that a tool kept; not part of what is measured.
Kept = Callable[[], list[str]]


def lmkor(corpus: Path) -> Kept:
    from lmkor_data.dedup.options import DedupOptions
    from lmkor_data.dedup.stage import dedup
    from lmkor_data.engine.context import StageContext

    dedup(
        corpus / "clean",
        corpus / "dedup",
        corpus / "removed",
        DedupOptions(sentences="off"),
        context=StageContext(),
    )
    return lambda: column(corpus / "dedup", "id")


def datasketch_lsh(corpus: Path) -> Kept:
    """Insert what meets nothing inserted before; candidates are not verified."""
    from datasketch import MinHash, MinHashLSH

    texts, ids = column(corpus / "clean", "text"), column(corpus / "clean", "id")
    lsh = MinHashLSH(num_perm=120, params=(20, 6))
    kept = []
    for begin in range(0, len(texts), 10_000):
        encoded = [shingles(text) for text in texts[begin : begin + 10_000]]
        for number, minhash in enumerate(MinHash.bulk(encoded, num_perm=120), begin):
            if not lsh.query(minhash):
                lsh.insert(number, minhash)
                kept.append(ids[number])
    return lambda: kept


def datatrove_local(corpus: Path) -> Kept:
    """Signatures, buckets, cluster, filter; words split at spaces."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import (
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
        minhash,
    )
    from datatrove.pipeline.readers import ParquetReader
    from datatrove.pipeline.writers import ParquetWriter

    minhash.load_word_tokenizer = lambda language: _Words()
    config = minhash.MinhashConfig(n_grams=5, num_buckets=20, hashes_per_bucket=6)
    folder = {name: str(corpus / "trove" / name) for name in ("sig", "buckets", "remove", "out")}
    read = ParquetReader(str(corpus / "clean"), glob_pattern="**/*.parquet")
    sign_shard = MinhashDedupSignature(folder["sig"], config)
    steps = [
        ([read, sign_shard], 1),
        ([MinhashDedupBuckets(folder["sig"], folder["buckets"], config=config)], 20),
        ([MinhashDedupCluster(folder["buckets"], folder["remove"], config=config)], 1),
        ([read, MinhashDedupFilter(folder["remove"]), ParquetWriter(folder["out"])], 1),
    ]
    for number, (pipeline, tasks) in enumerate(steps):
        logs = str(corpus / "trove" / f"logs-{number}")
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=logs).run()
    return lambda: column(Path(folder["out"]), "id")


class _Words:
    def word_tokenize(self, text: str) -> list[str]:
        return text.split()


def text_dedup(corpus: Path) -> Kept:
    """Its command, in an environment of its own where its dependencies need one."""
    python = os.environ.get("TEXT_DEDUP_PYTHON", sys.executable)
    files = str(corpus / "clean" / "*" / "*.parquet")
    words = ["-m", "text_dedup.minhash", "--path", "parquet", "--data_files", files]
    words += ["--split", "train", "--cache_dir", str(corpus / "cache"), "--column", "text"]
    words += ["--output", str(corpus / "out"), "--ngram", "5", "--min_length", "5"]
    words += ["--num_perm", "120", "--b", "20", "--r", "6", "--num_proc", "1"]
    done = subprocess.run([python, *words], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"text-dedup: {done.stderr.strip().splitlines()[-1:]}")

    def kept() -> list[str]:
        import pyarrow as pa

        found = []
        for path in sorted((corpus / "out").glob("*.arrow")):
            with pa.memory_map(str(path)) as source:
                found += pa.ipc.open_stream(source).read_all()["id"].to_pylist()
        return found

    return kept


TOOLS = {
    "lmkor-data": lmkor,
    "datasketch LSH": datasketch_lsh,
    "datatrove": datatrove_local,
    "text-dedup": text_dedup,
}


def shingles(text: str) -> list[bytes]:
    whole = " ".join(text.split())
    return [whole[i : i + 5].encode() for i in range(max(1, len(whole) - 4))]


def column(folder: Path, name: str) -> list[str]:
    files = [str(p) for p in sorted(folder.rglob("*.parquet"))]
    return ds.dataset(files).to_table(columns=[name])[name].to_pylist()
