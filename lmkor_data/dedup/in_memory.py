"""Deduplication of a table in memory, by the same rules as the stage."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.corpus.schema import DOCUMENT, fitting
from lmkor_data.dedup.candidates.key_groups import equal_groups
from lmkor_data.dedup.candidates.sorted_runs import sorted_by
from lmkor_data.dedup.decide.shingle_sets import Features, shingle_sets
from lmkor_data.dedup.decide.survivor_preference import preferences
from lmkor_data.dedup.decide.survivor_selection import EXACT, SURVIVES, Decisions, decide
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.output import EXACT_RULE, NEAR_RULE, SENTENCES_RULE
from lmkor_data.dedup.repeats.line_filter import keep_lines
from lmkor_data.dedup.signatures.document_keys import DocumentKeys, banding_of, document_keys
from lmkor_data.errors import LmkorError
from lmkor_data.text.buffers import text_buffers


class Deduplicated(NamedTuple):
    """What became of the rows of a table, both parts in the order of the table."""

    kept: pa.Table  #: columns as given, repeated sentences dropped from `text`; `cluster_size`
    removed: pa.Table  #: id, rule, survivor, similarity, also_gone


def deduplicate_table(table: pa.Table, options: DedupOptions | None = None) -> Deduplicated:
    """Remove copies, near copies and repeated sentences from a table with a `text` column.

    Reads the columns `id` (else the row's number), `kind`, `source` and `published_at` where the
    table has them and the options need them. A sentence is kept where it comes first in the table.
    Holds about 20 bytes per byte of text; larger corpora are what the stage is for. Raises
    `LmkorError` where there is no text column, or a column has values of another type.
    """
    options = options or DedupOptions()
    documents = _documents(table)
    texts = documents.column("text")
    keys = document_keys(text_buffers(texts), banding_of(options), options.seed)
    decisions = _decisions(documents, keys, options)
    survivors = np.flatnonzero(decisions.decision == SURVIVES)
    left, lines_left = texts.take(pa.array(survivors)), None
    if options.sentences != "off":
        kept_lines = _kept_lines(documents, keys, decisions, options)
        left, lines_left = keep_lines(text_buffers(left), kept_lines)
    stays = np.ones(len(survivors), bool) if lines_left is None else lines_left > 0
    sizes = np.bincount(decisions.survivor, minlength=len(texts))[survivors[stays]]
    kept = table.take(pa.array(survivors[stays]))
    at = kept.schema.get_field_index("text")
    kept = kept.set_column(at, "text", left.filter(pa.array(stays)))
    kept = _with_column(kept, "cluster_size", pa.array(sizes.astype(np.int32)))
    if lines_left is not None and "n_sentences" in kept.schema.names:
        kept = _with_column(kept, "n_sentences", pa.array(lines_left[stays]))
    return Deduplicated(kept, _removed(documents.column("id"), decisions, survivors[~stays]))


def _documents(table: pa.Table) -> pa.RecordBatch:
    """Return the columns that the rules read, in their types."""
    if "text" not in table.schema.names:
        names = ", ".join(table.schema.names)
        raise LmkorError(f"The table has no column `text`; its columns: {names}.")
    rows = table.num_rows
    width = len(str(rows))
    columns = {"id": pa.array([f"{row:0{width}d}" for row in range(rows)])}
    for name in ("id", "text", "kind", "source", "published_at"):
        field = DOCUMENT.field(name)
        if name in table.schema.names:
            try:
                column = fitting(table.column(name), field)
            except pa.ArrowInvalid as cause:
                raise LmkorError(f"The table cannot be deduplicated: {cause}.") from cause
            columns[name] = pa.chunked_array(column.chunks, field.type).combine_chunks()
        elif name not in columns:
            columns[name] = pa.nulls(rows, field.type)
    columns["text"] = pc.fill_null(columns["text"], "")
    return pa.RecordBatch.from_pydict(columns)


def _decisions(documents: pa.RecordBatch, keys: DocumentKeys, options: DedupOptions) -> Decisions:
    """Apply the survivor rule; positions are rows."""
    decisions = Decisions.undecided(np.arange(documents.num_rows))
    shared = np.zeros(documents.num_rows, bool)
    for key in keys.keys:
        shared[equal_groups(key)[0]] = True
    order = {
        "preference": pa.array(preferences(documents, options)),
        "id": documents.column("id"),
        "row": pa.array(np.arange(documents.num_rows)),
    }
    rows = sorted_by(pa.RecordBatch.from_pydict(order), list(order)).to_numpy().astype(np.int64)
    rows = rows[shared[rows]]
    texts = text_buffers(documents.column("text").take(pa.array(rows)))
    made = Decisions.undecided(rows)
    decide(Features(keys.keys[:, rows], *shingle_sets(texts)), rows, made, options.threshold)
    decisions.decision[rows] = made.decision
    decisions.survivor[rows] = made.survivor
    decisions.similarity[rows] = made.similarity
    return decisions


def _kept_lines(
    documents: pa.RecordBatch, keys: DocumentKeys, decisions: Decisions, options: DedupOptions
) -> NDArray[np.bool_]:
    """Tell which lines of the surviving documents are kept."""
    kinds = documents.column("kind")
    subject = {kind: options.subject(kind) for kind in kinds.unique().to_pylist()}
    of_kind = np.array([subject[kind] for kind in kinds.to_pylist()], bool)
    survives = np.repeat(decisions.decision == SURVIVES, keys.line_counts)
    hashes = np.where(np.repeat(of_kind, keys.line_counts), keys.line_hashes, np.uint64(0))
    members, starts = equal_groups(hashes[survives])
    before = np.zeros(int(survives.sum()), np.int64)
    before[members] = np.arange(len(members)) - np.repeat(starts[:-1], np.diff(starts))
    return np.asarray(before < options.max_repeats)


def _removed(ids: pa.StringArray, decisions: Decisions, emptied: NDArray[np.int64]) -> pa.Table:
    """Return the removed rows with their reason, in the order of the table."""
    copies = decisions.decision != SURVIVES
    gone = copies.copy()
    gone[emptied] = True
    rows = np.flatnonzero(gone)
    no_survivor = pa.array(~copies[rows])
    rules = np.where(decisions.decision[rows] == EXACT, EXACT_RULE, NEAR_RULE).astype(object)
    rules[~copies[rows]] = SENTENCES_RULE
    about = {
        "survivor": ids.take(pa.array(decisions.survivor[rows])),
        "similarity": pa.array(decisions.similarity[rows].astype(np.float32)),
        "also_gone": pa.array(np.isin(decisions.survivor[rows], emptied)),
    }
    columns = {"id": ids.take(pa.array(rows)), "rule": pa.array(rules, pa.string())}
    columns |= {n: pc.if_else(no_survivor, pa.scalar(None, c.type), c) for n, c in about.items()}
    return pa.table(columns)


def _with_column(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    """Set a column, or append it."""
    at = table.schema.get_field_index(name)
    return table.append_column(name, column) if at < 0 else table.set_column(at, name, column)
