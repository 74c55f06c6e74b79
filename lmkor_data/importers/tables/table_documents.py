"""Columns of a table as documents."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.categories import known_category
from lmkor_data.corpus.schema import DOCUMENT, TIME, conform, in_memory
from lmkor_data.importers.content.mojibake import GARBLED, REPAIRED, repaired
from lmkor_data.importers.document_ids import document_ids
from lmkor_data.importers.intake import UNCATEGORISED, Intake
from lmkor_data.importers.tables.ratings import parse_rating
from lmkor_data.importers.tables.table import Rows
from lmkor_data.importers.tables.table_options import TableOptions
from lmkor_data.text.dates import parse_date

#: A longer name is not that of a category.
_CATEGORY_LETTERS = 60

#: An earlier year is not that of a text but another number.
_EARLIEST = 1970


class TableDocuments:
    """Turns rows of one table into documents; a row is known by its number in the file."""

    def __init__(self, options: TableOptions, file: str, intake: Intake, id_named: bool) -> None:
        self._options = options
        self._file = file
        self._intake = intake
        self._id_named = id_named  # the id column was named by an option
        self._collected = parse_date(options.collected) if options.collected else None

    def of(self, wanted: dict[str, list[str]], rows: Rows) -> pa.RecordBatch:
        """Make documents of rows; `wanted`: column of a document → columns of the table.

        A row whose text is not UTF-8, or garbled beyond repair, is quarantined. Another value
        that cannot be read is left out and counted.
        """
        columns = {ours: [rows.columns[name] for name in names] for ours, names in wanted.items()}
        numbers = rows.numbers
        texts = [self._text(column, numbers) for column in columns["text"]]
        sound = np.ones(len(numbers), np.bool_)
        for _, good in texts:
            sound &= good
        text = _joined([column for column, _ in texts])
        full = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(text), ""), False)
        filled = full.to_numpy(zero_copy_only=False)
        self._intake.drop("no text", int(np.count_nonzero(sound & ~filled)))
        keep = sound & filled
        if not keep.all():
            mask = pa.array(keep)
            text, numbers = text.filter(mask), numbers[keep]
            columns = {n: [_filterable(c).filter(mask) for c in cs] for n, cs in columns.items()}
        found = {name: theirs[0] for name, theirs in columns.items() if name != "text"}
        made: dict[str, pa.Array] = {
            "text": text,
            "source": pa.repeat(self._options.source, len(text)),
            "category": self._category(found.get("category"), len(text)),
            "kind": self._kind(found.get("kind"), len(text)),
            "id": self._ids(found.get("id"), text, numbers),
        }
        for name in ("url", "title", "licence"):
            if name in found:
                made[name] = self._strings(found[name], name)
        if self._collected is not None:
            made["collected_at"] = pa.repeat(pa.scalar(self._collected, TIME), len(text))
        if "published_at" in found:
            made["published_at"] = self._dates(found["published_at"])
        if "rating" in found:
            made["rating"] = self._ratings(found["rating"])
        return conform(pa.table(made), in_memory(DOCUMENT))

    def _text(
        self, column: pa.Array, numbers: NDArray[np.int64]
    ) -> tuple[pa.Array, NDArray[np.bool_]]:
        """A column as text, and which rows are sound; the others are told."""
        texts, sound = strings(column)
        for number in numbers[~sound]:
            self._intake.quarantine("bytes that are not of the file's encoding", f"row {number}")
        for place, (verdict, text) in repaired(texts).items():
            if verdict == REPAIRED:
                self._intake.edit("text repaired that was once read in a wrong encoding", 1)
            elif sound[place]:
                sound[place] = False
                self._intake.quarantine("text garbled by a wrong encoding", f"row {numbers[place]}")
            texts = _with(texts, place, text)
        return texts, sound

    def _strings(self, column: pa.Array, name: str) -> pa.Array:
        texts, sound = strings(column)
        if not sound.all():
            bad = int(np.count_nonzero(~sound))
            self._intake.edit(f"{name} not readable, left out", bad)
        fixed = {place: text for place, (verdict, text) in repaired(texts).items()
                 if verdict != GARBLED}  # fmt: skip
        for place, text in fixed.items():
            texts = _with(texts, place, text)
        return texts

    def _category(self, found: pa.Array | None, rows: int) -> pa.Array:
        if self._options.category is not None or found is None:
            return pa.repeat(pa.scalar(self._options.category or UNCATEGORISED), rows)
        words = self._strings(found, "category")
        named = _by_value(words, _category, pa.string())
        self._intake.edit("category not understood, left out", _filled(words) - _filled(named))
        return named.fill_null(UNCATEGORISED)

    def _kind(self, found: pa.Array | None, rows: int) -> pa.Array:
        if self._options.kind is not None or found is None:
            return pa.repeat(pa.scalar(self._options.kind, pa.string()), rows)
        words = pc.utf8_trim_whitespace(self._strings(found, "kind"))
        return pc.if_else(pc.equal(words, ""), None, words)

    def _ids(self, native: pa.Array | None, text: pa.Array, rows: NDArray[np.int64]) -> pa.Array:
        """From the id column if an option names it, else from what a row is called, and its text.

        A column that happens to be called `id` often numbers the rows of one file of many, and
        files of the same name, in other folders, have the same rows: so the text is in it.
        """
        numbers = pa.array(rows).cast(pa.string())
        placed = pc.binary_join_element_wise(pa.scalar(self._file), numbers, "#")
        if native is None:
            names = pc.binary_join_element_wise(placed, text, "\x1f")
        else:
            own = self._strings(native, "id")
            own = pc.if_else(pc.equal(own, ""), None, own)
            both = pc.binary_join_element_wise(pc.coalesce(own, placed), text, "\x1f")
            names = pc.coalesce(own, both) if self._id_named else both
        return document_ids(self._options.source, names)

    def _dates(self, column: pa.Array) -> pa.Array:
        if pa.types.is_timestamp(column.type):
            zone = column.type.tz
            moments = column.cast(pa.timestamp("us", zone), safe=False)
            if zone is None:
                moments = pc.assume_timezone(moments, "Asia/Seoul")
            return moments.cast(TIME, safe=False)
        if pa.types.is_date(column.type):
            return column.cast(pa.timestamp("s"), safe=False).cast(TIME, safe=False)
        texts = self._strings(column, "date")
        dates = _by_value(texts, self._date, TIME)
        self._intake.edit("date not understood, left out", _filled(texts) - _known(dates))
        return dates

    def _date(self, text: str) -> datetime | None:
        return parse_date(text, now=self._collected, earliest=_EARLIEST)

    def _ratings(self, column: pa.Array) -> pa.Array:
        if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
            numbers = column.cast(pa.float32(), safe=False)
            finite = pc.is_finite(numbers)
            return pc.if_else(finite, numbers, None)
        texts = self._strings(column, "rating")
        ratings = _by_value(texts, parse_rating, pa.float32())
        self._intake.edit("rating not understood, left out", _filled(texts) - _known(ratings))
        return ratings


def strings(column: pa.Array | pa.ChunkedArray) -> tuple[pa.Array, NDArray[np.bool_]]:
    """A column of any plain type as strings, numbers as they are written, and which of its
    values are sound; the others are null."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_dictionary(whole.type):
        whole = whole.dictionary_decode()
    sound = np.ones(len(whole), np.bool_)
    try:
        texts = whole.cast(pa.string())
        texts.validate(full=True)
        return texts, sound
    except pa.ArrowInvalid:
        values: list[str | None] = []
        for place, value in enumerate(whole.cast(pa.large_binary(), safe=False).to_pylist()):
            try:
                values.append(None if value is None else value.decode())
            except UnicodeDecodeError:
                values.append(None)
                sound[place] = False
        return pa.array(values, pa.string()), sound


