"""One batch of documents through everything: clean text, sentences, filters, counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.cleaning.buffers import beginnings, picked, replaced, text_at
from lmkor_data.cleaning.filters.apart import set_apart
from lmkor_data.cleaning.filters.documents import LIMITS, judge_documents
from lmkor_data.cleaning.filters.joining import rejoin_short
from lmkor_data.cleaning.filters.measures import Lines, measure_lines
from lmkor_data.cleaning.filters.origin import is_foreign
from lmkor_data.cleaning.filters.phrases import boilerplate, tagging
from lmkor_data.cleaning.filters.sentences import KeptSentences, keep_sentences, sentence_reasons
from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.profiles import Chosen
from lmkor_data.cleaning.sentences.methods import splitter
from lmkor_data.cleaning.sentences.splitter import Splitter
from lmkor_data.cleaning.steps import Cleaner
from lmkor_data.corpus.schema import CLEAN_DOCUMENT, REJECTED_DOCUMENT, conform, in_memory
from lmkor_data.engine.counts import (
    BYTES_IN,
    BYTES_OUT,
    DOCUMENTS_IN,
    DOCUMENTS_OUT,
    DROPPED,
    EDITED,
    Counts,
)
from lmkor_data.text.buffers import TextBuffers, text_array, text_buffers

#: Measures of this stage beside those of every stage.
SENTENCES_OUT = "sentences_out"
SENTENCES_DROPPED = "sentences_dropped/"
UNSPLIT = "unsplit"

FOREIGN = "foreign language"
_EXCERPT = 200  # characters


@dataclass
class CleanedBatch:
    """What became of a batch."""

    kept: pa.RecordBatch
    rejected: pa.RecordBatch
    counts: Counts


@dataclass
class Filtered:
    """What the filters saw and left."""

    lines: Lines  #: of the documents as they were split
    kept: KeptSentences
    reasons: np.ndarray  #: int8, a number of `BatchCleaner.names` a document


class BatchCleaner:
    """Cleans batches of documents by the same options."""

    def __init__(self, options: CleanOptions) -> None:
        self.cleaner = Cleaner(mask=options.personal_data == "mask")
        self._splitter = splitter(options.sentences)
        self.profiles = Chosen(options.profiles, options.profile)
        self.book = boilerplate()
        self._tags = options.tags
        self.of_sentences = sentence_reasons(self.book)
        of_documents = [limit.reason for limit in LIMITS]
        self.names = ["", *of_documents, *self.of_sentences[1:], FOREIGN]
        self._for_letters = [
            number
            for number, name in enumerate(self.names)
            if name in ("empty", "too short", "little Hangul")
        ]

    def clean(self, batch: pa.RecordBatch) -> CleanedBatch:
        """`batch` as `read_documents` gives it; out come rows of CLEAN_DOCUMENT in memory."""
        tally = Tally(batch)
        kinds = batch.column("kind").dictionary_encode("encode")
        profile = self.profiles.of(kinds.dictionary.to_pylist())[kinds.indices.to_numpy()]
        split_before = already_split(batch)
        soft = self.soft(profile, split_before)

        texts = text_buffers(batch.column("text"))
        tally.add(DOCUMENTS_IN, np.ones(batch.num_rows, np.int64))
        tally.add(BYTES_IN, np.diff(texts.offsets))
        edited = self.cleaner.clean(texts, soft)
        for step, changed in edited.by_step.items():
            tally.add(EDITED + step, changed)

        filtered = self.filtered(edited.texts, profile, split_before, tally)
        kept, reason, names = filtered.kept, filtered.reasons, self.names
        for row in np.flatnonzero(np.isin(reason, self._for_letters)):
            if is_foreign(text_at(texts, int(row)).decode("utf-8", "replace")):
                reason[row] = names.index(FOREIGN)

        stays = reason == 0
        for number in np.unique(reason[~stays]):
            tally.add(DROPPED + names[number], reason == number)
        tally.add(DOCUMENTS_OUT, stays)
        tally.add(SENTENCES_OUT, kept.sentences * stays)
        tally.add(BYTES_OUT, np.diff(kept.texts.offsets) * stays)
        tags = self._tagged(kept.texts) if self._tags else None
        return CleanedBatch(
            _kept_rows(batch, np.flatnonzero(stays), kept.texts, kept.sentences, tags),
            _rejected_rows(batch, np.flatnonzero(~stays), edited.texts, reason, names),
            tally.counts(),
        )

    def soft(self, profile: np.ndarray, split_before: np.ndarray) -> np.ndarray:
        """bool: the documents of which a single line break is a blank."""
        soft: np.ndarray = (
            self.profiles.soft[profile] & ~split_before & (self._splitter is not None)
        )
        return soft

    def _tagged(self, texts: TextBuffers) -> list[list[str]]:
        """The tags of each text."""
        tags: list[list[str]] = [[] for _ in range(texts.count)]
        for tag in self._tags:
            book = tagging(tag)
            lines = measure_lines(texts, book.hints)
            of_line = lines.text_of_line()
            found = book.find(lines, np.flatnonzero(book.hinted(lines)))
            for text in sorted({int(of_line[line]) for line, _ in found}):
                tags[text].append(tag)
        return tags

    def filtered(
        self, clean: TextBuffers, profile: np.ndarray, split_before: np.ndarray, tally: Tally
    ) -> Filtered:
        """Judge documents, split them, judge sentences."""
        book = self.book
        lines = measure_lines(clean, book.hints)
        reason = judge_documents(lines, profile, self.profiles.document)
        texts, lines = set_apart(clean, lines, book.hints)
        chosen = np.flatnonzero((reason == 0) & ~split_before)
        if self._splitter and len(chosen):
            texts = self._split(self._splitter, texts, chosen, profile, tally)
            lines = measure_lines(texts, book.hints)
        kept = keep_sentences(texts, lines, profile, self.profiles.sentence, book)

        stays = reason == 0
        of_line = lines.text_of_line()
        width = len(self.of_sentences)
        left_out = np.bincount(of_line * width + kept.reasons, minlength=texts.count * width)
        left_out = left_out.reshape(texts.count, width)
        for number, name in enumerate(self.of_sentences[1:], 1):
            tally.add(SENTENCES_DROPPED + name, left_out[:, number] * stays)
        first = len(LIMITS)  # the reasons of sentences stand behind those of documents
        left_out[:, 0] = 0
        reason[stays & (kept.spoiled > 0)] = first + kept.spoiled[stays & (kept.spoiled > 0)]
        none = stays & (kept.spoiled == 0) & (kept.sentences == 0)
        reason[none] = first + left_out[none].argmax(axis=1)
        return Filtered(lines, kept, reason)

    def _split(
        self,
        splitter: Splitter,
        texts: TextBuffers,
        chosen: np.ndarray,
        profile: np.ndarray,
        tally: Tally,
    ) -> TextBuffers:
        """Split the chosen documents into sentences."""
        whole = picked(texts, chosen)
        split = splitter.split(whole)
        tally.add(UNSPLIT, split.unsplit, chosen)
        least = [self.profiles.sentence[of][profile[chosen]] for of in ("letters", "hangul")]
        return replaced(texts, chosen, rejoin_short(whole, split.texts, *least))


class Tally:
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


def already_split(batch: pa.RecordBatch) -> np.ndarray:
    """Documents that carry `n_sentences` are one sentence a line: cleaned before."""
    if "n_sentences" not in batch.schema.names:
        return np.zeros(batch.num_rows, np.bool_)
    valid: np.ndarray = pc.is_valid(batch.column("n_sentences")).to_numpy(zero_copy_only=False)
    return valid


def _kept_rows(
    batch: pa.RecordBatch,
    rows: np.ndarray,
    texts: TextBuffers,
    sentences: np.ndarray,
    tags: list[list[str]] | None,
) -> pa.RecordBatch:
    kept = picked(texts, rows)
    columns = {name: batch.column(name).take(rows) for name in batch.schema.names if name != "text"}
    columns["text"] = text_array(kept.offsets, kept.data)
    columns["n_sentences"] = pa.array(sentences[rows])
    if tags is not None:
        columns["tags"] = pa.array([tags[row] for row in rows], pa.list_(pa.string()))
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
