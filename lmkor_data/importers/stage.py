"""Any import as a stage: one task a file, or a piece of a large one."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from lmkor_data.corpus.manifest import Manifest
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.stage import StageReport, run_tasks
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.errors import LmkorError
from lmkor_data.importers.intake import UNCATEGORISED, DamagedError, Intake


class ImportOptions(Protocol):
    """What the options of every format have; each is a frozen dataclass of JSON values."""

    @property
    def source(self) -> str: ...

    @property
    def category(self) -> str | None: ...  # of all documents; None: each has its own

    @property
    def limit(self) -> int | None: ...


@dataclass(frozen=True)
class Piece:
    """What one task reads: a file, or the part of it from byte `start` to byte `end`."""

    path: Path
    start: int = 0
    end: int | None = None
    number: int | None = None  #: which piece of its file; None where the file is one
    member: str = ""  #: for archives: the file inside

    @property
    def size(self) -> int:
        return (self.path.stat().st_size if self.end is None else self.end) - self.start


def cut(path: Path, size: int) -> list[Piece]:
    """A file in pieces of `size` bytes; a file of one piece stays whole."""
    length = path.stat().st_size
    if length <= size:
        return [Piece(path)]
    starts = range(0, length, size)
    return [Piece(path, at, min(at + size, length), n) for n, at in enumerate(starts)]


#: Reads a piece: yields documents (columns of `in_memory(DOCUMENT)`), tells the intake the rest.
Read = Callable[[Piece, Any, Intake], Iterator[pa.RecordBatch]]


def import_pieces(
    name: str,
    read: Read,
    pieces: Sequence[Piece],
    target: Path,
    options: ImportOptions,
    context: StageContext = StageContext(),
) -> StageReport:
    """Import pieces of format `name` into `target`, beside what was imported before.

    A file that was imported before is not read again unless it changed. With other options it is
    refused, or with `overwrite` replaced; other files of the source stay as they are. What could
    not be read becomes a failure in the report, and what could is imported.
    """
    if not pieces:
        raise LmkorError(
            "There is nothing to import: no file of this format there. (In a folder, names that "
            "begin with . or _ are passed over; name such a folder itself, as posts/_posts.)"
        )
    parameters = dataclasses.asdict(options)  # type: ignore[call-overload]
    report = StageReport(f"import {name}", str(target), parameters)
    tasks = [_task(piece, options.source) for piece in pieces]
    manifest_name = f"_import-{name}-{_file_name(options.source)}.jsonl"
    with Manifest(target, {"format": name, "source": options.source}, name=manifest_name) as held:
        _make_way(held, tasks, parameters, context.overwrite)
        facts = run_tasks(
            report.stage,
            functools.partial(import_piece, read=read, target=target, options=options),
            tasks,
            manifest=held,
            context=context,
            report=report,
            keep_others=True,
        )
    for task in tasks:
        _tell(task, facts.get(task.name, {}), report)
    return report


def import_piece(task: Task, *, read: Read, target: Path, options: ImportOptions) -> TaskResult:
    """The work of a task: documents of one piece into shards of its own."""
    piece: Piece = task.payload
    if not piece.size:
        raise LmkorError(f"{piece.path} is empty.")
    intake = Intake(options.source, options.category or UNCATEGORISED)
    facts: dict[str, Any] = {"options": dataclasses.asdict(options)}  # type: ignore[call-overload]
    left = options.limit
    with ShardWriter(target, task.name) as writer:
        try:
            for batch in read(piece, options, intake):
                kept = batch if left is None else batch.slice(0, left)
                writer.write(kept)
                intake.keep(kept)
                left = None if left is None else left - kept.num_rows
                if left == 0:
                    break
        except DamagedError as cause:
            facts["damage"] = str(cause)
        except (PermissionError, FileNotFoundError) as cause:
            raise LmkorError(f"{piece.path} cannot be read: {cause.strerror}.") from cause
    return TaskResult(writer.outputs, intake.counts, facts | intake.facts())


def _task(piece: Piece, source: str) -> Task:
    """Named by the place of the file, so that a changed file replaces what it was before."""
    place = f"{piece.path.resolve()}\x1f{piece.member}"
    mark = hashlib.blake2b(place.encode(), digest_size=4).hexdigest()
    stem = Path(piece.member or piece.path.name).name.split(".")[0]
    number = "" if piece.number is None else f"-{piece.number:05d}"
    name = f"{_file_name(source)}-{_file_name(stem)}-{mark}{number}"
    return Task(name, (piece.path,), piece.size, piece)


def _file_name(word: str) -> str:
    """Letters, digits, `-` and `_` of a word: at most 24, so that no file name grows too long."""
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in word[:24])


def _make_way(
    manifest: Manifest, tasks: list[Task], parameters: dict[str, Any], overwrite: bool
) -> None:
    """Refuse, or with `overwrite` forget, what these files gave under other options."""
    stale = set()
    for task in tasks:
        entry = manifest.entries.get(task.name)
        before = entry.facts.get("options", {}) if entry else None
        if before is None or _plain(parameters) == before:
            continue
        if not overwrite:
            told = ", ".join(
                f"{name}: {before.get(name)!r} then, {value!r} now"
                for name, value in _plain(parameters).items()
                if value != before.get(name)
            )
            raise LmkorError(
                f"{task.payload.path} was imported with other options ({told}). "
                f"Give the same ones, or --overwrite to replace what it gave."
            )
        stale.add(task.name)
    manifest.retain(set(manifest.entries) - stale)


def _plain(parameters: dict[str, Any]) -> dict[str, Any]:
    """As JSON gives it back: tuples are lists."""
    plain: dict[str, Any] = json.loads(json.dumps(parameters))
    return plain


def _tell(task: Task, facts: dict[str, Any], report: StageReport) -> None:
    """Bad rows and damage of a file, in words."""
    path = task.payload.member or task.payload.path
    if "damage" in facts:
        told = facts["damage"] if str(path) in facts["damage"] else f"{path}: {facts['damage']}"
        report.failures.append({"task": task.name, "cause": told, "trace": ""})
    for reason, number in facts.get("bad_rows", {}).items():
        places = facts["places"][reason]
        more = f" and {number - len(places):,} more" if number > len(places) else ""
        rows = "row" if number == 1 else "rows"
        cause = f"{path}: {number:,} {rows} skipped, {reason} ({', '.join(places)}{more})."
        report.failures.append({"task": task.name, "cause": cause, "trace": ""})
