"""Packing beside Hugging Face `tokenizers`: CPU seconds for the same texts, one core each.

    python benchmarks/vocab/pack.py corpus/vocab corpus/dedup

Ours: text → pieces → sequences, words and sentences marked → Parquet. Theirs: `encode_batch` of
the same texts and nothing more. A process each; kernels are compiled by an earlier run.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ["TOKENIZERS_PARALLELISM"] = "false"

import pyarrow as pa

from lmkor_data.corpus.layout import require_shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.engine.tasks import Task
from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.packing.families import FAMILIES
from lmkor_data.vocab.packing.stage import TOKENS, pack_shard
from lmkor_data.vocab.tokenizer.tokenizer_folder import make_tokenizer, read_vocabulary
from lmkor_data.vocab.tokenizer.wordpiece_encoder import WordPiece


def texts(source: Path) -> Iterator[pa.Array]:
    for shard in require_shards(source):
        for batch in read_documents(shard):
            yield batch.column("text")


def packed(family: str, vocabulary: Path, source: Path) -> int:
    """From Parquet to Parquet; returns tokens."""
    length = FAMILIES[family].max_length
    with tempfile.TemporaryDirectory() as target:
        return sum(
            pack_shard(
                Task(s.name, (s.path,), s.bytes, s),
                Path(target),
                vocabulary,
                FAMILIES[family],
                length,
            ).counts.total(TOKENS)
            for s in require_shards(source)
        )


def encoded(vocabulary: Path, source: Path) -> int:
    """Our encoder alone."""
    encoder = WordPiece(read_vocabulary(vocabulary))
    return sum(len(encoder.encode(text_buffers(batch)).ids) for batch in texts(source))


def hugging_face(vocabulary: Path, source: Path) -> int:
    tokenizer = make_tokenizer(read_vocabulary(vocabulary))
    return sum(
        len(encoding.ids)
        for batch in texts(source)
        for encoding in tokenizer.encode_batch(batch.to_pylist(), add_special_tokens=False)
    )


def measured(job: Callable[[], int], pipe: multiprocessing.SimpleQueue) -> None:
    start = time.process_time()
    tokens = job()
    seconds = time.process_time() - start
    pipe.put((tokens, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main() -> None:
    vocabulary, source = map(Path, sys.argv[1:3])
    mb = sum(text_buffers(batch).bytes for batch in texts(source)) / 1e6
    print(f"{mb:.1f} MB of text\n")
    print("| job | CPU s | MB/s a core | million tokens/s | peak MB |\n|---|---:|---:|---:|---:|")
    context = multiprocessing.get_context("fork")
    jobs: list[tuple[str, Callable[[], int]]] = [
        (f"pack --for {family}", lambda family=family: packed(family, vocabulary, source))
        for family in FAMILIES
    ]
    jobs.append(("encoding alone", lambda: encoded(vocabulary, source)))
    jobs.append(("Hugging Face encode_batch", lambda: hugging_face(vocabulary, source)))
    for name, job in jobs:
        pipe = context.SimpleQueue()
        process = context.Process(target=measured, args=(job, pipe))
        process.start()
        tokens, seconds, peak = pipe.get()
        process.join()
        speed = f"{mb / seconds:.1f} | {tokens / seconds / 1e6:.2f}"
        print(f"| {name} | {seconds:.1f} | {speed} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()
