"""Clean a batch of documents: normalize, filter, split into sentences, count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.cleaning.buffers import picked, read_texts, replaced, text_at
from lmkor_data.cleaning.filters.base import Ledger, Units
from lmkor_data.cleaning.filters.fragments import rejoin_fragments
from lmkor_data.cleaning.filters.isolation import isolate_notes
from lmkor_data.cleaning.filters.language import is_foreign
from lmkor_data.cleaning.filters.line_measures import Lines, line_measures, measure_lines
from lmkor_data.cleaning.filters.phrases import boilerplate, tagging
from lmkor_data.cleaning.filters.repetition import document_measures
from lmkor_data.cleaning.filters.sentence_selection import KeptSentences, keep_sentences
from lmkor_data.cleaning.normalize.code_blocks import put_back, take_out
from lmkor_data.cleaning.normalize.mojibake import is_mojibake
from lmkor_data.cleaning.normalize.normalizer import Normalizer
from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.output_rows import kept_rows, rejected_rows
from lmkor_data.cleaning.profiles import ProfileSelection
from lmkor_data.cleaning.quality.scorer import QualityScorer
from lmkor_data.cleaning.sentences.methods import splitter
from lmkor_data.cleaning.sentences.splitter import Splitter
from lmkor_data.cleaning.tally import Tally
from lmkor_data.engine.counts import (
    BYTES_IN,
    BYTES_OUT,
    DOCUMENTS_IN,
    DOCUMENTS_OUT,
    DROPPED,
    EDITED,
    Counts,
)
from lmkor_data.text.buffers import TextBuffers, text_buffers

#: Measures of this stage beside those of every stage.
SENTENCES_OUT = "sentences_out"
SENTENCES_DROPPED = "sentences_dropped/"
UNSPLIT = "unsplit"

FOREIGN, MOJIBAKE, LOW_QUALITY = "foreign language", "mojibake", "low quality"


@dataclass
class CleanedBatch:
    """What became of a batch."""

    kept: pa.RecordBatch
    rejected: pa.RecordBatch
    counts: Counts
    edited: dict[str, NDArray[np.bool_]]  #: step → whether it changed each document


@dataclass
class Filtered:
    """What the filters saw and left."""

    documents: Units  #: before they were split
    lines: Lines  #: of the documents as they were split
    kept: KeptSentences
    reasons: NDArray[np.int8]  #: int8, a number of `BatchCleaner.names` a document


class BatchCleaner:
    """Cleans batches of documents by the same options."""

    def __init__(self, options: CleanOptions) -> None:
        self.normalizer = Normalizer(mask=options.personal_data == "mask")
        self._mask = options.personal_data == "mask"
        self._splitter = splitter(options.sentences)
        self.profiles = ProfileSelection(options.profiles, options.profile, options.filters)
        self.book = boilerplate()
        self._tags = options.tags
        self._keep_code = options.keep_code
        self._min_quality = options.min_quality
        asked = options.quality or options.min_quality > 0
        self._scorer = QualityScorer() if asked else None
        by_phrase = dict.fromkeys(phrase.reason for phrase in self.book.phrases)
        #: Reasons by number, of sentences and of documents; the first stands for none.
        self.of_sentences = [*self.profiles.sentence.reasons, *by_phrase]
        of_documents = self.profiles.document.reasons
        self.names = [*of_documents, *self.of_sentences[1:], FOREIGN, MOJIBAKE, LOW_QUALITY]
        self.filter_seconds: dict[str, float] = {}  #: CPU seconds by reason, all batches
        self._for_letters = [
            number
            for number, name in enumerate(self.names)
            if name in ("empty", "too short", "little Hangul")
        ]

    def clean(self, batch: pa.RecordBatch) -> CleanedBatch:
        """`batch` as `read_documents` gives it; out come rows of CLEAN_DOCUMENT in memory."""
        tally = Tally(batch)
        profile, soft = self.by_kind(batch)

        texts = text_buffers(batch.column("text"))
        tally.add(DOCUMENTS_IN, np.ones(batch.num_rows, np.int64))
        tally.add(BYTES_IN, np.diff(texts.offsets))
        blocks: dict[int, list[str]] = {}
        coded = np.flatnonzero(self.profiles.keep_code[profile] | self._keep_code)
        if len(coded):
            texts, blocks = without_code(texts, coded)
        edited = self.normalizer.normalize(texts, soft)
        for step, changed in edited.by_step.items():
            tally.add(EDITED + step, changed)

        filtered = self.filtered(edited.texts, batch, profile, tally)
        kept, reason, names = filtered.kept, filtered.reasons, self.names
        # Hangul takes three bytes: a text of which it is half has less than four times as many.
        hangul = filtered.documents.measures["hangul"]
        doubtful = 4 * hangul < np.diff(texts.offsets)
        for row in np.flatnonzero(np.isin(reason, self._for_letters) & doubtful):
            found = text_at(texts, int(row)).decode("utf-8", "replace")
            if is_mojibake(found):
                reason[row] = names.index(MOJIBAKE)
            elif is_foreign(found):
                reason[row] = names.index(FOREIGN)

        quality = self._scorer.score(kept.texts) if self._scorer else None
        if quality is not None:
            reason[(reason == 0) & (quality < self._min_quality)] = names.index(LOW_QUALITY)

        if blocks:
            kept.texts = with_code(kept.texts, blocks)

        stays = reason == 0
        for number in np.unique(reason[~stays]):
            tally.add(DROPPED + names[number], reason == number)
        tally.add(DOCUMENTS_OUT, stays)
        tally.add(SENTENCES_OUT, kept.sentences * stays)
        tally.add(BYTES_OUT, np.diff(kept.texts.offsets) * stays)
        tags = self._tagged(kept.texts) if self._tags else None
        return CleanedBatch(
            kept_rows(
                batch,
                np.flatnonzero(stays),
                kept.texts,
                kept.sentences,
                tags=tags,
                quality=quality,
                mask=self._mask,
            ),
            rejected_rows(batch, np.flatnonzero(~stays), edited.texts, reason, names),
            tally.counts(),
            edited.by_step,
        )

    def by_kind(self, batch: pa.RecordBatch) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the profile of each document, and whether its single line breaks are blanks."""
        kinds = batch.column("kind").dictionary_encode("encode")
        number, of_kind = kinds.indices.to_numpy(), kinds.dictionary.to_pylist()
        soft = self.profiles.soft(of_kind)[number] & ~already_split(batch)
        return self.profiles.of(of_kind)[number], soft & (self._splitter is not None)

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
        self, clean: TextBuffers, batch: pa.RecordBatch, profile: NDArray[np.int64], tally: Tally
    ) -> Filtered:
        """Judge the documents of `batch`, now `clean`; split them; judge their sentences."""
        book = self.book
        lines = measure_lines(clean, book.hints)
        units = documents(clean, lines, batch)
        reason = self._spent(self.profiles.document.judge(units, profile))
        split_before = already_split(batch)
        texts, lines = isolate_notes(clean, lines, book.hints)
        chosen = np.flatnonzero((reason == 0) & ~split_before)
        if self._splitter and len(chosen):
            texts = self._split(self._splitter, texts, chosen, profile, tally)
            lines = measure_lines(texts, book.hints)
        of_line = lines.text_of_line()
        missed = self._spent(self.profiles.sentence.judge(sentences(lines), profile[of_line]))
        kept = keep_sentences(texts, lines, missed, self.of_sentences, book)

        stays = reason == 0
        width = len(self.of_sentences)
        left_out = np.bincount(of_line * width + kept.reasons, minlength=texts.count * width)
        left_out = left_out.reshape(texts.count, width)
        for number, name in enumerate(self.of_sentences[1:], 1):
            tally.add(SENTENCES_DROPPED + name, left_out[:, number] * stays)
        first = len(self.profiles.document.reasons) - 1  # reasons of sentences follow in `names`
        left_out[:, 0] = 0
        reason[stays & (kept.spoiled > 0)] = first + kept.spoiled[stays & (kept.spoiled > 0)]
        none = stays & (kept.spoiled == 0) & (kept.sentences == 0)
        reason[none] = first + left_out[none].argmax(axis=1)
        shortened = np.flatnonzero((reason == 0) & left_out.any(axis=1))
        if len(shortened):
            reason[shortened] = self._judge_again(kept.texts, shortened, batch, profile)
        return Filtered(units, lines, kept, reason)

    def _judge_again(
        self,
        texts: TextBuffers,
        rows: NDArray[np.int64],
        batch: pa.RecordBatch,
        profile: NDArray[np.int64],
    ) -> NDArray[np.int8]:
        """Judge documents by what is left of them, so that cleaning twice changes nothing."""
        left = picked(texts, rows)
        lines = measure_lines(left, self.book.hints)
        units = documents(left, lines, batch.take(pa.array(rows)))
        return self._spent(self.profiles.document.judge(units, profile[rows]))

    def _spent(self, ledger: Ledger) -> NDArray[np.int8]:
        """Note what the filters cost; returns the reasons that they found."""
        for reason, spent in ledger.seconds.items():
            self.filter_seconds[reason] = self.filter_seconds.get(reason, 0.0) + spent
        return ledger.reasons

    def _split(
        self,
        splitter: Splitter,
        texts: TextBuffers,
        chosen: NDArray[np.int64],
        profile: NDArray[np.int64],
        tally: Tally,
    ) -> TextBuffers:
        """Split the chosen documents into sentences."""
        whole = picked(texts, chosen)
        split = splitter.split(whole)
        tally.add(UNSPLIT, split.unsplit, chosen)
        least = [self.profiles.least(of)[profile[chosen]] for of in ("letters", "hangul")]
        return replaced(texts, chosen, rejoin_fragments(whole, split.texts, *least))


