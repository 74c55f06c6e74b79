"""`lmkor-data import tables`: a task a file, rows to documents in raw/."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.engine.counts import (
    BYTES_IN,
    BYTES_OUT,
    DOCUMENTS_IN,
    DOCUMENTS_OUT,
    DROPPED,
    Counts,
)
from lmkor_data.engine.runners import Runner
from lmkor_data.engine.stage import Progress, StageReport
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.errors import LmkorError
from lmkor_data.importers.importing import (
    BROKEN,
    Skipped,
    facts,
    file_tasks,
    run_import,
    shard_name,
)
from lmkor_data.importers.tables.documents import UNCATEGORISED, as_documents
from lmkor_data.importers.tables.formats import read_rows
from lmkor_data.importers.tables.options import Columns, TableOptions, choose_columns

NO_TEXT = "no text"


def import_tables(
    files: Sequence[str | Path],
    raw: Path,
    options: TableOptions,
    *,
    runner: Runner,
    progress: Progress,
    overwrite: bool = False,
) -> StageReport:
    """Read table files into `raw`; a folder stands for the files below it."""
    return run_import(
        "tables",
        functools.partial(import_table, raw=raw, options=options),
        lambda: file_tasks(files),
        raw=raw,
        parameters=dataclasses.asdict(options),
        label="-".join(filter(None, (options.source or "files", options.category))),
        runner=runner,
        progress=progress,
        overwrite=overwrite,
    )


def import_table(task: Task, raw: Path, options: TableOptions) -> TaskResult:
    """One file's rows as documents; rows without text are dropped, broken ones named."""
    (path,), mark = task.inputs, task.payload.mark
    stem = path.name.split(".")[0]
    counts, skipped = Counts(), Skipped()
    columns: Columns | None = None

    def choose(names: list[str]) -> list[str]:
        nonlocal columns
        columns = choose_columns(options, names, str(path))
        return columns.wanted

    left = options.limit
    faults: list[str] = []
    with ShardWriter(raw, shard_name("tables", path, mark)) as writer:
        try:
            for rows in read_rows(path, choose):
                for line, reason in rows.broken:
                    skipped.add(f"line {line}", reason)
                if columns is None or not len(rows):
                    continue
                documents = as_documents(rows, columns, options, stem, mark)[:left]
                left = None if left is None else left - documents.num_rows
                writer.write(_with_text(documents, counts))
                if left == 0:
                    break
        except (OSError, EOFError, pa.ArrowInvalid) as cause:
            faults.append(f"{path} ends in the middle ({cause}); what came before is imported.")
    category, source = options.category or UNCATEGORISED, options.source or stem
    counts.add(category, source, DOCUMENTS_IN, skipped.number)
    counts.add(category, source, DROPPED + BROKEN, skipped.number)
    if not faults and columns is None:
        raise LmkorError(f"{path} holds no rows that can be read ({_first(skipped)}).")
    return TaskResult(writer.outputs, counts, facts(skipped, faults))


def _with_text(documents: pa.RecordBatch, counts: Counts) -> pa.RecordBatch:
    """The documents whose text is more than white space; counts them all."""
    empty = pc.equal(pc.utf8_trim_whitespace(documents.column("text")), "")
    _count(documents, DOCUMENTS_IN, BYTES_IN, counts)
    _count(documents.filter(empty), DROPPED + NO_TEXT, None, counts)
    kept = documents.filter(pc.invert(empty))
    _count(kept, DOCUMENTS_OUT, BYTES_OUT, counts)
    return kept


def _count(documents: pa.RecordBatch, number: str, size: str | None, counts: Counts) -> None:
    table = pa.table(
        {
            "category": documents.column("category"),
            "source": documents.column("source"),
            "bytes": pc.binary_length(documents.column("text")),
        }
    )
    grouped = table.group_by(["category", "source"], use_threads=False)
    for row in grouped.aggregate([("bytes", "sum"), ("bytes", "count")]).to_pylist():
        counts.add(row["category"], row["source"], number, row["bytes_count"])
        if size:
            counts.add(row["category"], row["source"], size, row["bytes_sum"])


def _first(skipped: Skipped) -> str:
    return skipped.places[0] if skipped.places else "it is blank"
