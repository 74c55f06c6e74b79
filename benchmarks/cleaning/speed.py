"""MB of text a second of one core, and memory: the whole stage beside what others do.

    python benchmarks/cleaning/speed.py SAMPLES [WAY …]

SAMPLES is the folder that holds `jsonl/SOURCE.jsonl.zst`. Each way runs in a process of its own,
one worker, after a warm-up: user CPU seconds, and the peak of its memory (the texts themselves
are in it but for the stages, which stream). Reading and writing Parquet is part of a stage's
time and of no other's. kiwipiepy and datatrove are optional; so is data-juicer, whose versions fit
no other's: set DATA_JUICER_PYTHON to a Python that has it (`pip install py-data-juicer aiohttp`).
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from lmkor_data.cleaning.batch_cleaner import BatchCleaner
from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.stage import clean
from lmkor_data.corpus.layout import Corpus, shards
from lmkor_data.corpus.reading import open_text, read_shard
from lmkor_data.corpus.schema import DOCUMENT, conform, in_memory
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.runners import InProcess, Outcome, attempt
from lmkor_data.engine.tasks import Task, Work
from lmkor_data.text.buffers import text_buffers

#: Runs one way over raw reviews in this process; gives its user seconds.
Way = Callable[[Corpus], float]

SOURCES = ("coupang_lyunj", "nsmc_naver_movie", "oliveyoung_yeoruu")

_KEEP = re.compile(r"[^ .,?!/@$%~％·∼()\x00-\x7Fㄱ-ㅣ가-힣]+")
_LINK = re.compile(r"https?://[-a-zA-Z0-9@:%._+~#=/?&]+")
_RUN = re.compile(r"(.)\1{2,}")


def texts_of(samples: Path, megabytes: float, skip: float = 0) -> list[str]:
    """Reviews, a third from each source, beginning behind `skip` MB; again where they end."""
    found: list[str] = []
    for source in SOURCES:
        with open_text(samples / "jsonl" / f"{source}.jsonl.zst") as lines:
            texts = [json.loads(line)["text"] for line in lines]
        skipped, room = skip * 1e6 / len(SOURCES), megabytes * 1e6 / len(SOURCES)
        while room > 0:
            for text in texts:
                size = len(text.encode())
                if skipped > 0:
                    skipped -= size
                elif room > 0:
                    room -= size
                    found.append(text)
    return found


def user_seconds(run: Callable[[], object]) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    run()
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - before


def write(samples: Path, megabytes: float, corpus: Corpus) -> None:
    """The reviews as raw shards."""
    texts = texts_of(samples, megabytes, skip=5)
    with ShardWriter(corpus.folder("raw"), "part", DOCUMENT) as writer:
        for first in range(0, len(texts), 20_000):
            rows = [
                {"id": f"{i:016x}", "text": text, "kind": "review", "source": "s", "category": "c"}
                for i, text in enumerate(texts[first : first + 20_000], first)
            ]
            writer.write(conform(pa.RecordBatch.from_pylist(rows), in_memory(DOCUMENT)))


def written(corpus: Corpus) -> list[str]:
    return [
        text
        for shard in shards(corpus.folder("raw"))
        for batch in read_shard(shard.path, ["text"])
        for text in batch.column("text").to_pylist()
    ]


class Measured(InProcess):
    """Adds up the user seconds of the stage's tasks."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def map(self, work: Work, tasks: Sequence[Task]) -> Iterator[Outcome]:
        for task in tasks:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
            yield attempt(work, task)
            self.seconds += resource.getrusage(resource.RUSAGE_SELF).ru_utime - before


def _stage(sentences: str) -> Way:
    def run(corpus: Corpus) -> float:
        options = CleanOptions(sentences=sentences)
        cleaner = BatchCleaner(options)  # compile and load
        warm = {
            "id": "0",
            "text": "잘 받았어요ㅋㅋㅋ 010-1234-5678",
            "source": "s",
            "category": "c",
        }
        cleaner.clean(conform(pa.RecordBatch.from_pylist([warm]), in_memory(DOCUMENT)))
        runner = Measured()
        targets = corpus.folder("clean"), corpus.folder("rejected")
        clean(corpus.folder("raw"), *targets, options, context=StageContext(runner))
        return runner.seconds

    return run


def with_re(texts: list[str]) -> list[str]:
    """What is usual: a whitelist, links, repeats (to two, digits too), blanks."""
    return [
        " ".join(_RUN.sub(r"\1\1", _LINK.sub("", _KEEP.sub(" ", text))).split()) for text in texts
    ]


def _re(corpus: Corpus) -> float:
    texts = written(corpus)
    return user_seconds(lambda: with_re(texts))


