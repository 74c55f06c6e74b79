"""The lines of a manifest, read with distrust: the file may come from anybody, or be damaged."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from lmkor_data.errors import DamagedFileError

NAME = "_manifest.jsonl"

#: No manifest of ours has a longer line; a larger one is not read.
_LONGEST_LINE = 64 << 20


@dataclass
class Entry:
    """A finished task."""

    task: str
    inputs: dict[str, str]  #: path relative to the manifest's folder → fingerprint
    outputs: dict[str, int]  #: path relative to the manifest's folder → bytes
    counts: list[list[Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)  #: of each output: `file_digest`


@dataclass
class Record:
    """What a manifest says."""

    parameters: dict[str, Any] | None = None  #: None where there is no manifest
    entries: dict[str, Entry] = field(default_factory=dict)
    planned: dict[str, list[str]] = field(default_factory=dict)  #: group → paths of its inputs
    finished: bool = False
    failed: list[str] = field(default_factory=list)  #: tasks that the last whole run gave up
    cpu_seconds: float | None = None  #: of everything since the parameters were set; None: unknown


def load(path: Path) -> Record:
    """Read a manifest. Raises DamagedFileError that names file and line where a line is not ours.

    A last line without its line break is dropped: the run was cut off while writing it.
    """
    record = Record()
    if not path.is_file():
        return record
    *lines, cut_off = path.read_bytes().split(b"\n")
    if cut_off and not lines:
        return record
    for number, line in enumerate(lines, 1):
        try:
            _apply(record, _parsed(line))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as cause:
            raise DamagedFileError(
                f"{path}, line {number} is damaged ({cause or type(cause).__name__}). Restore the "
                f"file from a copy, or delete it and run the command again with --overwrite."
            ) from cause
    return record


def is_finished(folder: Path) -> bool:
    """Whether the stage in `folder` ran to its end; a folder from elsewhere counts as finished."""
    return all(record.parameters is None or record.finished for record in records(folder).values())


def records(folder: Path) -> dict[str, Record]:
    """Every manifest of a stage folder by its file name: one for most stages, one an import."""
    names = [NAME, *sorted(path.name for path in folder.glob("_import-*.jsonl"))]
    found = {name: load(folder / name) for name in names}
    return {name: record for name, record in found.items() if record.parameters is not None}


def confined(output: str, folder: Path, beside: tuple[Path, ...]) -> Path:
    """The path that an entry names, which must lie in the stage's own folders.

    Raises DamagedFileError where it does not: what a manifest names may be removed.
    """
    path = Path(folder, output)
    if not PurePosixPath(output).is_absolute():
        place = _normal(path)
        if any(place.is_relative_to(_normal(root)) for root in (folder, *beside)):
            return path
    raise DamagedFileError(
        f"The manifest in {folder} names {output!r}, which lies outside of what this stage writes; "
        f"it was made for another folder, or edited. Delete the manifest and run the command again "
        f"with --overwrite."
    )


def _normal(path: Path) -> Path:
    """Absolute, `..` resolved through links: a link may lead out of the folder."""
    return path.parent.resolve() / path.name if path.name not in ("", "..") else path.resolve()


def _parsed(line: bytes) -> dict[str, Any]:
    if len(line) > _LONGEST_LINE:
        raise ValueError(f"it has {len(line):,} bytes")
    parsed = json.loads(line)
    if not isinstance(parsed, dict):
        raise ValueError("it is not a JSON object")
    return parsed


def _apply(record: Record, line: dict[str, Any]) -> None:
    record.finished = "finished" in line
    if "parameters" in line:
        record.parameters = dict(line["parameters"])
    elif "task" in line:
        entry = _entry(line)
        record.entries[entry.task] = entry
    elif "planned" in line:
        record.planned[_text(line["planned"])] = [_text(path) for path in line["inputs"]]
    elif "forgotten" in line:
        record.entries.pop(_text(line["forgotten"]), None)
        record.planned.pop(line["forgotten"], None)
    elif "finished" in line:
        record.failed = [_text(name) for name in line.get("failed", [])]
        cost = line.get("cpu_seconds")
        record.cpu_seconds = None if cost is None else float(cost)
    elif "started" not in line:
        raise ValueError(f"it has none of the keys of a manifest: {', '.join(line)[:80]}")


def _entry(line: dict[str, Any]) -> Entry:
    outputs = {_text(path): int(size) for path, size in line["outputs"].items()}
    inputs = {_text(path): _text(mark) for path, mark in line["inputs"].items()}
    counts, facts = line.get("counts", []), line.get("facts", {})
    for category, source, measure, amount in counts:
        if not (isinstance(amount, int) and all(map(_text, (category, source, measure)))):
            raise ValueError("a count is not a whole number with three names")
    digests = {_text(path): _text(mark) for path, mark in line.get("digests", {}).items()}
    return Entry(_text(line["task"]), inputs, outputs, counts, dict(facts), digests)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value or "\x00" in value:
        raise ValueError(f"{value!r:.40} is not a name")
    return value
