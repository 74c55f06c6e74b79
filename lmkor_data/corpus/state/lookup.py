"""Find documents by id in the folders of a corpus."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.corpus.layout import shards
from lmkor_data.corpus.reading import read_shard


def find_rows(stage: Path, ids: Collection[str]) -> list[dict[str, Any]]:
    """The rows of these documents in a stage's folder, with `category`, in corpus order.

    Reads the id column of every shard, and whole rows only from the shards that hold one.
    """
    wanted = pa.array(sorted(ids), pa.string())
    found: list[dict[str, Any]] = []
    for shard in shards(stage) if stage.is_dir() else []:
        held = (b.column("id") for b in read_shard(shard.path, ["id"]))
        if not any(pc.any(pc.is_in(column, wanted)).as_py() for column in held):
            continue
        for batch in read_shard(shard.path):
            rows = batch.filter(pc.is_in(batch.column("id"), wanted)).to_pylist()
            found += [{"category": shard.category, **row} for row in rows]
    return found
