"""What a stage has finished: one line a task, so that a run goes on where the last one ended."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from lmkor_data.corpus.files import sweep, write_whole
from lmkor_data.corpus.fingerprints import file_fingerprint
from lmkor_data.corpus.manifest_file import NAME, Entry, Record, confined, load
from lmkor_data.errors import BusyError, LmkorError, OtherParametersError

#: Parameters that a refusal names, at most.
_NAMED = 5


class Manifest:
    """The record of a stage in `folder`, held open (and locked) by the one run that writes it.

    The first line holds the parameters; every other line is a finished task, fsynced before the
    task counts as done. A line that a power cut left half written is dropped on opening.
    """

    def __init__(
        self,
        folder: Path,
        parameters: dict[str, Any],
        *,
        overwrite: bool = False,
        name: str = NAME,
        beside: tuple[Path, ...] = (),
    ) -> None:
        self.folder = folder
        self.path = folder / name
        self.entries: dict[str, Entry] = {}
        self._planned: dict[str, list[str]] = {}
        self._cpu_seconds: float | None = 0.0
        self._beside = beside  # the other folders that outputs lie in
        self._seen: dict[str, dict[str, str]] = {}  # fingerprints of inputs before they were read
        _make(folder)
        self._lock = _lock(folder / f".lock-{name}", folder)
        try:
            self._begin(parameters, overwrite)
            self._file: IO[str] = self.path.open("a", encoding="utf-8")
        except BaseException:
            self._lock.close()
            raise

    def __enter__(self) -> Manifest:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._lock.close()

    def done(self, task: str, inputs: tuple[Path, ...]) -> Entry | None:
        """The entry of a task that need not run again: same inputs, all outputs in place."""
        entry, self._seen[task] = self.entries.get(task), self._fingerprints(inputs)
        if entry is None or entry.inputs != self._seen[task]:
            return None
        for output, size in entry.outputs.items():
            path = confined(output, self.folder, self._beside)
            if not path.exists() or path.stat().st_size != size:
                return None
        return entry

    def add(
        self,
        task: str,
        inputs: tuple[Path, ...],
        digests: Mapping[Path, str],
        counts: list[list[Any]],
        facts: dict[str, Any],
    ) -> None:
        """Record a finished task; outputs of its last run that it did not make again go.

        `digests` has every output with its `file_digest`. The fingerprints of the inputs are those
        from before they were read: a file that was replaced meanwhile is read again next time.
        """
        named = {os.path.relpath(path, self.folder): path for path in digests}
        made = {name: path.stat().st_size for name, path in named.items()}
        marks = {name: digests[path] for name, path in named.items()}
        before_reading = self._seen.pop(task, None) or self._fingerprints(inputs)
        entry = Entry(task, before_reading, made, counts, facts, marks)
        before = self.entries.get(task)
        if before is not None:
            self._remove(set(before.outputs) - set(made))
        self._append(vars(entry))
        self.entries[task] = entry

    @property
    def planned(self) -> dict[str, list[Path]]:
        """The inputs of every group that this run or an earlier one planned."""
        return {name: [self.folder / p for p in paths] for name, paths in self._planned.items()}

    def plan(self, groups: Mapping[str, Sequence[Path]]) -> None:
        """Record which inputs form which task before any runs, so that a killed run groups the
        same way when it is run again."""
        for name, paths in groups.items():
            inputs = [os.path.relpath(path, self.folder) for path in paths]
            if self._planned.get(name) != inputs:
                self._planned[name] = inputs
                self._append({"planned": name, "inputs": inputs})

    def retain(self, tasks: set[str]) -> None:
        """Forget tasks that are no longer planned, and remove what they had made."""
        for name in sorted((set(self.entries) | set(self._planned)) - tasks):
            self._append({"forgotten": name})
            self._planned.pop(name, None)
            if entry := self.entries.pop(name, None):
                self._remove(set(entry.outputs))

    def sweep(self) -> None:
        """Remove what killed runs left under way, here and where outputs lie beside this folder."""
        tops = {Path(output).parts[:2] for e in self.entries.values() for output in e.outputs}
        beside = {self.folder / top[0] / top[1] for top in tops if top[0] == ".."}
        for folder in {self.folder, *beside}:
            sweep(folder)

    def start(self, tasks: int) -> None:
        """Record that tasks are to be done: until `finish` the stage counts as unfinished."""
        self._append({"started": tasks})

    def finish(self, failed: Sequence[str] = (), cpu_seconds: float = 0.0) -> None:
        """Record that every planned task is done, or given up, and what the run cost."""
        if self._cpu_seconds is not None:
            self._cpu_seconds = round(self._cpu_seconds + cpu_seconds, 2)
        line = {"finished": len(self.entries), "failed": list(failed)}
        self._append(line | {"cpu_seconds": self._cpu_seconds})

    def _begin(self, parameters: dict[str, Any], overwrite: bool) -> None:
        record = load(self.path)
        head, entries = record.parameters, record.entries
        for entry in entries.values():
            for output in entry.outputs:
                confined(output, self.folder, self._beside)
        if head is not None and head != _plain(parameters):
            if not overwrite:
                raise OtherParametersError(
                    f"{self.folder} was made with other parameters "
                    f"({_difference(head, _plain(parameters))}). "
                    f"Give the same ones, another output, or --overwrite to replace it."
                )
        elif not overwrite and head is not None:
            self.entries, self._planned = entries, record.planned
            self._cpu_seconds = record.cpu_seconds if record.finished else None
            self._rewrite(head, record)  # without half a line at the end
            return
        self._remove({output for entry in entries.values() for output in entry.outputs})
        self._rewrite(_plain(parameters))

    def _rewrite(self, parameters: dict[str, Any], record: Record | None = None) -> None:
        lines: list[dict[str, Any]] = [{"parameters": parameters}]
        lines += [{"planned": name, "inputs": paths} for name, paths in self._planned.items()]
        lines += map(vars, self.entries.values())
        if record and record.finished:
            ended = {"finished": len(self.entries), "failed": record.failed}
            lines.append(ended | {"cpu_seconds": record.cpu_seconds})
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        write_whole(self.path, text)

    def _append(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _remove(self, outputs: set[str]) -> None:
        for output in outputs:
            confined(output, self.folder, self._beside).unlink(missing_ok=True)

    def _fingerprints(self, inputs: tuple[Path, ...]) -> dict[str, str]:
        return {os.path.relpath(path, self.folder): file_fingerprint(path) for path in inputs}


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as cause:
        raise LmkorError(
            f"{folder} cannot be made ({cause.strerror}). Give a folder that can be written."
        ) from cause


def _lock(path: Path, folder: Path) -> IO[str]:
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as cause:
        lock.close()
        raise BusyError(
            f"Another run is writing {folder} just now. Wait for it, or stop it first."
        ) from cause
    return lock


def _plain(parameters: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(parameters, default=str))
    return plain


def _difference(before: dict[str, Any], now: dict[str, Any]) -> str:
    old, new = dict(_leaves(before)), dict(_leaves(now))
    keys = sorted(k for k in old.keys() | new.keys() if old.get(k) != new.get(k))
    named = [f"{k}: {old.get(k)!r} there, {new.get(k)!r} now" for k in keys[:_NAMED]]
    return ", ".join(named) + (f", and {len(keys) - _NAMED} more" if len(keys) > _NAMED else "")


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single parameter with its path; tables of a list go by their name."""
    inner: Iterable[tuple[Any, Any]]
    if isinstance(value, dict) and value:
        inner = value.items()
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        inner = (
            (item.get("name", i) if isinstance(item, dict) else i, item)
            for i, item in enumerate(value)
        )
    else:
        yield path, value
        return
    for key, below in inner:
        yield from _leaves(below, f"{path}.{key}" if path else str(key))
