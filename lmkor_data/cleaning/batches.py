"""One batch of documents through everything: clean text, sentences, filters, counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.cleaning.buffers import picked, replaced, text_at
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
        profile = self._profiles.of(batch.column("kind").to_pylist())
        split_before = _already_split(batch)
        soft = self._profiles.soft[profile] & ~split_before & (not self._hard)

        texts = text_buffers(batch.column("text"))
        tally.add(DOCUMENTS_IN)
        tally.add(BYTES_IN, np.diff(texts.offsets))
        edited = self._cleaner.clean(texts, soft)
        for step, changed in edited.by_step.items():
            tally.add(EDITED + step, changed)

        reason = judge_documents(edited.texts, profile, self._profiles.document)
        texts = self._split(edited.texts, np.flatnonzero((reason == 0) & ~split_before), tally)
        kept = keep_sentences(texts, profile, self._profiles.sentence)
        good = reason == 0
        for column, name in enumerate(SENTENCE_REASONS):
            tally.add(SENTENCES_DROPPED + name, kept.dropped[:, column] * good)
        names = np.array([*DOCUMENT_REASONS, NO_SENTENCE])
        reason[good & (kept.sentences == 0)] = len(DOCUMENT_REASONS)

        stays = reason == 0
        for number in np.unique(reason[~stays]):
            tally.add(DROPPED + str(names[number]), reason == number)
        tally.add(DOCUMENTS_OUT, stays)
        tally.add(SENTENCES_OUT, kept.sentences * stays)
        tally.add(BYTES_OUT, np.diff(kept.texts.offsets) * stays)
        return CleanedBatch(
            _kept_rows(batch, np.flatnonzero(stays), kept.texts, kept.sentences),
            _rejected_rows(batch, np.flatnonzero(~stays), edited.texts, names[reason]),
            tally.counts(),
        )

    def _split(self, texts: TextBuffers, chosen: np.ndarray, tally: _Tally) -> TextBuffers:
        """Split the chosen documents into sentences."""
        if not len(chosen):
            return texts
        split = self._splitter.split(picked(texts, chosen))
        unsplit = np.zeros(texts.count, np.bool_)
        unsplit[chosen] = split.unsplit
        tally.add(UNSPLIT, unsplit)
        return replaced(texts, chosen, split.texts)


class _Tally:
    """Counts by category and source, from one number a document."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._counts = Counts()
        pairs = pa.table([batch.column("category"), batch.column("source")], ["c", "s"])
        groups = (
            pairs.group_by(["c", "s"])
            .aggregate([])
            .sort_by([("c", "ascending"), ("s", "ascending")])
        )
        self._groups = list(zip(groups["c"].to_pylist(), groups["s"].to_pylist(), strict=True))
        self._number = np.zeros(batch.num_rows, np.int64)
        for number, (category, source) in enumerate(self._groups):
            same = pc.and_(pc.equal(pairs["c"], category), pc.equal(pairs["s"], source))
            self._number[same.to_numpy()] = number

    def add(self, measure: str, amounts: np.ndarray | None = None) -> None:
        """Add `amounts` (1 for each document where none are given) to a measure."""
        sums = np.bincount(self._number, amounts, len(self._groups))
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
    kept = picked(texts, rows)
    columns = {name: batch.column(name).take(rows) for name in batch.schema.names}
    columns["text"] = text_array(kept.offsets, kept.data)
    columns["n_sentences"] = pa.array(sentences[rows])
    return conform(pa.RecordBatch.from_pydict(columns), in_memory(CLEAN_DOCUMENT))


def _rejected_rows(
    batch: pa.RecordBatch, rows: np.ndarray, texts: TextBuffers, reasons: np.ndarray
) -> pa.RecordBatch:
    """Excerpts are of the clean text, so that no personal data stays in them."""
    columns = {name: batch.column(name).take(rows) for name in ("category", "id", "source")}
    columns["stage"] = pa.repeat(pa.scalar("clean"), len(rows))
    columns["reason"] = pa.array([str(reasons[row]) for row in rows], pa.string())
    excerpts = [text_at(texts, row)[: _EXCERPT * 4].decode("utf-8", "ignore") for row in rows]
    columns["excerpt"] = pa.array([excerpt[:_EXCERPT] for excerpt in excerpts], pa.string())
    return conform(pa.RecordBatch.from_pydict(columns), in_memory(REJECTED_DOCUMENT))
