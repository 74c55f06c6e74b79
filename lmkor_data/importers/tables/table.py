"""What every table reader gives: a name, columns, a sample, and rows in batches."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

#: Rows of a table that are looked at to tell what a column holds.
SAMPLE_ROWS = 200


class Rows(NamedTuple):
    """Some rows of a table."""

    columns: dict[str, pa.Array]  #: by the table's own column names, equally long, plain types
    numbers: NDArray[np.int64]  #: where each row is in its file: line, row of the sheet, …


@dataclass
class Table:
    """A table as a reader found it.

    `batches(names)` yields the rows with these columns. It may be asked once.
    """

    place: str  #: for messages: the file, and where it holds several tables, which one
    names: list[str]
    sample: Mapping[str, Sequence[str | None]]  #: up to SAMPLE_ROWS values of each column
    batches: Callable[[list[str]], Iterator[Rows]]
    rules: list[str] = field(default_factory=list)  #: how it was read, for --sniff
    constants: dict[str, str] = field(default_factory=dict)  #: columns with one value: folders


def rows_of(
    values: Sequence[Sequence[str | None]], numbers: Sequence[int], names: list[str]
) -> Rows:
    """Rows (values in the order of `names`) as columns."""
    given = zip(*values, strict=True) if values else ([] for _ in names)
    columns = {name: string_column(column) for name, column in zip(names, given, strict=True)}
    return Rows(columns, np.array(numbers, np.int64))


def sample_of(
    rows: Sequence[Sequence[str | None]], names: list[str]
) -> dict[str, list[str | None]]:
    """The sample of a table from its first rows."""
    some = rows[:SAMPLE_ROWS]
    return {
        name: [row[at] if at < len(row) else None for row in some] for at, name in enumerate(names)
    }


def plain_value(value: Any) -> str | None:
    """A JSON value as text: numbers as they are written, lists of plain values a line each.

    Raises `TypeError` for what is not plain.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return json.dumps(value)
    if isinstance(value, list) and all(
        isinstance(item, str | int | float | None) for item in value
    ):
        return "\n".join(text for item in value if (text := plain_value(item)))
    raise TypeError("a column that does not hold plain values")


def unique_names(cells: Sequence[str | None]) -> list[str]:
    """Header cells as column names: stripped; empty ones numbered, repeated ones too."""
    names: dict[str, None] = {}
    for number, cell in enumerate(cells, 1):
        name = " ".join((cell or "").replace("\ufeff", "").split()) or f"column {number}"
        while name in names:
            name = f"{name} {number}"
        names[name] = None
    return list(names)


def string_column(values: Sequence[str | None]) -> pa.Array:
    """A string column; half pairs of surrogates, which JSON allows, become U+FFFD."""
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        return pa.array([v and _paired(v) for v in values], pa.string())


def _paired(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
