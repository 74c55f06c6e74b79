"""What every table reader gives."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

#: Column of a document → columns of the table (any plain type, equally long), and the number that
#: each row has in its file (int64).
Columns = tuple[dict[str, list[pa.Array]], np.ndarray]


def columns_of(
    rows: Sequence[Sequence[str | None]], numbers: Sequence[int], wanted: dict[str, list[str]]
) -> Columns:
    """Rows (of the wanted columns, in their order, at least one) as columns."""
    given = iter([_column(values) for values in zip(*rows, strict=True)])
    columns = {ours: [next(given) for _ in group] for ours, group in wanted.items()}
    return columns, np.array(numbers, np.int64)


def plain_value(value: Any) -> str | None:
    """A value as text; numbers as they are written."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return json.dumps(value)
    raise TypeError("a column that does not hold plain values")


def _column(values: tuple[str | None, ...]) -> pa.Array:
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:  # half a pair of surrogates, as "\ud83d": JSON allows it, UTF-8 not
        return pa.array([v and _paired(v) for v in values], pa.string())


def _paired(text: str) -> str:
    """Half pairs of surrogates become U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
