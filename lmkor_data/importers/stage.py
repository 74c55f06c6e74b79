"""The import stage: any importer over any files, one task a piece."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from lmkor_data.corpus.fingerprints import file_fingerprint
from lmkor_data.corpus.layout import expand
from lmkor_data.corpus.manifest import Manifest
from lmkor_data.corpus.manifest_file import load
from lmkor_data.corpus.schema import DOCUMENT
from lmkor_data.corpus.state.card import write_card
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.stage import StageReport, run_tasks
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.errors import LmkorError
from lmkor_data.importers.importer import Importer, ImportOptions, Piece
from lmkor_data.importers.intake import UNCATEGORISED, DamagedError, Intake

_LICENCE = "licence"


def import_files(
    importer: Importer,
    files: Sequence[Path | str],
    target: Path,
    options: ImportOptions,
    context: StageContext = StageContext(),
) -> StageReport:
    """Import files into `target`, beside what was imported before.

    `files` are files, folders and patterns such as `*.csv`. A file that was imported before is
    read again only if it changed. With other options it is refused, or with
    `context.overwrite` replaced; other files of the source stay as they are. What could not be
    read becomes a failure in the report, and the rest is imported.
    """
    pieces = importer.pieces(list(dict.fromkeys(expand(files))), options)
    if not pieces:
        raise LmkorError(
            "There is nothing to import: no file of this format was found. (In folders, names "
            "that begin with . or _ are skipped; to import such a folder, name it: posts/_posts.)"
        )
    parameters = dataclasses.asdict(options)
    report = StageReport(f"import {importer.name}", str(target), parameters)
    tasks = [_task(piece, options.source) for piece in pieces]
    name = f"_import-{importer.name}-{_file_name(options.source)}.jsonl"
    with Manifest(target, {"format": importer.name, "source": options.source}, name=name) as held:
        _replace_stale(held, tasks, options, context.overwrite)
        facts = run_tasks(
            report.stage,
            functools.partial(import_piece, importer=importer, target=target, options=options),
            tasks,
            manifest=held,
            context=context,
            report=report,
            keep_others=True,
        )
    write_card(target)
    for task in tasks:
        _report_piece(task, facts.get(task.name, {}), report)
    _group_failures(tasks, report)
    _add_notes(tasks, facts, report)
    return report


@dataclasses.dataclass(frozen=True)
class PlannedPiece:
    """A file, or a piece of one, that an import would read."""

    name: str  #: path, with the member of an archive and the number of the piece
    bytes: int
    done: bool  #: imported before, and unchanged since

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return dataclasses.asdict(self)


def plan_import(
    importer: Importer, files: Sequence[Path | str], target: Path, options: ImportOptions
) -> list[PlannedPiece]:
    """Tell what `import_files` would read; changes nothing."""
    name = f"_import-{importer.name}-{_file_name(options.source)}.jsonl"
    held = load(target / name).entries
    planned = []
    for piece in importer.pieces(list(dict.fromkeys(expand(files))), options):
        task = _task(piece, options.source)
        entry = held.get(task.name)
        inputs = {os.path.relpath(p, target): file_fingerprint(p) for p in task.inputs}
        parts = [str(piece.path), piece.member, "" if piece.number is None else str(piece.number)]
        done = entry is not None and entry.inputs == inputs
        planned.append(PlannedPiece(" ".join(filter(None, parts)), piece.size, done))
    return planned


def import_piece(
    task: Task, *, importer: Importer, target: Path, options: ImportOptions
) -> TaskResult:
    """Write the documents of one piece into shards of its own."""
    piece: Piece = task.payload
    if not piece.size:
        raise LmkorError(f"{piece.path} is empty.")
    intake = Intake(options.source, options.category or UNCATEGORISED)
    facts: dict[str, Any] = {"options": dataclasses.asdict(options)}
    left = options.limit
    with ShardWriter(target, _shard_name(task.name)) as writer:
        try:
            for batch in importer.read(piece, options, intake):
                kept = batch if left is None else batch.slice(0, left)
                writer.write(_with_licence(kept, options.licence))
                intake.keep(kept)
                left = None if left is None else left - kept.num_rows
                if left == 0:
                    break
        except DamagedError as cause:
            facts["damage"] = str(cause)
        except (PermissionError, FileNotFoundError) as cause:
            raise LmkorError(f"{piece.path} cannot be read: {cause.strerror}.") from cause
    return TaskResult(writer.outputs, intake.counts, facts | intake.facts())


def _with_licence(batch: pa.RecordBatch, licence: str) -> pa.RecordBatch:
    """Fill the licence where a document states none."""
    if _LICENCE not in DOCUMENT.names:
        return batch
    place = batch.schema.get_field_index(_LICENCE)
    filled = batch.column(place).fill_null(licence)
    return batch.set_column(place, batch.schema.field(place), filled)


def _task(piece: Piece, source: str) -> Task:
    """Named by the place of the file, so that a changed file replaces what it was before."""
    inside = piece.member or "\x1e".join(piece.members)
    place = f"{piece.path.resolve()}\x1f{inside}"
    mark = hashlib.blake2b(place.encode(), digest_size=4).hexdigest()
    stem = Path(piece.member or piece.path.name).name.split(".")[0]
    number = "" if piece.number is None else f"-{piece.number:05d}"
    name = f"{_file_name(source)}-{_file_name(stem)}-{mark}{number}"
    return Task(name, (piece.path,), piece.size, piece)


def _shard_name(task: str) -> str:
    """Neutral: readers take a file called `train_x` for a split of the data."""
    return f"part-{hashlib.blake2b(task.encode(), digest_size=8).hexdigest()}"


def _file_name(word: str) -> str:
    """Letters, digits, `-` and `_` of a word: at most 24, so that no file name grows too long."""
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in word[:24])


def _replace_stale(
    manifest: Manifest, tasks: list[Task], options: ImportOptions, overwrite: bool
) -> None:
    """Refuse, or with `overwrite` forget, what these files gave under other options.

    Options that an earlier version did not have count as their defaults.
    """
    now = _as_json(dataclasses.asdict(options))
    defaults = _as_json(
        {
            field.name: field.default
            for field in dataclasses.fields(options)
            if field.default is not dataclasses.MISSING
        }
    )
    stale = set()
    for task in tasks:
        entry = manifest.entries.get(task.name)
        if entry is None or "options" not in entry.facts:
            continue
        before = defaults | entry.facts["options"]
        if now == before:
            continue
        if not overwrite:
            told = ", ".join(
                f"{name}: {before.get(name)!r} then, {value!r} now"
                for name, value in now.items()
                if value != before.get(name)
            )
            raise LmkorError(
                f"{task.payload.path} was imported with other options ({told}). "
                f"Give the same ones, or --overwrite to replace what it gave."
            )
        stale.add(task.name)
    manifest.retain(set(manifest.entries) - stale)


def _as_json(parameters: dict[str, Any]) -> dict[str, Any]:
    """As JSON gives it back: tuples are lists, dataclasses are objects."""
    plain: dict[str, Any] = json.loads(json.dumps(parameters, default=dataclasses.asdict))
    return plain


def _group_failures(tasks: list[Task], report: StageReport) -> None:
    """Tell the same fault of many files once: the first is named, the others counted."""
    places = {task.name: str(task.payload.path) for task in tasks}
    groups: dict[str, list[dict[str, str]]] = {}
    for failure in report.failures:
        place = places.get(failure["task"], "")
        same = failure["cause"].replace(place, "") if place else failure["cause"]
        groups.setdefault(same, []).append(failure)
    report.failures = []
    for group in groups.values():
        first = dict(group[0])
        if len(group) > 1:
            last = places.get(group[-1]["task"], "")
            first["cause"] += f" The same for {len(group) - 1:,} more files, to {last}."
        report.failures.append(first)


def _add_notes(tasks: list[Task], facts: dict[str, dict[str, Any]], report: StageReport) -> None:
    """Tell what was guessed, once for all files of one shape."""
    files: dict[str, dict[str, None]] = {}
    for task in tasks:
        for note in facts.get(task.name, {}).get("notes", ()):
            files.setdefault(note, {})[str(task.payload.path)] = None
    for note, paths in files.items():
        first, *others = paths
        more = f" and {len(others):,} more" if others else ""
        report.notes.append(f"{first}{more}: {note}")


def _report_piece(task: Task, facts: dict[str, Any], report: StageReport) -> None:
    """Tell the bad rows and the damage of a piece in words."""
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
