"""Measures of any Hugging Face tokenizer: byte-level BPE, unigram, and those of other models."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
from tokenizers import Tokenizer

from lmkor_data.errors import LmkorError
from lmkor_data.vocab.evaluation.measures import ROUND_TRIPS, Measures, count_eojeols

#: Texts encoded at once.
_BATCH = 1_000


class TokenizerEvaluator:
    """Measures the tokenizer of a `tokenizer.json`; words are the units of its pre-tokenizer.

    The round trip is strict: white space and case must come back too.
    """

    def __init__(self, file: Path) -> None:
        try:
            self._tokenizer = Tokenizer.from_file(str(file))
        except Exception as cause:  # tokenizers raises plain Exception
            raise LmkorError(f"{file} cannot be read as a tokenizer ({cause}).") from cause
        self._size = self._tokenizer.get_vocab_size()
        unknown = getattr(self._tokenizer.model, "unk_token", None) or "<unk>"
        self._unknown = self._tokenizer.token_to_id(unknown)

    def measure(self, batches: Iterable[pa.Array]) -> Measures:
        """Measure on string columns."""
        whole = Measures(self._size, uses=np.zeros(self._size, np.int64))
        for column in batches:
            whole.texts += len(column)
            whole.eojeols += count_eojeols(column)
            for first in range(0, len(column), _BATCH):
                self._add(whole, column[first : first + _BATCH].to_pylist())
        return whole

    def _add(self, whole: Measures, texts: list[str]) -> None:
        encoded = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        ids = np.array([token for one in encoded for token in one.ids], np.int64)
        starts = [
            word != before
            for one in encoded
            for word, before in zip(one.word_ids, [None, *one.word_ids], strict=False)
        ]
        begins = np.flatnonzero([*starts, True])
        unknown = int((ids == self._unknown).sum()) if self._unknown is not None else 0
        whole.bytes += sum(len(text.encode()) for text in texts)
        whole.tokens += len(ids)
        whole.words += len(begins) - 1
        whole.unknown += unknown
        whole.whole += max(0, int((np.diff(begins) == 1).sum()) - unknown)
        whole.uses += np.bincount(ids, minlength=self._size)
        for text, one in zip(texts, encoded, strict=True):
            if whole.round_trips_tried == ROUND_TRIPS:
                break
            decoded = self._tokenizer.decode(one.ids, skip_special_tokens=False)
            whole.round_trips_tried += 1
            whole.round_trips += decoded == text