def _kss(corpus: Corpus) -> float:
    from kss import split_sentences

    flat = [line for text in written(corpus) if (line := " ".join(text.split()))]
    split_sentences("준비됐어요?", backend="mecab", num_workers=1)
    return user_seconds(
        lambda: [split_sentences(text, backend="mecab", num_workers=1) for text in flat]
    )


def _fast(corpus: Corpus) -> float:
    from lmkor_data.cleaning.sentences.fast import FastSplitter

    column = text_buffers(pa.array([" ".join(text.split()) for text in written(corpus)]))
    fast = FastSplitter()
    fast.split(text_buffers(pa.array(["준비됐어요?"])))
    return user_seconds(lambda: fast.split(column))


def _kiwi(corpus: Corpus) -> float:
    from kiwipiepy import Kiwi

    texts = written(corpus)
    kiwi = Kiwi(num_workers=1)
    kiwi.split_into_sents("준비됐어요?")
    return user_seconds(lambda: [kiwi.split_into_sents(" ".join(text.split())) for text in texts])


def _datatrove(corpus: Corpus) -> float:
    """Its formatters for personal data and symbol lines; it has none for Korean characters."""
    from datatrove.data import Document
    from datatrove.pipeline.formatters import PIIFormatter, SymbolLinesFormatter

    documents = [Document(text=text, id=str(i)) for i, text in enumerate(written(corpus))]
    steps = PIIFormatter(), SymbolLinesFormatter()

    def run() -> None:
        stream = iter(documents)
        for step in steps:
            stream = step.run(stream)
        for _ in stream:
            pass

    return user_seconds(run)


def _data_juicer(corpus: Corpus) -> float:
    """Its white space, punctuation, links, mail, special characters, repetition."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(text) + "\n" for text in written(corpus))
        file.flush()
        script = Path(__file__).with_name("with_data_juicer.py")
        command = [os.environ["DATA_JUICER_PYTHON"], str(script), file.name]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    seconds, _ = json.loads(done.stdout.splitlines()[-1])
    return float(seconds)


#: Way → what it is called, MB of text (so that each takes some seconds to a minute), package.
WAYS: dict[str, tuple[str, float, str, Way]] = {
    "none": ("stage without sentences", 500, "", _stage("none")),
    "stage-fast": ("stage with `fast`", 60, "", _stage("fast")),
    "stage-kss": ("stage with `kss`", 1, "kss", _stage("kss")),
    "re": ("whitelist, links, repeats with `re`", 40, "", _re),
    "datatrove": ("datatrove: personal data, symbol lines", 10, "datatrove", _datatrove),
    "data-juicer": ("data-juicer: white space to repetition", 10, "", _data_juicer),
    "fast": ("fast splitter alone", 60, "", _fast),
    "kss": ("kss alone", 0.5, "kss", _kss),
    "kiwi": ("kiwi's splitter", 0.5, "kiwipiepy", _kiwi),
}


def main(samples: Path, ways: Sequence[str]) -> None:
    print("| way | MB | user s | MB/s a core | peak MB |\n|---|---:|---:|---:|---:|")
    for way in ways or WAYS:
        name, megabytes, package, _ = WAYS[way]
        if way == "data-juicer" and "DATA_JUICER_PYTHON" not in os.environ:
            print(f"| {name} | DATA_JUICER_PYTHON is not set | | | |", flush=True)
            continue
        if package and importlib.util.find_spec(package) is None:
            print(f"| {name} | {package} is not installed | | | |", flush=True)
            continue
        with tempfile.TemporaryDirectory() as folder:
            again = [sys.executable, __file__, str(samples)]  # a child begins at our peak
            subprocess.run([*again, "--write", way, folder], check=True)
            here = [*again, "--here", way, folder]
            done = subprocess.run(here, check=True, stdout=subprocess.PIPE, text=True)
            seconds, peak = json.loads(done.stdout.splitlines()[-1])
        speed = megabytes / seconds
        row = f"| {name} | {megabytes:g} | {seconds:.1f} | {speed:.3g} | {peak:.0f} |"
        print(row, flush=True)


def measure(way: str, corpus: Corpus) -> None:
    """Run one way in this process; print its user seconds and the peak of its memory in MB."""
    seconds = WAYS[way][3](corpus)
    whose = resource.RUSAGE_CHILDREN if way == "data-juicer" else resource.RUSAGE_SELF
    print(json.dumps([seconds, resource.getrusage(whose).ru_maxrss / 1024]))


if __name__ == "__main__":
    if sys.argv[2:3] == ["--write"]:
        write(Path(sys.argv[1]), WAYS[sys.argv[3]][1], Corpus(sys.argv[4]))
    elif sys.argv[2:3] == ["--here"]:
        measure(sys.argv[3], Corpus(sys.argv[4]))
    else:
        main(Path(sys.argv[1]), sys.argv[2:])