def _filterable(column: pa.Array) -> pa.Array:
    """Arrow has no filter for views."""
    if pa.types.is_string_view(column.type):
        return column.cast(pa.string())
    if pa.types.is_binary_view(column.type):
        return column.cast(pa.binary())
    return column


def _category(name: str) -> str | None:
    """Our word for a category; None for an empty one, and for what is too long to be one."""
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    return known_category(plain) if 0 < len(plain) <= _CATEGORY_LETTERS else None


def _by_value(column: pa.Array, parse: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    """Each distinct value is parsed once: there are few dates and ratings."""
    coded = column.dictionary_encode()
    values = [parse(v) if v is not None else None for v in coded.dictionary.to_pylist()]
    return pa.array(values, kind).take(coded.indices)


def _filled(column: pa.Array) -> int:
    """How many values are neither null nor blank."""
    return pc.sum(pc.not_equal(pc.utf8_trim_whitespace(column), "")).as_py() or 0


def _known(column: pa.Array) -> int:
    return len(column) - int(column.null_count)


def _joined(texts: list[pa.Array]) -> pa.Array:
    """Several columns as one text, a line each; what is empty leaves no line."""
    if len(texts) == 1:
        return texts[0]
    filled = [pc.if_else(pc.equal(pc.utf8_trim_whitespace(t), ""), None, t) for t in texts]
    return pc.binary_join_element_wise(*filled, "\n", null_handling="skip")


def _with(column: pa.Array, place: int, text: str | None) -> pa.Array:
    """The column with another value at a place."""
    values = column.to_pylist()
    values[place] = text
    return pa.array(values, pa.string())
