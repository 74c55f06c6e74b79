"""Dates and ratings as sites and datasets write them, a whole column at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from lmkor_data.corpus.schema import TIME

#: 2024-05-01, 24.05.01., 2024년 5월 1일, 20240501, each with or without a time after it.
_DATE = re.compile(
    r"\s*(\d{4}|\d{2})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})(?:\s*[일.]|\b)"
    r"(?:[T\s]*(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?\s*$")
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:점|/\s*\d+)?\s*$")
_STARS = re.compile(r"\s*(★+)[☆\s]*$")


def dates(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column of dates as UTC timestamps; what is no date becomes null.

    Times without a zone are taken as they stand: that a review is from May matters, not the hour.
    """
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        return _whole(column).cast(pa.timestamp("s"), safe=False).cast(TIME)
    return _by_value(column, read_date, TIME)


def ratings(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column of ratings as float32; what is no number becomes null."""
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return _whole(column).cast(pa.float32(), safe=False)
    return _by_value(column, read_rating, pa.float32())


def read_date(text: str) -> datetime | None:
    """A date, Korean or ISO, four or two digits of the year (70 to 99 are of last century)."""
    match = _DATE.match(text) or _COMPACT.match(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    if year < 100:
        year += 1900 if year >= 70 else 2000
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def read_rating(text: str) -> float | None:
    """`4.5`, `5점`, `4/5`, `★★★★☆`."""
    if match := _NUMBER.match(text):
        return float(match[1])
    if match := _STARS.match(text):
        return float(len(match[1]))
    return None


def _by_value(
    column: pa.Array | pa.ChunkedArray, read: Callable[[str], Any], type_: pa.DataType
) -> pa.Array:
    """Each distinct value is read once: dates and ratings repeat."""
    coded = _whole(column).cast(pa.string()).dictionary_encode()
    values = [read(value) for value in coded.dictionary.to_pylist()]
    return pa.array(values, type_).take(coded.indices)


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
