"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import shutil
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

#: Files under way start with this; readers pass over every name that starts with a dot.
_UNFINISHED = ".unfinished"


@contextlib.contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """A place to write in; on leaving without an error the file appears at `path`, whole.

    Written beside its final place, fsynced, renamed. After an error nothing is left behind; after
    a kill -9 only a hidden file, which `sweep` removes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = unfinished_beside(path)
    try:
        yield unfinished
        publish(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextlib.contextmanager
def appearing_folder(path: Path) -> Iterator[Path]:
    """A folder to write in; on leaving without an error it takes the place of `path`, whole.

    What was at `path` before goes only then, and on Linux both change places at once: whoever
    looks, and whatever is killed, there is the old folder or the new one. Elsewhere there is a
    moment between two renames with none.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep_names(path.parent.glob(f"{_UNFINISHED}@*@{path.name}"))
    unfinished, replaced = unfinished_beside(path), unfinished_beside(path)
    unfinished.mkdir()
    try:
        yield unfinished
        for file in unfinished.rglob("*"):
            _sync(file)
        if not (path.exists() and _exchange(unfinished, path)):
            if path.exists():
                os.replace(path, replaced)
            os.replace(unfinished, path)
        _sync(path.parent)
    finally:
        for left in (unfinished, replaced):
            shutil.rmtree(left, ignore_errors=True)


def unfinished_beside(path: Path) -> Path:
    """A hidden name beside `path` that tells which process writes it."""
    mark = uuid.uuid4().hex
    return path.parent / f"{_UNFINISHED}@{platform.node()}@{os.getpid()}@{mark}@{path.name}"


def publish(unfinished: Path, path: Path) -> None:
    """Give a finished file its name, so that a power cut keeps either all of it or nothing."""
    _sync(unfinished)
    os.replace(unfinished, path)
    _sync(path.parent)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a small file so that it appears whole or not at all."""
    with appearing(path) as unfinished:
        unfinished.write_bytes(content.encode() if isinstance(content, str) else content)


def sweep(folder: Path) -> None:
    """Remove what killed runs left under way in `folder` and below.

    What a living process of this machine is writing stays, and so does what another machine of a
    cluster may be writing.
    """
    _sweep_names(folder.rglob(f"{_UNFINISHED}@*"))


def _sweep_names(leftovers: Iterable[Path]) -> None:
    for leftover in leftovers:
        _, node, process, *_ = leftover.name.split("@")
        if node != platform.node() or _alive(int(process)):
            continue
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _exchange(one: Path, other: Path) -> bool:
    """Let two paths change places at once (Linux: renameat2); False where that cannot be done."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    done: int = renameat2(here, os.fsencode(one), here, os.fsencode(other), exchange)
    return done == 0


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
