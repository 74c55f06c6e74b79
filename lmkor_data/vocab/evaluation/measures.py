"""Measures of a vocabulary on a text: fertility, unknown words, whole words, round trip.

They must be read together: low fertility may come from many [UNK], and few [UNK] from splitting
into single letters (Rust 2021 defines fertility as tokens per word).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.tokenizer.tokenizer_folder import UNK, is_cased, make_tokenizer
from lmkor_data.vocab.tokenizer.wordpiece_encoder import WordPiece

#: Number of texts for the round trip, which needs Hugging Face's slower decoder.
ROUND_TRIPS = 2_000


@dataclass
class Measures:
    """Sums over the texts of one vocabulary."""

    entries: int
    texts: int = 0
    bytes: int = 0  #: of the texts, in UTF-8
    eojeols: int = 0  #: strings between white space
    words: int = 0  #: units of the pre-tokenizer; punctuation is isolated
    tokens: int = 0
    unknown: int = 0  #: words encoded as [UNK]
    whole: int = 0  #: words encoded as one entry
    round_trips: int = 0
    round_trips_tried: int = 0
    uses: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))  #: by entry

    @property
    def tokens_per_eojeol(self) -> float:
        """Fertility."""
        return self.tokens / max(1, self.eojeols)

    @property
    def bytes_per_token(self) -> float:
        """Compression."""
        return self.bytes / max(1, self.tokens)

    @property
    def unknown_share(self) -> float:
        """Share of words encoded as [UNK], 0 to 1."""
        return self.unknown / max(1, self.words)

    @property
    def whole_share(self) -> float:
        """Share of words encoded as one entry, 0 to 1."""
        return self.whole / max(1, self.words)

    @property
    def round_trip_share(self) -> float:
        """Share of texts that decode to themselves, ignoring white space and case."""
        return self.round_trips / max(1, self.round_trips_tried)

    @property
    def used_share(self) -> float:
        """Share of entries that occurred."""
        return int((self.uses > 0).sum()) / max(1, self.entries)

    def add(self, other: Measures) -> None:
        """Add the measures of the same vocabulary on another text."""
        for name in vars(other):
            if name != "entries":
                setattr(self, name, getattr(self, name) + getattr(other, name))


def count_eojeols(column: pa.Array) -> int:
    """Count the strings between white space."""
    eojeols = pc.utf8_split_whitespace(pc.utf8_trim_whitespace(column))
    return pc.sum(pc.list_value_length(eojeols)).as_py() or 0


class Evaluator:
    """Measures one vocabulary; one with capital letters is applied without lower-casing."""

    def __init__(self, entries: Sequence[str]) -> None:
        self._entries = list(entries)
        self._lowercase = not is_cased(entries)
        self._encoder = WordPiece(self._entries, self._lowercase)
        self._tokenizer = make_tokenizer(self._entries, self._lowercase)
        self._unknown = self._entries.index(UNK)

    def measure(self, batches: Iterable[pa.Array]) -> Measures:
        """Measure on string columns."""
        whole = self._empty()
        for column in batches:
            whole.add(self._measure(column, ROUND_TRIPS - whole.round_trips_tried))
        return whole

    def _measure(self, column: pa.Array, trips: int) -> Measures:
        pieces = self._encoder.encode(text_buffers(column))
        starts = np.flatnonzero(np.append(pieces.starts, True))
        measures = self._empty()
        measures.texts = len(column)
        measures.bytes = text_buffers(column).bytes
        measures.eojeols = count_eojeols(column)
        measures.words = int(pieces.starts.sum())
        measures.tokens = len(pieces.ids)
        known = pieces.ids[starts[:-1]] != self._unknown
        measures.unknown = int((~known).sum())
        measures.whole = int((known & (np.diff(starts) == 1)).sum())
        measures.uses = np.bincount(pieces.ids, minlength=len(self._entries))
        for text in column[: max(0, trips)].to_pylist():
            measures.round_trips += self._comes_back(text)
            measures.round_trips_tried += 1
        return measures

    def _comes_back(self, text: str) -> bool:
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids
        decoded = self._tokenizer.decode(ids, skip_special_tokens=False)
        return self._plain(decoded) == self._plain(text)

    def _plain(self, text: str) -> str:
        joined = "".join(text.split())
        return joined.lower() if self._lowercase else joined

    def _empty(self) -> Measures:
        return Measures(len(self._entries), uses=np.zeros(len(self._entries), np.int64))
