"""Label real texts with kss: `python benchmarks/splitter/label.py SAMPLES LABELS [WORKERS]`.

SAMPLES is the folder of `<source>.jsonl.zst` files. The texts go through the package's own
cleaning steps first, as they do before any splitter, and then through its kss. Of each source a
share is taken (by the hash of the text), so that long and short, polite and rude texts are all
there. Takes about 15 CPU minutes.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from labels import begins

from lmkor_data.cleaning.kss_splitter import KssSplitter
from lmkor_data.cleaning.steps import Cleaner
from lmkor_data.corpus.files import appearing
from lmkor_data.corpus.layout import Shard
from lmkor_data.corpus.reading import read_documents
from lmkor_data.corpus.text_buffers import TextBuffers, text_array, text_buffers
from lmkor_data.engine.pool import local_runner
from lmkor_data.engine.tasks import Task, TaskResult

#: The share of each source's texts that is labelled.
SHARES = {
    "coupang_lyunj": 0.45,
    "oliveyoung_yeoruu": 0.8,
    "musinsa_jjweidon": 0.8,
    "navershop_maxmin93": 0.5,
    "kurly_choyangseo": 0.6,
    "yogiyo_uomoy": 0.4,
    "naverplace_deproject1": 0.7,
    "naverplace_blogsnip_deproject1": 0.5,
    "naverblog_minkukoo": 0.5,
    "nsmc_naver_movie": 0.15,
    "blog_lovit": 0.5,
    "blog_ratsgo": 0.3,
    "blog_johngrib": 0.1,
    "petitions_lovit": 0.25,
    "kmou_ner_raw": 0.2,
    "ud_kaist": 0.8,
    "kmhas_adlnlp": 0.5,
    "malicious_zizun": 0.5,
    "chatbot_songys": 0.5,
    "movie_soynlp": 0.2,
    "news_soynlp": 0.5,
    "korquad2_pred": 0.15,
    "airpods_jimin": 0.3,
    "konlpy_law": 0.5,
    "klue_dev": 0.5,
}


def main(samples: Path, labels: Path, workers: int) -> None:
    """Label every source, two tasks each; sources that are done are skipped."""
    tasks = [
        Task(f"{source}.{half}", payload=(samples / f"{source}.jsonl.zst", share, half))
        for source, share in SHARES.items()
        for half in range(2)
        if not (labels / f"{source}.{half}.parquet").exists()
    ]
    runner = local_runner(workers)
    for outcome in runner.map(partial(label, labels=labels), tasks):
        print(outcome.task.name, f"{outcome.cpu_seconds:.0f} CPU s", outcome.cause, flush=True)
    runner.close()


def label(task: Task, *, labels: Path) -> TaskResult:
    """Write the labels of half of the chosen texts of a source."""
    path, share, half = task.payload
    texts = text_buffers(pa.array(list(_chosen(path, share, half)), pa.string()))
    cleaned = Cleaner(mask=True).clean(texts, np.ones(texts.count, np.bool_)).texts
    split = KssSplitter().split(cleaned, np.ones(texts.count, np.bool_)).texts
    rows = [
        (text, found)
        for text, lines in zip(_strings(cleaned), _strings(split), strict=True)
        if text and (found := begins(text, lines.split("\n"))) is not None
    ]
    table = pa.table(
        {
            "text": pa.array([text for text, _ in rows], pa.string()),
            "begins": pa.array([found for _, found in rows], pa.list_(pa.int32())),
        }
    )
    output = labels / f"{task.name}.parquet"
    with appearing(output) as unfinished:
        pq.write_table(table, unfinished, compression="zstd")
    return TaskResult([output])


def _chosen(path: Path, share: float, half: int) -> Iterator[str]:
    for batch in read_documents(Shard(path, "", path.name)):
        for text in batch.column("text").to_pylist():
            dice = hashlib.blake2b(text.encode(), digest_size=2, person=b"label").digest()
            if dice[0] < 256 * share and dice[1] % 2 == half:
                yield text


def _strings(texts: TextBuffers) -> list[str]:
    strings: list[str] = text_array(texts.offsets, texts.data).to_pylist()
    return strings


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 2)
