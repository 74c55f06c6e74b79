"""What every importer shares: a manifest of its own under raw/, a task a file, one report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from glob import glob, has_magic
from pathlib import Path
from typing import Any

from lmkor_data.corpus.fingerprints import file_fingerprint
from lmkor_data.corpus.layout import expand
from lmkor_data.corpus.manifest import Manifest
from lmkor_data.engine.counts import DOCUMENTS_IN, DROPPED
from lmkor_data.engine.runners import Runner
from lmkor_data.engine.stage import Progress, StageReport, run_tasks
from lmkor_data.engine.tasks import Task, Work

#: Reason under which a row or page that could not be read is counted.
BROKEN = "broken"
#: A file with a larger share of broken rows is reported as failed, though its good rows are in.
BEARABLE = 0.01
#: A task of an importer that can begin anywhere in a file reads this much.
RANGE_BYTES = 64 << 20
#: Files that have to be read from their beginning.
PACKED = (".gz", ".bz2", ".zst", ".parquet")
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


def facts(skipped: Skipped, faults: Sequence[str] = ()) -> dict[str, Any]:
    """What a task tells beyond its sums: broken places, and what ended the reading early."""
    told: dict[str, Any] = {}
    if skipped.number:
        told |= {"skipped": skipped.number, "places": skipped.places}
    return told | ({"faults": list(faults)} if faults else {})


def find_files(given: Iterable[str | Path]) -> list[Path]:
    """The files that the user named: a folder stands for the files below it, `*` for any name."""
    found: list[Path] = []
    for name in map(str, given):
        matches = sorted(glob(name, recursive=True)) if has_magic(name) else []
        found += expand([name] if Path(name).exists() or not matches else matches)
    return found


def file_tasks(given: Iterable[str | Path]) -> list[Task]:
    """A task a file; of files with the same content the first stands for all."""
    return [
        Task(str(path.resolve()), (path,), part.size, payload=part)
        for path, part in _parts(find_files(given))
    ]


def range_tasks(
    given: Iterable[str | Path], *, split: bool, unsplit: Sequence[str] = PACKED
) -> list[Task]:
    """A task for each `RANGE_BYTES` of a file; one a file where its suffix is in `unsplit`."""
    tasks: list[Task] = []
    for path, part in _parts(find_files(given)):
        whole = not split or path.suffix in unsplit
        step = part.size or 1 if whole else RANGE_BYTES
        for number, begin in enumerate(range(0, max(1, part.size), step)):
            end = None if whole else begin + step
            name = f"{path.resolve()}@{begin}"
            size = min(step, part.size - begin)
            tasks.append(Task(name, (path,), size, Part(part.mark, size, number, begin, end)))
    return tasks


@dataclass(frozen=True)
class Part:
    """What a task reads of its file: the items that begin at `begin` or later, before `end`."""

    mark: str  #: the file's fingerprint; ids and shard names come from it, not from its path,
    #: so that a file that was moved or renamed is still the same documents
    size: int  #: bytes
    number: int = 0
    begin: int = 0
    end: int | None = None


def _parts(files: Iterable[Path]) -> list[tuple[Path, Part]]:
    found: dict[str, tuple[Path, Part]] = {}
    for path in files:
        mark = file_fingerprint(path)
        found.setdefault(mark, (path, Part(mark, path.stat().st_size)))
    return list(found.values())


def shard_name(format: str, path: Path, mark: str, number: int = 0) -> str:
    """`tables-reviews-3fa2b1c0`: who made it, from what, and which content that had."""
    name = f"{format}-{_plain(path.name.split('.')[0])}-{mark[:8]}"
    return f"{name}-p{number:04d}" if number else name


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
    for fault in told.get("faults", []):
        report.failures.append({"task": task, "cause": fault, "trace": ""})
    if told.get("skipped"):
        places = told["places"]
        more = told["skipped"] - len(places)
        listed = "; ".join(places) + (f"; and {more:,} more" if more else "")
        report.notes.append(f"{task}: {told['skipped']:,} could not be read: {listed}")


def _judge(report: StageReport) -> None:
    broken = report.counts.total(DROPPED + BROKEN)
    read = report.counts.total(DOCUMENTS_IN)
    if broken > BEARABLE * read:
        cause = f"{broken:,} of {read:,} could not be read; the others are imported."
        report.failures.append({"task": "all files", "cause": cause, "trace": ""})
