"""Estimate of a run before it starts: disk, memory and time, from a sample of the corpus."""

from __future__ import annotations

import math
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
from numpy.typing import NDArray

from lmkor_data.corpus.layout import Shard
from lmkor_data.corpus.reading import read_documents
from lmkor_data.dedup.candidates.key_groups import equal_groups
from lmkor_data.dedup.candidates.sorted_runs import BLOCK_MEMORY
from lmkor_data.dedup.decide.survivor_selection import HEAVY
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.repeats.sentences import PART_SENTENCES
from lmkor_data.dedup.signatures.document_keys import banding_of, count_lines
from lmkor_data.dedup.signatures.key_files import RANGE_KEYS, range_bits
from lmkor_data.dedup.signatures.signature_files import sign_batch
from lmkor_data.errors import LmkorError
from lmkor_data.text.buffers import text_buffers

#: Places of the corpus that are sampled, and rows read at each.
_PLACES, _ROWS = 24, 8000

#: CPU seconds on one shared core of a Xeon with AVX-512: to gather and verify a candidate, and more
#: for one of many that share a band; for a document in the other phases; to read, filter and write
#: a byte of text; to start.
_CANDIDATE, _CROWDED, _OTHER, _WRITE, _START = 14e-6, 60e-6, 1e-6, 28e-9, 1.2

#: Bytes of a candidate's text on disk, after lz4, for each of its own.
_PACKED = 0.8

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
    sampled = [np.empty((banding_of(options).bands + 1, 0), np.uint64)]
    for sample in _samples(groups, text_bytes):
        sign_batch(sample.slice(0, 10), options)  # compile, or load the cached kernel
        begin = time.process_time()
        sampled.append(sign_batch(sample, options)[0])
        texts = text_buffers(sample.column("text"))
        seconds_a_byte.append((time.process_time() - begin) / max(1, texts.bytes))
        sentences_a_byte.append(count_lines(texts) / max(1, texts.bytes))
    places = max(1, len(seconds_a_byte) - 1)
    sentences = int(text_bytes * sum(sentences_a_byte) / places)
    signing = text_bytes * sum(seconds_a_byte) / places
    share, crowded = _candidates(np.concatenate(sampled, axis=1), documents)
    keys = len(sampled[0])
    a_document = keys * _sorting(documents) + share * _CANDIDATE + crowded * _CROWDED + _OTHER
    row_bytes = 4 * keys if range_bits(documents) else 0
    return Estimate(
        documents,
        text_bytes,
        sentences,
        work_bytes=int(67 * documents + 10 * sentences + share * _PACKED * text_bytes),
        index_bytes=documents * (8 * keys + row_bytes + 1) + 8 * sentences,
        output_bytes=sum(shard.bytes for shard in shards),
        free_bytes=shutil.disk_usage(place_of(target)).free,
        memory_bytes=_memory(documents, sentences, workers),
        cpu_seconds=_START + signing + documents * a_document + text_bytes * _WRITE,
        workers=workers,
    )


def _candidates(keys: NDArray[np.uint64], documents: int) -> tuple[float, float]:
    """Estimate the shares of documents that are verified, and of those in heavy buckets.

    `keys` are those of sampled documents. Documents with another text that share a band are
    candidates. A share q of the corpus shows a part of them, about √q where clusters are small.
    """
    sampled = max(1, keys.shape[1])
    seen = min(1.0, sampled / max(1, documents))
    distinct = keys[:, np.unique(keys[0], return_index=True)[1]]
    shared, crowded = np.zeros((2, distinct.shape[1]), bool)
    for band in distinct[1:]:
        members, starts = equal_groups(band)
        sizes = np.diff(starts)
        shared[members] = True
        crowded[members[np.repeat(sizes >= max(2, HEAVY * seen), sizes)]] = True
    scale = 1 / (sampled * math.sqrt(seen))
    return min(1.0, float(shared.sum()) * scale), min(1.0, float(crowded.sum()) / sampled)


def _sorting(documents: int) -> float:
    """Return the CPU seconds to sort a key: the more keys in a range, the more cache misses."""
    return max(15e-9, 40e-9 + 12e-9 * (math.log2(max(2, min(documents, RANGE_KEYS))) - 20.4))


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
