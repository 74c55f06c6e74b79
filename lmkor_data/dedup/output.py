"""Output: write survivors to the target, and removed documents with their reason beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.corpus.reading import read_documents
from lmkor_data.corpus.schema import REMOVED_DOCUMENT, UNIQUE_DOCUMENT, conform, in_memory
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.dedup.decide.decisions import ARRAYS, survivor_ids
from lmkor_data.dedup.decide.survivor_selection import EXACT, SURVIVES
from lmkor_data.dedup.repeats.emptied import emptied_among
from lmkor_data.dedup.repeats.line_filter import keep_lines
from lmkor_data.dedup.repeats.sentences import kept_sentences
from lmkor_data.dedup.repeats.top_sentences import texts_of_sentences, top_hashes
from lmkor_data.dedup.row_counts import count_amounts, count_documents
from lmkor_data.dedup.signatures.document_keys import count_lines
from lmkor_data.dedup.storage.positions import POSITION
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.counts import (
    BYTES_DROPPED,
    BYTES_IN,
    BYTES_OUT,
    DOCUMENTS_IN,
    DOCUMENTS_OUT,
    DROPPED,
    EDITED,
    Counts,
)
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.text.buffers import text_buffers

#: Rules as named in `removed/`, and the reasons given in the report.
EXACT_RULE, NEAR_RULE, SENTENCES_RULE = "exact", "near", "sentences"
REASONS = {
    EXACT_RULE: "copy of another document",
    NEAR_RULE: "nearly a copy of another document",
    SENTENCES_RULE: "no sentence of its own",
}

_EXCERPT = 80  # characters


@dataclass(frozen=True)
class BatchDecisions:
    """The decisions about the rows of a batch; arrays of its length."""

    positions: NDArray[np.uint32]
    survivors: NDArray[np.uint32]
    decisions: NDArray[np.uint8]
    similarities: NDArray[np.float32]
    sizes: NDArray[np.uint32]


def write_out(
    task: Task, *, work: Workspace, target: Path, removed: Path, bits: int | None
) -> TaskResult:
    """Write one shard of the source, filtered; `bits` is None where sentences may repeat."""
    name: str = task.payload
    member, base = work.plan.place(name)
    arrays = [np.load(work.array(a), mmap_mode="r")[base : base + member.rows] for a in ARRAYS]
    top_sentences: dict[str, str] = {}
    if bits is not None:
        lines, hashes = kept_sentences(work, name, bits)
        wanted = top_hashes(work, bits)
    counts = Counts()
    row = line = 0
    file = member.shard(work.source).file_name
    with (
        ShardWriter(target, file, UNIQUE_DOCUMENT) as kept,
        ShardWriter(removed, file, REMOVED_DOCUMENT) as removed_rows,
    ):
        for batch in read_documents(member.shard(work.source)):
            rows = slice(row, row + batch.num_rows)
            positions = np.arange(base + rows.start, base + rows.stop, dtype=POSITION)
            decided = BatchDecisions(positions, *(np.asarray(array[rows]) for array in arrays))
            unique = _survivors(batch, decided)
            if bits is not None:
                texts = text_buffers(unique.column("text"))
                top_sentences = (
                    texts_of_sentences(unique.column("text"), hashes[line:], wanted) | top_sentences
                )
                text, left = keep_lines(texts, lines[line:])
                line += count_lines(texts)
                emptied = unique.filter(pa.array(left == 0))
                _write_removed(removed_rows, emptied, SENTENCES_RULE, {}, counts)
                unique = _with_text(unique, text, left, counts)
            _write_removed_copies(removed_rows, batch, decided, work, bits, counts)
            kept.write(unique)
            count_documents(counts, batch, DOCUMENTS_IN, BYTES_IN)
            count_documents(counts, unique, DOCUMENTS_OUT, BYTES_OUT)
            row = rows.stop
    return TaskResult([*kept.outputs, *removed_rows.outputs], counts, {"sentences": top_sentences})


def _survivors(batch: pa.RecordBatch, decided: BatchDecisions) -> pa.RecordBatch:
    """Return the surviving documents with the cluster that each stands for."""
    survives = decided.decisions == SURVIVES
    documents = batch.filter(pa.array(survives))
    columns = {name: documents.column(name) for name in documents.schema.names}
    sizes = pa.array(decided.sizes[survives].astype(np.int32))
    columns |= {"cluster_id": documents.column("id"), "cluster_size": sizes}
    return conform(pa.table(columns), in_memory(UNIQUE_DOCUMENT))


def _with_text(
    unique: pa.RecordBatch, text: pa.StringArray, left: NDArray[np.int32], counts: Counts
) -> pa.RecordBatch:
    """Return documents with the sentences they keep; those without any are left out."""
    before = unique.column("text")
    edited = pa.array(left > 0) if len(left) else pa.array([], pa.bool_())
    changed = pc.and_(pc.not_equal(before, text), edited)
    count_documents(counts, unique.filter(changed), EDITED + "repeated sentences")
    saved = pc.subtract(pc.binary_length(before), pc.binary_length(text))
    count_amounts(
        counts, unique.filter(changed), BYTES_DROPPED + "repeated sentences", saved.filter(changed)
    )
    columns = {name: unique.column(name) for name in unique.schema.names}
    columns |= {"text": text, "n_sentences": pa.array(left)}
    return conform(pa.table(columns), unique.schema).filter(edited)


def _write_removed_copies(
    removed_rows: ShardWriter,
    batch: pa.RecordBatch,
    decided: BatchDecisions,
    work: Workspace,
    bits: int | None,
    counts: Counts,
) -> None:
    for rule in (EXACT_RULE, NEAR_RULE):
        of_rule = (decided.decisions != SURVIVES) & (
            (decided.decisions == EXACT) == (rule == EXACT_RULE)
        )
        if of_rule.any():
            rows = batch.filter(pa.array(of_rule))
            survivors = decided.survivors[of_rule]
            gone = np.zeros(len(survivors), bool)
            if bits is not None:
                gone = emptied_among(work, survivors)
            columns = {
                "survivor": survivor_ids(work, survivors),
                "similarity": pa.array(decided.similarities[of_rule]),
                "also_gone": pa.array(gone),
            }
            _write_removed(removed_rows, rows, rule, columns, counts)


def _write_removed(
    removed_rows: ShardWriter,
    rows: pa.RecordBatch,
    rule: str,
    about_survivor: dict[str, pa.Array],
    counts: Counts,
) -> None:
    if not rows.num_rows:
        return
    columns = {
        "category": rows.column("category"),
        "id": rows.column("id"),
        "source": rows.column("source"),
        "rule": pa.repeat(pa.scalar(rule), rows.num_rows),
        "excerpt": pc.utf8_slice_codeunits(rows.column("text"), 0, _EXCERPT),
    }
    removed_rows.write(conform(pa.table(columns | about_survivor), in_memory(REMOVED_DOCUMENT)))
    count_documents(counts, rows, DROPPED + REASONS[rule], BYTES_DROPPED + REASONS[rule])
