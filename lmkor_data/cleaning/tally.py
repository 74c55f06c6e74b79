"""Counts of one batch by category and source."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lmkor_data.engine.counts import Counts


class Tally:
    """Adds up measures that hold one number a document."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._counts = Counts()
        categories, sources = (batch.column(c).dictionary_encode() for c in ("category", "source"))
        width = len(sources.dictionary)
        pairs = categories.indices.to_numpy() * width + sources.indices.to_numpy()
        found, self._number = np.unique(pairs, return_inverse=True)
        self._groups = [
            (categories.dictionary[pair // width].as_py(), sources.dictionary[pair % width].as_py())
            for pair in found.tolist()
        ]

    def add(
        self,
        measure: str,
        amounts: NDArray[Any],
        documents: NDArray[np.int64] | slice = slice(None),
    ) -> None:
        """Add one amount for each of `documents` to a measure."""
        sums = [amounts.sum()]
        if len(self._groups) > 1:  # seldom: a shard has one category, and mostly one source
            sums = np.bincount(self._number[documents], amounts, len(self._groups)).tolist()
        for (category, source), amount in zip(self._groups, sums, strict=True):
            self._counts.add(category, source, measure, int(amount))

    def counts(self) -> Counts:
        """Return everything that was added."""
        return self._counts
