"""Columns of a table as documents."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.corpus.schema import DOCUMENT, TIME, conform, document_id, in_memory
from lmkor_data.importers.dates import parse_date
from lmkor_data.importers.intake import UNCATEGORISED, Intake
from lmkor_data.importers.tables.table_options import TableOptions

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


class TableDocuments:
    """Turns columns of one file into documents; a row is known by its number in the file."""

    def __init__(self, options: TableOptions, file: str, intake: Intake) -> None:
        self._options = options
        self._file = file
        self._intake = intake

    def of(self, columns: dict[str, list[pa.Array]], rows: np.ndarray) -> pa.RecordBatch:
        """`columns`: column of a document → columns of the table, any plain type, equally long.

        `rows`: the number of each row, int64: it names the document where no id column does.
        """
        text = _joined([_strings(c) for c in columns["text"]])
        full = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(text), ""), False)
        empty = len(text) - (full.true_count or 0)
        if empty:
            self._intake.drop("no text", empty)
            columns = {n: [c.filter(full) for c in cs] for n, cs in columns.items()}
            text, rows = text.filter(full), rows[full.to_numpy(zero_copy_only=False)]
        found = {name: theirs[0] for name, theirs in columns.items() if name != "text"}
        made: dict[str, pa.Array] = {
            "text": text,
            "source": pa.repeat(self._options.source, len(text)),
            "category": self._fixed_or_found("category", found, len(text)),
            "kind": self._fixed_or_found("kind", found, len(text)),
            "id": self._ids(found.get("id"), text, rows),
        }
        made |= {name: _strings(found[name]) for name in ("url", "title") if name in found}
        if "published_at" in found:
            made["published_at"] = self._dates(found["published_at"])
        if "rating" in found:
            made["rating"] = _ratings(found["rating"])
        return conform(pa.table(made), in_memory(DOCUMENT))

    def _fixed_or_found(self, name: str, found: dict[str, pa.Array], rows: int) -> pa.Array:
        fixed = getattr(self._options, name)
        default = UNCATEGORISED if name == "category" else None
        if fixed is not None or name not in found:
            return pa.repeat(pa.scalar(fixed or default, pa.string()), rows)
        words = pc.utf8_trim_whitespace(_strings(found[name]))
        return pc.if_else(pc.equal(words, ""), default, words).fill_null(default or "")

    def _ids(self, native: pa.Array | None, text: pa.Array, rows: np.ndarray) -> pa.Array:
        """From the id column if an option names it, else from what a row is called, and its text.

        A column that happens to be called `id` often numbers the rows of one file of many, and
        files of the same name, in other folders, have the same rows: so the text is in it.
        """
        source, file = self._options.source, self._file
        given = _strings(native).to_pylist() if native is not None else [None] * len(text)
        unique = "id" in dict(self._options.named)
        ids = [
            document_id(source, own if own and unique else f"{own or f'{file}#{row}'}\x1f{content}")
            for own, row, content in zip(given, rows.tolist(), text.to_pylist(), strict=True)
        ]
        return pa.array(ids, pa.string())

    def _dates(self, column: pa.Array) -> pa.Array:
        if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
            return column.cast(pa.timestamp("us"), safe=False).cast(TIME, safe=False)
        dates: pa.Array = _by_value(column, parse_date, TIME)
        unknown = dates.null_count - column.null_count
        self._intake.edit("date not understood, left out", unknown)
        return dates


def _ratings(column: pa.Array) -> pa.Array:
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return column.cast(pa.float32(), safe=False)
    return _by_value(column, _first_number, pa.float32())


def _first_number(text: str) -> float | None:
    """`5`, `4,5`, `평점 4.5점`."""
    found = _NUMBER.search(text)
    return float(found[0].replace(",", ".")) if found else None


def _by_value(column: pa.Array, parse: Any, kind: pa.DataType) -> pa.Array:
    """Each distinct value is parsed once: there are few dates and ratings."""
    coded = _strings(column).dictionary_encode()
    values: list[datetime | float | None] = [parse(v) for v in coded.dictionary.to_pylist()]
    return pa.array(values, kind).take(coded.indices)


def _joined(texts: list[pa.Array]) -> pa.Array:
    """Several columns as one text, a line each; what is empty leaves no line."""
    if len(texts) == 1:
        return texts[0]
    filled = [pc.if_else(pc.equal(pc.utf8_trim_whitespace(t), ""), None, t) for t in texts]
    return pc.binary_join_element_wise(*filled, "\n", null_handling="skip")


def _strings(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """As strings; numbers as they are written."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_dictionary(whole.type):
        whole = whole.dictionary_decode()
    return whole.cast(pa.string())
