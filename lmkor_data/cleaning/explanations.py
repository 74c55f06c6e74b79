"""Explain what cleaning does to one document, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.cleaning.batch_cleaner import BatchCleaner, documents, sentences
from lmkor_data.cleaning.buffers import text_at
from lmkor_data.cleaning.filters.line_measures import Lines, measure_lines
from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.slices import draw, input_shards
from lmkor_data.cleaning.tally import Tally
from lmkor_data.corpus.reading import read_documents
from lmkor_data.errors import LmkorError
from lmkor_data.text.buffers import TextBuffers, text_buffers


@dataclass
class Explained:
    """A document before and after, what each step made of it, and what the filters weighed."""

    id: str
    before: str
    after: str  #: one sentence a line; of a document that went, its excerpt
    steps: list[tuple[str, str]]  #: the steps that changed it, and the text after each
    reason: str = ""  #: why it went, if it did
    misses: list[str] = field(default_factory=list)  #: limits that the document missed
    left_out: list[tuple[str, str]] = field(default_factory=list)  #: sentences, and why each


def explain(source: Path | Sequence[Path], document: str, options: CleanOptions) -> Explained:
    """Clean one document by its id. Raises LmkorError where there is none."""
    for shard in input_shards(source):
        for batch in read_documents(shard):
            rows = batch.filter(pc.equal(batch.column("id"), document))
            if rows.num_rows:
                return next(_explained(rows.slice(0, 1), BatchCleaner(options)))
    raise LmkorError(f"There is no document {document!r} in what is to be cleaned.")


def sample(
    source: Path | Sequence[Path], number: int, options: CleanOptions, seed: int = 0
) -> list[Explained]:
    """`number` documents, drawn evenly over the shards, as `explain` shows them."""
    shards = input_shards(source)
    each = -(-number // len(shards))
    rng = np.random.default_rng(seed)
    cleaner = BatchCleaner(options)
    shown: list[Explained] = []
    for shard in shards:
        for rows in draw(shard, each, rng):
            for i in range(rows.num_rows):
                shown += _explained(rows.slice(i, 1), cleaner)
    return shown[:number]


def _explained(rows: pa.RecordBatch, cleaner: BatchCleaner) -> Iterator[Explained]:
    cleaned = cleaner.clean(rows)
    (name,), (before,) = rows.column("id").to_pylist(), rows.column("text").to_pylist()
    profile, soft = cleaner.by_kind(rows)
    steps: list[tuple[str, str]] = []

    def watch(step: str, texts: TextBuffers) -> None:
        steps.append((step, text_at(texts, 0).decode()))

    texts = text_buffers(rows.column("text"))
    edited = cleaner.normalizer.normalize(texts, soft, watch)
    filtered = cleaner.filtered(edited.texts, rows, profile, Tally(rows))
    left_out = list(_left_out(filtered.lines, filtered.kept.reasons, cleaner, int(profile[0])))
    if cleaned.kept.num_rows:
        after = cleaned.kept.column("text")[0].as_py()
        yield Explained(name, before, after, steps, left_out=left_out)
        return
    after, reason = (cleaned.rejected.column(c)[0].as_py() for c in ("excerpt", "reason"))
    units = documents(edited.texts, measure_lines(edited.texts, cleaner.book.hints), rows)
    missed = cleaner.profiles.document.misses(units, 0, int(profile[0]))
    yield Explained(name, before, after, steps, reason, missed, left_out)


def _left_out(
    lines: Lines, reasons: NDArray[np.int8], cleaner: BatchCleaner, profile: int
) -> Iterator[tuple[str, str]]:
    """Each line that was left out, and the limit that it missed or the phrase that it holds."""
    units = sentences(lines)
    for line in map(int, np.flatnonzero(reasons)):
        text = lines.data[lines.starts[line] : lines.ends[line]].tobytes().decode()
        why = cleaner.of_sentences[reasons[line]]
        if reasons[line] < len(cleaner.profiles.sentence.reasons):
            yield text, cleaner.profiles.sentence.misses(units, line, profile)[0]
        else:
            for _, phrase in cleaner.book.find(lines, np.array([line])):
                if cleaner.book.phrases[phrase].reason == why:
                    yield text, f"{why}: {cleaner.book.phrases[phrase].pattern}"
                    break
