"""Preference: which document of a cluster survives, by a declared order."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.dedup.options import DedupOptions

_LAST = np.uint64(0xFFFFFFFFFFFFFFFF)
_ZERO_TIME = np.int64(1) << np.int64(62)  # keeps times before 1970 positive


def preferences(batch: pa.RecordBatch, options: DedupOptions) -> NDArray[np.uint64]:
    """Rank documents by `--keep`: uint64, the lowest survives.

    Ties, and `--keep id` altogether, are decided by the lowest id, in byte order. Documents without
    a date come after those with one.
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
    return first
