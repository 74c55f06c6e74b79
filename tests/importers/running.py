"""Run an import in this process and read back what it left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lmkor_data.corpus.layout import shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.stage import StageReport
from lmkor_data.importers.importer import Importer
from lmkor_data.importers.stage import import_files


def run(
    importer: Importer,
    target: Path,
    *files: Path,
    options: Any,
    overwrite: bool = False,
) -> tuple[StageReport, list[dict]]:
    """The report, and every document of `target`, sorted by text."""
    report = import_files(importer, files, target, options, StageContext(overwrite=overwrite))
    assert report.counts.missing() == 0
    rows = [row for s in shards(target) for b in read_documents(s) for row in b.to_pylist()]
    return report, sorted(rows, key=lambda row: row["text"])
