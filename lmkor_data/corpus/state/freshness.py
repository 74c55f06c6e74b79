"""Whether what a stage made is whole, and still what its input would give."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from lmkor_data.corpus.fingerprints import file_fingerprint
from lmkor_data.corpus.layout import DATA, shards
from lmkor_data.corpus.manifest_file import NAME, Record, load, records
from lmkor_data.errors import UnfinishedInputError
from lmkor_data.stage_table import maker_of


@dataclass
class Freshness:
    """What became of a stage's input since the stage ran."""

    finished: bool = True
    source: Path | None = None  #: the folder that it read; None where it has no record
    new: int = 0  #: files of the input that it never read
    changed: int = 0
    gone: int = 0
    failed: list[str] = field(default_factory=list)  #: tasks given up: files nobody could read
    rules: int | None = None  #: the version of the rules that made it, where recorded
    cpu_seconds: float | None = None  #: what making it cost

    @property
    def stale(self) -> bool:
        return bool(self.new or self.changed or self.gone)

    def told(self) -> str:
        """`3 new files, 1 changed file`."""
        parts = ((self.new, "new"), (self.changed, "changed"), (self.gone, "removed"))
        return ", ".join(f"{n:,} {how} {'file' if n == 1 else 'files'}" for n, how in parts if n)


def freshness(folder: Path, record: Path | None = None) -> Freshness:
    """Compare the inputs that a stage recorded with what lies there now.

    `record` is its manifest, by default `folder/_manifest.jsonl`. Reads 128 KiB of every input.
    """
    path = record or folder / NAME
    held = load(path)
    every = [held] if record else list(records(folder).values())
    known = Freshness(
        finished=all(r.finished for r in every if r.parameters is not None),
        failed=[name for r in every for name in r.failed],
        cpu_seconds=held.cpu_seconds,
    )
    if held.parameters is None:
        return known
    version = held.parameters.get("version")
    known.rules = version if isinstance(version, int) else None
    recorded = _recorded_inputs(held, path.parent)
    known.source = _stage_of(recorded)
    if known.source is None or not known.source.is_dir():
        return known
    present = {os.path.abspath(shard.path) for shard in shards(known.source)}
    known.new = len(present - recorded.keys())
    known.gone = len(recorded.keys() - present)
    both = present & recorded.keys()
    known.changed = sum(file_fingerprint(Path(p)) != recorded[p] for p in both)
    return known


def check_input(source: Path) -> list[str]:
    """What a stage must know before it reads `source`: sentences for its report.

    Raises UnfinishedInputError where the run that made `source` was interrupted.
    """
    state = freshness(source)
    command = maker_of(source.name)
    if not state.finished:
        raise UnfinishedInputError(
            f"{source} is unfinished: the run that made it was interrupted. Run {command} to its "
            f"end first."
        )
    notes = []
    if state.stale:
        notes.append(
            f"{source} is older than its input {state.source} ({state.told()}). Run {command} "
            f"again to bring it up to date."
        )
    if state.source is not None and state.source.is_dir() and state.source != source:
        upstream = freshness(state.source)
        if not upstream.finished:
            notes.append(f"{state.source}, from which {source} was made, is unfinished.")
        elif upstream.stale:
            notes.append(
                f"{state.source} is older than its input {upstream.source} ({upstream.told()})."
            )
    return notes


def _recorded_inputs(record: Record, folder: Path) -> dict[str, str]:
    """Absolute path → fingerprint of every file that the tasks read."""
    return {
        os.path.abspath(folder / path): mark
        for entry in record.entries.values()
        for path, mark in entry.inputs.items()
        if path.endswith((".parquet", ".jsonl", ".gz", ".bz2", ".zst"))
    }


def _stage_of(paths: dict[str, str]) -> Path | None:
    """The stage folder that all paths lie in; None where they come from several places."""
    found = {_stage_folder(Path(path)) for path in paths}
    return found.pop() if len(found) == 1 else None


def _stage_folder(path: Path) -> Path | None:
    for parent in path.parents:
        if parent.name == DATA:
            return parent.parent
        if parent.name.startswith("category="):
            return parent.parent
    return None
