"""Rows of clean/ and rejected/ from the columns of a batch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lmkor_data.cleaning.buffers import beginnings, picked
from lmkor_data.cleaning.pii.columns import mask_column, strip_url_column
from lmkor_data.corpus.schema import CLEAN_DOCUMENT, REJECTED_DOCUMENT, conform, in_memory
from lmkor_data.text.buffers import TextBuffers, text_array

_EXCERPT = 200  # characters


def kept_rows(
    batch: pa.RecordBatch,
    rows: NDArray[np.int64],
    texts: TextBuffers,
    sentences: NDArray[np.int32],
    *,
    tags: list[list[str]] | None = None,
    quality: NDArray[np.float32] | None = None,
    mask: bool = True,
) -> pa.RecordBatch:
    """Return the rows of CLEAN_DOCUMENT for the documents `rows` (ascending).

    Personal data in titles is masked (or removed, without `mask`), and identifiers in addresses go.
    """
    kept = picked(texts, rows)
    columns = {name: batch.column(name).take(rows) for name in batch.schema.names if name != "text"}
    columns["text"] = text_array(kept.offsets, kept.data)
    columns["n_sentences"] = pa.array(sentences[rows])
    if tags is not None:
        columns["tags"] = pa.array([tags[row] for row in rows], pa.list_(pa.string()))
    if quality is not None:
        columns["quality"] = pa.array(quality[rows])
    columns["title"] = _where_known(columns.get("title"), partial(mask_column, mask=mask))
    columns["url"] = _where_known(columns.get("url"), strip_url_column)
    columns = {name: column for name, column in columns.items() if column is not None}
    return conform(pa.RecordBatch.from_pydict(columns), in_memory(CLEAN_DOCUMENT))


def _where_known(
    column: pa.Array | None, change: Callable[[pa.StringArray], pa.StringArray]
) -> pa.Array | None:
    """The column with its texts changed; as it is where it has none."""
    if column is None or column.null_count == len(column):
        return column
    return change(column.cast(pa.string()))


def rejected_rows(
    batch: pa.RecordBatch,
    rows: NDArray[np.int64],
    texts: TextBuffers,
    reason: NDArray[np.int8],
    names: list[str],
) -> pa.RecordBatch:
    """Return the rows of REJECTED_DOCUMENT for the documents `rows` (ascending).

    Excerpts are of the clean text, so that no personal data stays in them.
    """
    columns = {name: batch.column(name).take(rows) for name in ("category", "id", "source")}
    columns["stage"] = pa.repeat(pa.scalar("clean"), len(rows))
    columns["reason"] = pa.array(names).take(pa.array(reason[rows]))
    excerpts = beginnings(texts, rows, _EXCERPT)
    columns["excerpt"] = text_array(excerpts.offsets, excerpts.data)
    return conform(pa.RecordBatch.from_pydict(columns), in_memory(REJECTED_DOCUMENT))
