"""Fit of a vocabulary to its training corpus by category, computed from word counts.

Every distinct word is encoded once and weighted by its count: exact, and far cheaper than reading
the texts again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.counting.word_counts import WordCounts
from lmkor_data.vocab.tokenizer.tokenizer_folder import UNK
from lmkor_data.vocab.tokenizer.wordpiece_encoder import WordPiece


@dataclass
class Fit:
    """Sums over word tokens."""

    words: int = 0
    tokens: int = 0
    whole: int = 0  #: words encoded as one entry
    unknown: int = 0  #: words encoded as [UNK]

    def add(self, other: Fit) -> None:
        """Add the sums of another fit."""
        self.words += other.words
        self.tokens += other.tokens
        self.whole += other.whole
        self.unknown += other.unknown


def fit_of_corpus(counts: WordCounts, entries: Sequence[str]) -> dict[str, Fit]:
    """Compute the fit of `entries` to each category of the corpus."""
    encoder, unknown = WordPiece(entries), entries.index(UNK)
    fits: defaultdict[str, Fit] = defaultdict(Fit)
    for table in counts.tables():
        for batch in table.to_batches():
            pieces = encoder.encode(text_buffers(batch["word"]))
            sizes, first = np.diff(pieces.offsets), pieces.ids[pieces.offsets[:-1]]
            unknowns, often = first == unknown, np.asarray(batch["count"])
            measures = (np.ones_like(sizes), sizes, (sizes == 1) & ~unknowns, unknowns)
            category = np.asarray(batch["category"].indices)
            sums = np.zeros((len(batch["category"].dictionary), len(measures)), np.int64)
            for column, measure in enumerate(measures):
                np.add.at(sums[:, column], category, often * measure)
            for name, row in zip(batch["category"].dictionary.to_pylist(), sums, strict=True):
                fits[name].add(Fit(*row.tolist()))
    return dict(fits)
