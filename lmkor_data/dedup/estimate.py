"""What a run will take before it starts: disk, memory, time, from a sample of the corpus."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow.parquet as pq

from lmkor_data.corpus.layout import Shard
from lmkor_data.corpus.reading import read_documents
from lmkor_data.corpus.text_buffers import text_buffers
from lmkor_data.dedup.components import PART_BYTES
from lmkor_data.dedup.edges import RANGE_KEYS
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.sentences import PART_SENTENCES
from lmkor_data.dedup.signing import bands_of, count_lines, sign_batch
from lmkor_data.errors import LmkorError

#: Shards and rows that are looked at.
_SHARDS, _ROWS = 8, 20_000

#: Share of the text that may be a near copy of something, and so is brought together; lz4.
_CANDIDATES = 0.3

#: CPU seconds of one core of an AMD EPYC (Zen 3): a document and key in the sort; a document in
#: the other phases; a byte of text read, filtered and written.
_SORT, _OTHER, _WRITE = 60e-9, 0.6e-6, 25e-9

#: A worker before it does anything, with Arrow and the kernels.
_WORKER_BYTES = 160 << 20


@dataclass(frozen=True)
class Estimate:
    """Figures for one run; the corpus is what is new in it."""

    documents: int
    text_bytes: int
    sentences: int
    work_bytes: int  #: on disk while it runs
    index_bytes: int  #: on disk afterwards, for the next run
    output_bytes: int
    free_bytes: int
    memory_bytes: int
    cpu_seconds: float
    workers: int

    @property
    def disk_bytes(self) -> int:
        return self.work_bytes + self.index_bytes + self.output_bytes

    def require_disk(self, target: Path) -> None:
        """Raise `LmkorError` where the run would fill the disk."""
        if self.disk_bytes > self.free_bytes:
            raise LmkorError(
                f"{target} has {self.free_bytes / 1e9:.1f} GB free, and deduplication needs about "
                f"{self.disk_bytes / 1e9:.1f} GB there: {self.output_bytes / 1e9:.1f} for the "
                f"result, {self.index_bytes / 1e9:.1f} for the index, {self.work_bytes / 1e9:.1f} "
                f"while it runs. Make room, or give a --target on another disk."
            )


def estimate(
    shards: Sequence[Shard], target: Path, options: DedupOptions, workers: int
) -> Estimate:
    """Read some rows of some shards, time the signing of them, and scale up."""
    documents = sum(pq.read_metadata(shard.path).num_rows for shard in shards)
    rows = text_bytes = sentences = 0
    signing = 0.0
    step = max(1, len(shards) // _SHARDS)
    for shard in shards[::step]:
        for batch in islice(read_documents(shard), 1):
            sample = batch.slice(0, _ROWS)
            sign_batch(sample.slice(0, 10), options)  # compiles, or loads what was compiled
            begin = time.process_time()
            sign_batch(sample, options)
            signing += time.process_time() - begin
            texts = text_buffers(sample.column("text"))
            rows += sample.num_rows
            text_bytes += texts.bytes
            sentences += count_lines(texts)
    scale = documents / max(1, rows)
    text_bytes, sentences = int(text_bytes * scale), int(sentences * scale)
    keys = bands_of(options).bands + 1
    cpu_seconds = signing * scale + documents * (keys * _SORT + _OTHER) + text_bytes * _WRITE
    return Estimate(
        documents,
        text_bytes,
        sentences,
        work_bytes=int(30 * documents + 2 * sentences + _CANDIDATES * text_bytes),
        index_bytes=documents * (8 * keys + 45) + 16 * sentences,
        output_bytes=sum(shard.bytes for shard in shards),
        free_bytes=shutil.disk_usage(_existing(target)).free,
        memory_bytes=_memory(documents, sentences, workers),
        cpu_seconds=cpu_seconds,
        workers=workers,
    )


def _memory(documents: int, sentences: int, workers: int) -> int:
    """The largest of the phases: many workers with bounded tasks, or one with whole arrays."""
    bounded = max(
        28 * min(documents, RANGE_KEYS), 6 * PART_BYTES, 40 * min(sentences, PART_SENTENCES)
    )
    return max(workers * (_WORKER_BYTES + bounded), _WORKER_BYTES + 32 * documents)


def _existing(path: Path) -> Path:
    while not path.exists():
        path = Path(os.path.abspath(path)).parent
    return path
