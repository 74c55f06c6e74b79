"""Estimate of a run before it starts: disk, memory and time, from a sample of the corpus."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lmkor_data.corpus.layout import Shard
from lmkor_data.corpus.reading import read_documents
from lmkor_data.dedup.candidates.edges import RANGE_KEYS
from lmkor_data.dedup.candidates.sorted_runs import BLOCK_MEMORY
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.repeats.sentences import PART_SENTENCES
from lmkor_data.dedup.signatures.document_keys import banding_of, count_lines
from lmkor_data.dedup.signatures.signature_files import sign_batch
from lmkor_data.errors import LmkorError
from lmkor_data.text.buffers import text_buffers

#: Places of the corpus that are sampled, and rows read at each.
_PLACES, _ROWS = 24, 8000

#: Share of the text that is gathered as candidates, after lz4.
_CANDIDATES = 0.3

#: CPU seconds on one shared core of a Xeon with AVX-512: to sort a key of a document, plus a
#: share for each range that reads it again; to gather and verify a candidate; for a document in
#: the other phases; to read, filter and write a byte of text.
_SORT, _RANGE, _CANDIDATE, _OTHER, _WRITE = 60e-9, 10e-9, 13e-6, 0.6e-6, 38e-9

#: Memory of an idle worker, with Arrow and the kernels loaded.
_WORKER_BYTES = 160 << 20


@dataclass(frozen=True)
class Estimate:
    """What one run will take, for the shards that are new in it."""

    documents: int
    text_bytes: int
    sentences: int
    work_bytes: int  #: on disk during the run
    index_bytes: int  #: on disk afterwards, for later runs
    output_bytes: int
    free_bytes: int
    memory_bytes: int
    cpu_seconds: float
    workers: int

    @property
    def disk_bytes(self) -> int:
        """Bytes on disk in all, at most."""
        return self.work_bytes + self.index_bytes + self.output_bytes

    def require_disk(self, target: Path) -> None:
        """Raise `LmkorError` where the run would fill the disk."""
        if self.disk_bytes > self.free_bytes:
            raise LmkorError(
                f"{target} has {self.free_bytes / 1e9:.1f} GB free; deduplication needs about "
                f"{self.disk_bytes / 1e9:.1f} GB there: {self.output_bytes / 1e9:.1f} for the "
                f"result, {self.index_bytes / 1e9:.1f} for the index, {self.work_bytes / 1e9:.1f} "
                f"for work files. Free some space, or set --output to another disk."
            )


def estimate(
    shards: Sequence[Shard], target: Path, options: DedupOptions, workers: int
) -> Estimate:
    """Estimate from file footers and from the signatures of sampled rows, scaled up."""
    groups = [group for shard in shards for group in _row_groups(shard)]
    documents = sum(len(group.rows) for group in groups)
    text_bytes = sum(group.text_bytes for group in groups)
    sentences_a_byte, seconds_a_byte = [0.0], [0.0]
    for sample in _samples(groups, text_bytes):
        sign_batch(sample.slice(0, 10), options)  # compile, or load the cached kernel
        begin = time.process_time()
        sign_batch(sample, options)
        texts = text_buffers(sample.column("text"))
        seconds_a_byte.append((time.process_time() - begin) / max(1, texts.bytes))
        sentences_a_byte.append(count_lines(texts) / max(1, texts.bytes))
    places = max(1, len(seconds_a_byte) - 1)
    sentences = int(text_bytes * sum(sentences_a_byte) / places)
    signing = text_bytes * sum(seconds_a_byte) / places
    keys = banding_of(options).bands + 1
    a_key = _SORT + _RANGE * (1 + documents // RANGE_KEYS)
    a_document = keys * a_key + _CANDIDATES * _CANDIDATE + _OTHER
    cpu_seconds = signing + documents * a_document + text_bytes * _WRITE
    return Estimate(
        documents,
        text_bytes,
        sentences,
        work_bytes=int(30 * documents + 2 * sentences + _CANDIDATES * text_bytes),
        index_bytes=documents * (8 * keys + 37) + 16 * sentences,
        output_bytes=sum(shard.bytes for shard in shards),
        free_bytes=shutil.disk_usage(place_of(target)).free,
        memory_bytes=_memory(documents, sentences, workers),
        cpu_seconds=cpu_seconds,
        workers=workers,
    )


class _RowGroup(NamedTuple):
    shard: Shard
    rows: range
    text_bytes: int


def _row_groups(shard: Shard) -> Iterator[_RowGroup]:
    """Iterate over the row groups of a shard; in Parquet a text takes 4 bytes more than its own."""
    try:
        metadata = pq.read_metadata(shard.path)
    except pa.ArrowInvalid as cause:
        raise LmkorError(f"{shard.path} is not a readable Parquet file ({cause}).") from cause
    paths = [metadata.schema.column(i).path for i in range(metadata.num_columns)]
    column = paths.index("text") if "text" in paths else None
    begin = 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        rows = range(begin, begin + group.num_rows)
        size = 0 if column is None else group.column(column).total_uncompressed_size
        yield _RowGroup(shard, rows, max(0, size - 4 * group.num_rows))
        begin = rows.stop


def _samples(groups: Sequence[_RowGroup], text_bytes: int) -> Iterator[pa.RecordBatch]:
    """Iterate over documents at places evenly spaced by the bytes of their text."""
    ends = np.cumsum([group.text_bytes for group in groups])
    places = min(_PLACES, len(groups))
    for place in range(places):
        number = int(np.searchsorted(ends, text_bytes * (2 * place + 1) / (2 * places)))
        shard, rows, _ = groups[min(number, len(groups) - 1)]
        yield from read_documents(shard, rows[:_ROWS])


def _memory(documents: int, sentences: int, workers: int) -> int:
    """Return the maximum over phases: many workers with bounded tasks, or one with whole arrays."""
    bounded = max(
        28 * min(documents, RANGE_KEYS), BLOCK_MEMORY, 40 * min(sentences, PART_SENTENCES)
    )
    return max(workers * (_WORKER_BYTES + bounded), _WORKER_BYTES + 32 * documents)


def place_of(path: Path) -> Path:
    """Return the existing folder that `path` lies in or is; raises `LmkorError` if not writable."""
    place = Path(os.path.abspath(path))
    while not (place.exists() or place.is_symlink()):
        place = place.parent
    if not (place.is_dir() and os.access(place, os.W_OK)):
        raise LmkorError(f"Cannot create {path} in {place}: it is not a writable folder.")
    return place
