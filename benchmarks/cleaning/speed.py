"""MB of text a second of one core: the whole stage, and its parts beside what others use.

    python benchmarks/cleaning/speed.py SAMPLES

SAMPLES is the folder that holds `jsonl/SOURCE.jsonl.zst`. User CPU seconds of one process, after
a warm-up; reading and writing Parquet is part of a stage's time. kiwipiepy is optional.
"""

from __future__ import annotations

import importlib.util
import json
import re
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.stage import clean
from lmkor_data.corpus.layout import Corpus
from lmkor_data.corpus.reading import open_text
from lmkor_data.corpus.schema import DOCUMENT, conform, in_memory
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.engine.runners import InProcess
from lmkor_data.report.progress import Quiet

#: MB of text for each way, so that each takes some seconds.
FAST, SLOW = 60, 0.25
SOURCES = ("coupang_lyunj", "nsmc_naver_movie", "oliveyoung_yeoruu")


def texts_of(samples: Path, megabytes: float) -> list[str]:
    """Reviews, a third from each source."""
    found: list[str] = []
    for source in SOURCES:
        room = megabytes * 1e6 / len(SOURCES)
        with open_text(samples / "jsonl" / f"{source}.jsonl.zst") as lines:
            for line in lines:
                text = json.loads(line)["text"]
                room -= len(text.encode())
                if room < 0:
                    break
                found.append(text)
    return found


def size(texts: list[str]) -> float:
    return sum(len(text.encode()) for text in texts) / 1e6


def user_seconds(run: Callable[[], object]) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    run()
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - before


def stage(texts: list[str], sentences: str) -> float:
    """User CPU seconds of the stage over one shard."""
    folder = Path(tempfile.mkdtemp())
    corpus = Corpus(folder)
    rows = [
        {"id": str(i), "text": text, "kind": "review", "source": "s", "category": "c"}
        for i, text in enumerate(texts)
    ]
    with ShardWriter(corpus.raw, "part", DOCUMENT) as writer:
        for first in range(0, len(rows), 20_000):
            batch = pa.RecordBatch.from_pylist(rows[first : first + 20_000])
            writer.write(conform(batch, in_memory(DOCUMENT)))
    try:
        return user_seconds(
            lambda: clean(
                corpus.raw,
                corpus.clean,
                corpus.rejected,
                CleanOptions(sentences=sentences),
                runner=InProcess(),
                progress=Quiet(),
            )
        )
    finally:
        shutil.rmtree(folder)


_KEEP = re.compile(r"[^ .,?!/@$%~％·∼()\x00-\x7Fㄱ-ㅣ가-힣]+")
_LINK = re.compile(r"https?://[-a-zA-Z0-9@:%._+~#=/?&]+")
_RUN = re.compile(r"(.)\1{2,}")


def with_re(texts: list[str]) -> list[str]:
    """What is usual: a whitelist, links, repeats (to two, digits too), blanks."""
    return [
        " ".join(_RUN.sub(r"\1\1", _LINK.sub("", _KEEP.sub(" ", text))).split()) for text in texts
    ]


def main(samples: Path) -> None:
    many, few = texts_of(samples, FAST), texts_of(samples, SLOW)
    for sentences in ("none", "kss"):
        stage(few, sentences)  # compile and load
    rows = [("stage without sentences", size(many) / stage(many, "none"))]
    rows.append(
        ("whitelist, links, repeats with `re`", size(many) / user_seconds(lambda: with_re(many)))
    )
    rows.append(("stage with kss", size(few) / stage(few, "kss")))
    from lmkor_data.cleaning.kss_splitter import load_kss

    kss = load_kss()
    flat = [" ".join(text.split()) for text in few]
    alone = texts_of(samples, 2 * SLOW)[len(few) :]  # not those that kss has in its caches
    alone = [" ".join(text.split()) for text in alone]
    rows.append(("kss alone", size(alone) / user_seconds(lambda: [kss(t) for t in alone if t])))
    from lmkor_data.cleaning.fast_splitter import FastSplitter
    from lmkor_data.corpus.text_buffers import text_buffers

    column = text_buffers(pa.array([" ".join(text.split()) for text in many]))
    fast = FastSplitter()
    fast.split(text_buffers(pa.array(flat)))
    rows.append(("fast splitter alone", size(many) / user_seconds(lambda: fast.split(column))))
    if importlib.util.find_spec("kiwipiepy"):
        from kiwipiepy import Kiwi

        kiwi = Kiwi(num_workers=1)
        kiwi.split_into_sents("준비됐어요?")
        seconds = user_seconds(lambda: [kiwi.split_into_sents(text) for text in flat])
        rows.append(("kiwi's splitter", size(flat) / seconds))
    print("| way | MB/s a core |\n|---|---:|")
    for name, speed in rows:
        print(f"| {name} | {speed:.3g} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
