"""One batch of documents through everything: clean text, sentences, filters, counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.cleaning.buffers import beginnings, picked, replaced
from lmkor_data.cleaning.filters import (
    DOCUMENT_REASONS,
    SENTENCE_REASONS,
    judge_documents,
    keep_sentences,
)
from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.profiles import Chosen
from lmkor_data.cleaning.splitters import splitter
from lmkor_data.cleaning.steps import Cleaner
from lmkor_data.corpus.schema import CLEAN_DOCUMENT, REJECTED_DOCUMENT, conform, in_memory
from lmkor_data.corpus.text_buffers import TextBuffers, text_array, text_buffers
from lmkor_data.engine.counts import (
    BYTES_IN,
    BYTES_OUT,
    DOCUMENTS_IN,
    DOCUMENTS_OUT,
    DROPPED,
    EDITED,
    Counts,
)

#: Measures of this stage beside those of every stage.
SENTENCES_OUT = "sentences_out"
SENTENCES_DROPPED = "sentences_dropped/"
UNSPLIT = "unsplit"

NO_SENTENCE = "no sentence left"
_EXCERPT = 200  # characters


@dataclass
class CleanedBatch:
    """What became of a batch."""

    kept: pa.RecordBatch
    rejected: pa.RecordBatch
    counts: Counts


class BatchCleaner:
    """Cleans batches of documents by the same options."""

    def __init__(self, options: CleanOptions) -> None:
        self._hard = options.sentences == "none"
        self._cleaner = Cleaner(mask=options.personal_data == "mask")
        self._splitter = splitter(options.sentences)
        self._profiles = Chosen(options.profiles, options.profile)

    def clean(self, batch: pa.RecordBatch) -> CleanedBatch:
        """`batch` as `read_documents` gives it; out come rows of CLEAN_DOCUMENT in memory."""
        tally = _Tally(batch)
        kinds = batch.column("kind").dictionary_encode("encode")
        profile = self._profiles.of(kinds.dictionary.to_pylist())[kinds.indices.to_numpy()]
        split_before = _already_split(batch)
        soft = self._profiles.soft[profile] & ~split_before & (not self._hard)

        texts = text_buffers(batch.column("text"))
        tally.add(DOCUMENTS_IN, np.ones(batch.num_rows, np.int64))
        tally.add(BYTES_IN, np.diff(texts.offsets))
        edited = self._cleaner.clean(texts, soft)
        for step, changed in edited.by_step.items():
            tally.add(EDITED + step, changed)

        reason = judge_documents(edited.texts, profile, self._profiles.document)
        good = np.flatnonzero(reason == 0)
        texts = edited.texts if len(good) == len(reason) else picked(edited.texts, good)
        texts, unsplit = self._split(texts, ~split_before[good])
        kept = keep_sentences(texts, profile[good], self._profiles.sentence)
        filled = kept.sentences > 0
        reason[good[~filled]] = len(DOCUMENT_REASONS)
        names = [*DOCUMENT_REASONS, NO_SENTENCE]

        tally.add(UNSPLIT, unsplit, good)
        for column, name in enumerate(SENTENCE_REASONS):
            tally.add(SENTENCES_DROPPED + name, kept.dropped[:, column], good)
        for number in np.flatnonzero(np.bincount(reason))[1 if len(good) else 0 :]:
            tally.add(DROPPED + names[number], reason == number)
        tally.add(DOCUMENTS_OUT, filled, good)
        tally.add(SENTENCES_OUT, kept.sentences, good)
        tally.add(BYTES_OUT, np.diff(kept.texts.offsets), good)
        return CleanedBatch(
            _kept_rows(batch, good[filled], kept.texts, kept.sentences),
            _rejected_rows(batch, np.flatnonzero(reason), edited.texts, reason, names),
            tally.counts(),
        )

    def _split(self, texts: TextBuffers, new: np.ndarray) -> tuple[TextBuffers, np.ndarray]:
        """Split the documents that are `new`; and which of all had to be left unsplit."""
        unsplit = np.zeros(texts.count, np.bool_)
        chosen = np.flatnonzero(new)
        if not len(chosen):
            return texts, unsplit
        every = len(chosen) == texts.count
        split = self._splitter.split(texts if every else picked(texts, chosen))
        unsplit[chosen] = split.unsplit
        return split.texts if every else replaced(texts, chosen, split.texts), unsplit


class _Tally:
    """Counts by category and source, from one number a document."""

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
        self, measure: str, amounts: np.ndarray, documents: np.ndarray | slice = slice(None)
    ) -> None:
        """Add one amount for each of `documents` to a measure."""
        sums = [amounts.sum()]
        if len(self._groups) > 1:  # seldom: a shard has one category, and mostly one source
            sums = np.bincount(self._number[documents], amounts, len(self._groups)).tolist()
        for (category, source), amount in zip(self._groups, sums, strict=True):
            self._counts.add(category, source, measure, int(amount))

    def counts(self) -> Counts:
        return self._counts


def _already_split(batch: pa.RecordBatch) -> np.ndarray:
    """Documents that carry `n_sentences` are one sentence a line: cleaned before."""
    if "n_sentences" not in batch.schema.names:
        return np.zeros(batch.num_rows, np.bool_)
    valid: np.ndarray = pc.is_valid(batch.column("n_sentences")).to_numpy(zero_copy_only=False)
    return valid


def _kept_rows(
    batch: pa.RecordBatch, rows: np.ndarray, texts: TextBuffers, sentences: np.ndarray
) -> pa.RecordBatch:
    """The rows that stay: those of `texts` that hold a sentence."""
    columns = {name: batch.column(name).take(rows) for name in batch.schema.names if name != "text"}
    filled = sentences > 0
    offsets = np.append(texts.offsets[:-1][filled], texts.offsets[-1])  # others take no bytes
    columns["text"] = text_array(offsets, texts.data)
    columns["n_sentences"] = pa.array(sentences[filled])
    return conform(pa.RecordBatch.from_pydict(columns), in_memory(CLEAN_DOCUMENT))


def _rejected_rows(
    batch: pa.RecordBatch,
    rows: np.ndarray,
    texts: TextBuffers,
    reason: np.ndarray,
    names: list[str],
) -> pa.RecordBatch:
    """Excerpts are of the clean text, so that no personal data stays in them."""
    columns = {name: batch.column(name).take(rows) for name in ("category", "id", "source")}
    columns["stage"] = pa.repeat(pa.scalar("clean"), len(rows))
    columns["reason"] = pa.array(names).take(pa.array(reason[rows]))
    excerpts = beginnings(texts, rows, _EXCERPT)
    columns["excerpt"] = text_array(excerpts.offsets, excerpts.data)
    return conform(pa.RecordBatch.from_pydict(columns), in_memory(REJECTED_DOCUMENT))
