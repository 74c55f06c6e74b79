"""Write a table, import it by default, read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lmkor_data.corpus.layout import shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.stage import StageReport
from lmkor_data.importers.stage import import_files
from lmkor_data.importers.tables.table_importer import TableImporter
from lmkor_data.importers.tables.table_options import TableOptions


def imported(folder: Path, *files: Path, **options: Any) -> tuple[StageReport, list[dict]]:
    """The report and the documents, in the order of the file."""
    target = folder / "raw"
    chosen = TableOptions(**{"source": "s", **options})
    report = import_files(TableImporter(), files, target, chosen, StageContext())
    assert report.counts.missing() == 0
    rows = [row for s in shards(target) for b in read_documents(s) for row in b.to_pylist()]
    return report, rows


def texts_of(folder: Path, name: str, content: str | bytes, **options: Any) -> list[str]:
    """The texts of a file with this content, sorted."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return sorted(row["text"] for row in imported(folder, path, **options)[1])


def causes(report: StageReport) -> str:
    """What the report names as failed."""
    return " ".join(failure["cause"] for failure in report.failures)
