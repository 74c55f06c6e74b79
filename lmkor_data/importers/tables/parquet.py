"""Parquet files as columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lmkor_data.corpus.reading import read_shard
from lmkor_data.errors import LmkorError
from lmkor_data.importers.intake import DamagedError, Intake
from lmkor_data.importers.tables.columns import Columns
from lmkor_data.importers.tables.table_options import TableOptions


def read_parquet(path: Path, options: TableOptions, intake: Intake) -> Iterator[Columns]:
    """The wanted columns in batches; rows are numbered from 1."""
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError) as cause:
        raise LmkorError(f"{path} is not a readable Parquet file ({cause}).") from cause
    wanted = options.columns(schema.names, str(path))
    names = sorted({name for group in wanted.values() for name in group})
    first = 1
    try:
        for batch in read_shard(path, names):
            columns = {o: [batch.column(name) for name in group] for o, group in wanted.items()}
            for text in columns["text"]:
                intake.read(pc.sum(pc.binary_length(text.cast(pa.string()))).as_py() or 0)
            yield columns, np.arange(first, first + batch.num_rows)
            first += batch.num_rows
    except (pa.ArrowException, OSError) as cause:
        raise DamagedError(f"{path} is damaged after row {first - 1:,} ({cause}).") from cause
