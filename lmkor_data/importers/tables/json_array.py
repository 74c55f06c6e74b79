"""A JSON array of objects as columns."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from lmkor_data.errors import LmkorError
from lmkor_data.importers.content.encodings import as_utf8, detect
from lmkor_data.importers.content.json_objects import first_key, json_objects
from lmkor_data.importers.content.unpacking import unpacked
from lmkor_data.importers.intake import Intake
from lmkor_data.importers.tables.columns import Columns, columns_of, plain_value
from lmkor_data.importers.tables.table_options import TableOptions

_BATCH_ROWS = 1 << 13


def read_json_array(path: Path, options: TableOptions, intake: Intake) -> Iterator[Columns]:
    """The wanted columns in batches; rows are numbered from 1."""
    encoding = options.encoding or detect(unpacked(path))
    key = first_key(next(as_utf8(unpacked(path), encoding), b""))
    if key is None:
        raise LmkorError(f"{path} holds no JSON array of objects.")
    numbered = enumerate(json_objects(as_utf8(unpacked(path), encoding), key, intake), 1)
    wanted: dict[str, list[str]] | None = None
    while batch := list(itertools.islice(numbered, _BATCH_ROWS)):
        if wanted is None:
            wanted = options.columns(batch[0][1], str(path))
        names = [name for group in wanted.values() for name in group]
        rows: list[list[str | None]] = []
        numbers: list[int] = []
        for number, row in batch:
            try:
                rows.append([plain_value(row.get(name)) for name in names])
                numbers.append(number)
            except TypeError as cause:
                intake.quarantine(str(cause), f"row {number}")
        if rows:
            yield columns_of(rows, numbers, wanted)