def documents(clean: TextBuffers, lines: Lines, batch: pa.RecordBatch) -> Units:
    """Return the documents of a batch, now `clean`, as filters see them."""
    return Units(clean.count, document_measures(lines), lambda: read_texts(clean), batch)


def sentences(lines: Lines) -> Units:
    """Return lines as filters see them."""
    return Units(len(lines.starts), line_measures(lines.counts), lines.read)


def without_code(
    texts: TextBuffers, rows: NDArray[np.int64]
) -> tuple[TextBuffers, dict[int, list[str]]]:
    """Take code out of some documents; returns the texts, and the blocks of each that had any."""
    blocks: dict[int, list[str]] = {}
    new: list[str] = []
    for row in rows.tolist():
        text = text_at(texts, row).decode("utf-8", "replace")
        if "```" in text or "~~~" in text:
            without, found = take_out(text)
            if found:
                blocks[row] = found
                new.append(without)
    changed = np.array(list(blocks), np.int64)
    return replaced(texts, changed, text_buffers(pa.array(new, pa.string()))), blocks


def with_code(texts: TextBuffers, blocks: dict[int, list[str]]) -> TextBuffers:
    """Put code back where it was taken out."""
    new = [put_back(text_at(texts, row).decode(), found) for row, found in blocks.items()]
    changed = np.array(list(blocks), np.int64)
    return replaced(texts, changed, text_buffers(pa.array(new, pa.string())))


def already_split(batch: pa.RecordBatch) -> NDArray[np.bool_]:
    """Documents that carry `n_sentences` are one sentence a line: cleaned before."""
    if "n_sentences" not in batch.schema.names:
        return np.zeros(batch.num_rows, np.bool_)
    valid = pc.is_valid(batch.column("n_sentences"))
    return np.asarray(valid.to_numpy(zero_copy_only=False), np.bool_)
