"""The whole near-duplicate job on 712,000 movie reviews: CPU seconds, memory, what goes.

    python -m benchmarks.dedup.whole_job [TOOL…]

Each tool runs in a process of its own, from reading to knowing (ours, datatrove and text-dedup:
to having written) what stays. Run it twice: our first run compiles. Shingles are 5 characters
where the tool can, else 5 words.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.dataset as ds

from benchmarks.dedup.corpus import documents, write_shards

#: Reads the texts that a tool kept; not part of what is measured.
Kept = Callable[[], list[str]]

SOURCE = "nsmc_naver_movie"


def lmkor(corpus: Path) -> Kept:
    from lmkor_data.dedup.options import DedupOptions
    from lmkor_data.dedup.stage import dedup
    from lmkor_data.engine.runners import InProcess
    from lmkor_data.report.progress import Quiet

    dedup(
        corpus / "clean",
        corpus / "dedup",
        corpus / "removed",
        DedupOptions(sentences="off"),
        runner=InProcess(),
        progress=Quiet(),
        overwrite=False,
    )
    return lambda: texts_of(corpus / "dedup")


def datasketch_lsh(corpus: Path) -> Kept:
    """Insert what meets nothing inserted before; candidates are not verified."""
    from datasketch import MinHash, MinHashLSH

    texts = texts_of(corpus / "clean")
    lsh = MinHashLSH(num_perm=120, params=(20, 6))
    kept = []
    for begin in range(0, len(texts), 10_000):
        part = texts[begin : begin + 10_000]
        encoded = [[s.encode() for s in shingles(text)] for text in part]
        for number, minhash in enumerate(MinHash.bulk(encoded, num_perm=120)):
            if not lsh.query(minhash):
                lsh.insert(begin + number, minhash)
                kept.append(part[number])
    return lambda: kept


def datatrove_local(corpus: Path) -> Kept:
    """Signatures, buckets, cluster, filter; words split at spaces."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import (
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from datatrove.pipeline.readers import ParquetReader
    from datatrove.pipeline.writers import ParquetWriter

    config = MinhashConfig(n_grams=5, num_buckets=20, hashes_per_bucket=6)
    folder = {name: str(corpus / "trove" / name) for name in ("sig", "buckets", "remove", "out")}
    read = ParquetReader(str(corpus / "clean"), glob_pattern="**/*.parquet")
    sign = MinhashDedupSignature(folder["sig"], config)
    sign.word_tokenizer = _Words()
    steps = [
        ([read, sign], 1),
        ([MinhashDedupBuckets(folder["sig"], folder["buckets"], config=config)], 20),
        ([MinhashDedupCluster(folder["buckets"], folder["remove"], config=config)], 1),
        ([read, MinhashDedupFilter(folder["remove"]), ParquetWriter(folder["out"])], 1),
    ]
    for number, (pipeline, tasks) in enumerate(steps):
        logs = str(corpus / "trove" / f"logs-{number}")
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=logs).run()
    return lambda: texts_of(Path(folder["out"]))


class _Words:
    def word_tokenize(self, text: str) -> list[str]:
        return text.split()


def text_dedup(corpus: Path) -> Kept:
    """Its command, five-word shingles, no least length."""
    files = ",".join(str(p) for p in sorted((corpus / "clean").rglob("*.parquet")))
    words = ["-m", "text_dedup.minhash", "--path", "parquet", "--data_files", files]
    words += ["--split", "train", "--cache_dir", str(corpus / "cache"), "--column", "text"]
    words += ["--output", str(corpus / "out"), "--ngram", "5", "--min_length", "5"]
    words += ["--num_perm", "120", "--b", "20", "--r", "6", "--num_proc", "1"]
    subprocess.run([sys.executable, *words], check=True, capture_output=True)

    def kept() -> list[str]:
        import datasets

        return list(datasets.load_from_disk(str(corpus / "out"))["text"])

    return kept


TOOLS = {
    "lmkor-data": lmkor,
    "datasketch LSH": datasketch_lsh,
    "datatrove": datatrove_local,
    "text-dedup": text_dedup,
}


def shingles(text: str) -> list[str]:
    whole = " ".join(text.split())
    return [whole[i : i + 5] for i in range(max(1, len(whole) - 4))]


def texts_of(folder: Path) -> list[str]:
    files = [str(p) for p in sorted(folder.rglob("*.parquet"))]
    return ds.dataset(files).to_table(columns=["text"])["text"].to_pylist()


def lost_short(corpus: Path, kept: list[str]) -> int:
    """Different folded texts under 20 characters of which no copy stayed."""
    fold = "".join
    before = {
        fold(filter(str.isalnum, t.lower())) for t in texts_of(corpus / "clean") if len(t) < 20
    }
    after = {fold(filter(str.isalnum, t.lower())) for t in kept}
    return len(before - after)


def main(names: list[str]) -> None:
    if names[:1] == ["--one"]:
        corpus = Path(names[2])
        read_kept = TOOLS[names[1]](corpus)
        used = resource.getrusage(resource.RUSAGE_SELF)
        below = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = used.ru_utime + used.ru_stime + below.ru_utime + below.ru_stime
        peak = max(used.ru_maxrss, below.ru_maxrss) / 1024
        kept = read_kept()
        gone = len(texts_of(corpus / "clean")) - len(kept)
        print(json.dumps([seconds, peak, gone, lost_short(corpus, kept)]))
        return
    print("| tool | CPU s | peak MB | documents gone | different short texts lost |")
    print("|---|---|---|---|---|")
    for name in names or TOOLS:
        with tempfile.TemporaryDirectory() as folder:
            write_shards(Path(folder) / "clean", SOURCE, documents(SOURCE))
            command = [sys.executable, "-m", "benchmarks.dedup.whole_job", "--one", name, folder]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                why = done.stderr.strip().splitlines()[-1:] or ["?"]
                print(f"| {name} | {why[0]} | | | |", flush=True)
                continue
            seconds, peak, gone, lost = json.loads(done.stdout.splitlines()[-1])
            print(f"| {name} | {seconds:.1f} | {peak:.0f} | {gone:,} | {lost:,} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
