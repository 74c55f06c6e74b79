"""Who stays of a cluster: a declared order, never an accident of reading."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit

from lmkor_data.corpus.text_buffers import text_buffers
from lmkor_data.dedup.options import DedupOptions

_LAST = np.uint64(0xFFFFFFFFFFFFFFFF)
_ZERO_TIME = np.int64(1) << np.int64(62)  # makes times before 1970 positive


def preferences(batch: pa.RecordBatch, options: DedupOptions) -> tuple[np.ndarray, np.ndarray]:
    """Two uint64 a document, the lower the better: what `--keep` asks, then the id.

    Documents without a date come after those with one.
    """
    first = np.zeros(batch.num_rows, np.uint64)
    if options.keep == "longest":
        lengths = pc.utf8_length(batch.column("text")).to_numpy(zero_copy_only=False)
        first = _LAST - lengths.astype(np.uint64)
    elif options.keep in ("oldest", "newest"):
        times = batch.column("published_at")
        seconds = times.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
        since = seconds if options.keep == "oldest" else -seconds
        first = (since + _ZERO_TIME).astype(np.uint64)
        first[times.is_null().to_numpy(zero_copy_only=False)] = _LAST
    elif options.preferred_sources:
        rank = pc.index_in(batch.column("source"), pa.array(options.preferred_sources))
        last = len(options.preferred_sources)
        first = rank.fill_null(last).to_numpy(zero_copy_only=False).astype(np.uint64)
    return first, _ids(batch.column("id"))


def _ids(column: pa.Array) -> np.ndarray:
    """Ids in their order, as numbers: 16 hex digits whole, others by their first 8 bytes."""
    texts = text_buffers(column)
    out = np.empty(texts.count, np.uint64)
    _numbers(texts.offsets, texts.data, out)
    return out


@njit(cache=True, nogil=True)
def _numbers(offsets: np.ndarray, data: np.ndarray, out: np.ndarray) -> None:
    for i in range(offsets.shape[0] - 1):
        begin, length = offsets[i], offsets[i + 1] - offsets[i]
        value = np.uint64(0)
        hexadecimal = length == 16
        for j in range(begin, begin + 16 if hexadecimal else begin):
            digit = np.int64(data[j])
            if 48 <= digit <= 57:
                value = value << np.uint64(4) | np.uint64(digit - 48)
            elif 97 <= digit <= 102:
                value = value << np.uint64(4) | np.uint64(digit - 87)
            else:
                hexadecimal = False
        if not hexadecimal:
            value = np.uint64(0)
            for j in range(8):
                byte = data[begin + j] if j < length else np.uint8(0)
                value = value << np.uint64(8) | np.uint64(byte)
        out[i] = value
