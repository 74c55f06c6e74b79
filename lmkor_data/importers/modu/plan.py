"""The files of a distribution, folders and zip archives, as tasks of about 64 MB."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from lmkor_data.corpus.fingerprints import file_fingerprint
from lmkor_data.corpus.layout import expand
from lmkor_data.engine.tasks import Task
from lmkor_data.errors import LmkorError
from lmkor_data.importers.importing import find_files

T = TypeVar("T")

_TASK_BYTES = 64 << 20


@dataclass(frozen=True)
class Group:
    """JSON files that one task reads."""

    mark: str  #: changes when the content does
    number: int
    members: tuple[str, ...]  #: of the archive; empty where the inputs are the files


def plan_tasks(given: Sequence[str | Path]) -> list[Task]:
    """A task a file that is named; of folders and archives a task for each 64 MB."""
    tasks: list[Task] = []
    for name in given:
        if Path(name).is_dir():
            found = expand([name])
            files = [path for path in found if path.suffix == ".json"]
            tasks += _folder_tasks(Path(name), files)
            tasks += _archives(path for path in found if path.suffix == ".zip")
        else:
            named = find_files([name])
            tasks += _archives(path for path in named if path.suffix == ".zip")
            for path in named:
                if path.suffix != ".zip":
                    group = Group(file_fingerprint(path), 0, ())
                    tasks.append(Task(str(path.resolve()), (path,), path.stat().st_size, group))
    if not tasks:
        raise LmkorError(f"{', '.join(map(str, given))}: no .json and no .zip file there.")
    return tasks


def _folder_tasks(folder: Path, files: list[Path]) -> Iterator[Task]:
    sized = [(path, path.stat().st_size) for path in files]
    for number, part in enumerate(_groups(sized)):
        marks = "".join(map(file_fingerprint, part))
        mark = hashlib.blake2b(marks.encode(), digest_size=12).hexdigest()
        size = sum(path.stat().st_size for path in part)
        yield Task(f"{folder.resolve()}@{number}", tuple(part), size, Group(mark, number, ()))


def _archives(paths: Iterable[Path]) -> Iterator[Task]:
    for path in paths:
        mark, size = file_fingerprint(path), path.stat().st_size
        try:
            with zipfile.ZipFile(path) as archive:
                members = [
                    (entry.filename, entry.file_size)
                    for entry in archive.infolist()
                    if entry.filename.endswith(".json") and not entry.is_dir()
                ]
        except (zipfile.BadZipFile, OSError):
            members = []  # the task will say so, and the others go on
        whole = sum(length for _, length in members) or 1
        for number, part in enumerate(list(_groups(members)) or [[]]):
            share = sum(length for name, length in members if name in set(part))
            group = Group(mark, number, tuple(part))
            yield Task(f"{path.resolve()}@{number}", (path,), size * share // whole, group)


def _groups(sized: list[tuple[T, int]]) -> Iterator[list[T]]:
    """Neighbours together, up to about `_TASK_BYTES`."""
    held: list[T] = []
    total = 0
    for item, size in sized:
        if held and total + size > _TASK_BYTES:
            yield held
            held, total = [], 0
        held.append(item)
        total += size
    if held:
        yield held
