"""Small clean/ folders, and the stage run over them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from lmkor_data.corpus.schema import CLEAN_DOCUMENT, TIME, conform, in_memory
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.stage import dedup
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.runners import InProcess, Runner
from lmkor_data.engine.stage import StageReport


def document(id_: str, text: str, **columns: Any) -> dict[str, Any]:
    row = {"id": id_, "text": text, "category": "food", "source": "shop", "kind": "review"}
    return {**row, "n_sentences": text.count("\n") + 1, **columns}


def write_clean(folder: Path, name: str, rows: Sequence[dict[str, Any]]) -> None:
    names = dict.fromkeys(key for row in rows for key in row)
    columns = {key: [row.get(key) for row in rows] for key in names}
    arrays = {
        k: pa.array(v, TIME) if k.endswith("_at") else pa.array(v) for k, v in columns.items()
    }
    with ShardWriter(folder, name, CLEAN_DOCUMENT) as writer:
        writer.write(conform(pa.table(arrays), in_memory(CLEAN_DOCUMENT)))


def run(
    corpus: Path, *, runner: Runner | None = None, overwrite: bool = False, **options: Any
) -> StageReport:
    report = dedup(
        corpus / "clean",
        corpus / "dedup",
        corpus / "removed",
        DedupOptions(**options),
        context=StageContext(runner or InProcess(), overwrite=overwrite),
    )
    assert report.ok, report.failures
    assert report.counts.missing() == 0
    return report


def rows(folder: Path) -> dict[str, dict[str, Any]]:
    """The documents of a stage by id."""
    files = [str(p) for p in sorted(folder.rglob("*.parquet"))]
    table = ds.dataset(files, partitioning="hive").to_table() if files else pa.table({"id": []})
    return {row["id"]: row for row in table.to_pylist()}


def digests(*folders: Path) -> dict[str, str]:
    """The bytes of every data file, by its path."""
    return {
        str(path.relative_to(folder.parent)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in sorted(folder.rglob("*.parquet"))
    }
