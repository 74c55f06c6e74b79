"""What every importer shares: a manifest of its own under raw/, a task a file, one report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lmkor_data.corpus.fingerprints import file_fingerprint
from lmkor_data.corpus.manifest import Manifest
from lmkor_data.engine.counts import DOCUMENTS_IN, DROPPED
from lmkor_data.engine.runners import Runner
from lmkor_data.engine.stage import Progress, StageReport, run_tasks
from lmkor_data.engine.tasks import Task, Work

#: Reason under which a row or page that could not be read is counted.
BROKEN = "broken"
#: A file with a larger share of broken rows is reported as failed, though its good rows are in.
BEARABLE = 0.01
#: So many broken rows of a file are named; the others are only counted.
_NAMED = 20


@dataclass
class Skipped:
    """What could not be read in one file: each place with its reason, the first few by name."""

    number: int = 0
    places: list[str] = field(default_factory=list)

    def add(self, place: str, reason: str) -> None:
        self.number += 1
        if len(self.places) < _NAMED:
            self.places.append(f"{place}: {reason}")


def facts(skipped: Skipped, fault: str = "") -> dict[str, Any]:
    """What a task tells beyond its sums: broken places, and what ended the reading early."""
    told: dict[str, Any] = {}
    if skipped.number:
        told |= {"skipped": skipped.number, "places": skipped.places}
    return told | ({"fault": fault} if fault else {})


def file_tasks(files: Iterable[Path]) -> list[Task]:
    """A task a file; of files with the same content the first stands for all.

    The payload is the file's fingerprint: ids and shard names come from it, so that a file that
    was moved or renamed is still the same documents.
    """
    tasks: dict[str, Task] = {}
    for path in files:
        mark = file_fingerprint(path)
        size = path.stat().st_size
        tasks.setdefault(mark, Task(str(path.resolve()), (path,), size, payload=mark))
    return list(tasks.values())


def shard_name(format: str, path: Path, mark: str) -> str:
    """`tables-reviews-3fa2b1c0`: who made it, from what, and which content that had."""
    return f"{format}-{_plain(path.name.split('.')[0])}-{mark[:8]}"


def run_import(
    format: str,
    work: Work,
    plan: Callable[[], Sequence[Task]],
    *,
    raw: Path,
    parameters: dict[str, Any],
    label: str,
    runner: Runner,
    progress: Progress,
    overwrite: bool,
) -> StageReport:
    """Run an importer's tasks into `raw`; `label` tells imports of one format apart.

    What earlier runs with the same label imported from other files stays. Files that were cut
    short, or that hold more than 1 % of broken rows, are reported as failures: what could be
    read of them is in the corpus, and the exit code tells that it is not all.
    """
    report = StageReport(f"import {format}", str(raw), parameters)
    name = f"_import-{format}-{_plain(label)}.jsonl"
    with Manifest(raw, parameters, overwrite=overwrite, name=name) as manifest:
        tasks = plan()
        told = run_tasks(
            f"import {format}",
            work,
            tasks,
            manifest=manifest,
            runner=runner,
            progress=progress,
            report=report,
            adding=True,
        )
    for task in sorted(told):
        _tell(task, told[task], report)
    _judge(report)
    return report


def _plain(text: str) -> str:
    """A part of a file name: letters of any script, digits and hyphens."""
    return re.sub(r"[^\w-]+", "-", text).strip("-")[:60] or "file"


def _tell(task: str, told: dict[str, Any], report: StageReport) -> None:
    if told.get("fault"):
        report.failures.append({"task": task, "cause": told["fault"], "trace": ""})
    if told.get("skipped"):
        places = told["places"]
        more = told["skipped"] - len(places)
        listed = "; ".join(places) + (f"; and {more:,} more" if more else "")
        report.notes.append(f"{task}: {told['skipped']:,} rows skipped: {listed}")


def _judge(report: StageReport) -> None:
    broken = report.counts.total(DROPPED + BROKEN)
    read = report.counts.total(DOCUMENTS_IN)
    if broken > BEARABLE * read:
        cause = f"{broken:,} of {read:,} rows are broken; the others are imported."
        report.failures.append({"task": "all files", "cause": cause, "trace": ""})
