"""Count the words of texts as the vocabulary counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.counting.word_table import WordTable

__all__ = ["count_words"]

_BATCH = 10_000


def count_words(texts: str | Iterable[str]) -> Counter[str]:
    """Count words as BERT's normaliser and pre-tokeniser cut them: lower case, accents kept.

    The same counts as `lmkor-data build-vocab` learns from.
    """
    every = [texts] if isinstance(texts, str) else list(texts)
    table = WordTable()
    for first in range(0, len(every), _BATCH):
        part = pa.array(every[first : first + _BATCH], pa.string())
        table.add(text_buffers(part), np.zeros(len(part), np.int32))
    counted = table.whole()
    return Counter(
        dict(zip(*(counted.column(c).to_pylist() for c in ("word", "count")), strict=True))
    )
