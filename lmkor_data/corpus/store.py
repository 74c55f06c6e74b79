"""The store of a corpus: six verbs, and a local folder behind them.

Whatever else can hold a corpus, an object store for example, needs these six and nothing more:

| verb | |
|---|---|
| `list(prefix)` | names below a prefix, with size and etag, sorted |
| `head(name)` | size and etag of one; None where there is none |
| `fetch(name)` | a local path with its content, for readers that map or seek |
| `read(name, begin, end)` | some bytes of it |
| `publish(file, name)` | a finished local file gets its name: whole or not at all |
| `delete(name)` | it is gone; it need not have been there |

Names are paths relative to the corpus, with `/`; they never lead out of it. A stage works on files
of this machine and publishes them when they are whole, so that nobody ever streams into a store.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from lmkor_data.corpus.files import publish
from lmkor_data.corpus.fingerprints import file_fingerprint
from lmkor_data.errors import LmkorError


@dataclass(frozen=True)
class Head:
    """What a store knows of a file without reading it."""

    name: str
    size: int  #: bytes
    etag: str  #: changes when the content does


class Store(Protocol):
    """Where a corpus lies. A verb that fails raises `OSError`; nobody sees a half-written file."""

    def list(self, prefix: str = "") -> Iterator[Head]: ...

    def head(self, name: str) -> Head | None: ...

    def fetch(self, name: str) -> Path: ...

    def read(self, name: str, begin: int, end: int) -> bytes: ...

    def publish(self, file: Path, name: str) -> None: ...

    def delete(self, name: str) -> None: ...


class LocalStore:
    """A folder of this machine, or of a file system that it shares."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def list(self, prefix: str = "") -> Iterator[Head]:
        """Yield every file below a prefix in the order of names; hidden ones are under way."""
        top = self._path(prefix) if prefix else self.root
        for here, folders, names in os.walk(top, followlinks=True):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(name for name in names if not name.startswith(".")):
                found = self.head(Path(here, name).relative_to(self.root).as_posix())
                if found:
                    yield found

    def head(self, name: str) -> Head | None:
        """Return size and fingerprint of a file; None where there is none."""
        path = self._path(name)
        if not path.is_file():
            return None
        return Head(name, path.stat().st_size, file_fingerprint(path))

    def fetch(self, name: str) -> Path:
        """Return the file itself: it is on this machine already."""
        return self._path(name)

    def read(self, name: str, begin: int, end: int) -> bytes:
        """Return the bytes from `begin` to `end`, fewer at the end of the file."""
        with self._path(name).open("rb") as file:
            file.seek(begin)
            return file.read(end - begin)

    def publish(self, file: Path, name: str) -> None:
        """Give a finished file its name; it must lie on the same file system."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        publish(file, path)

    def delete(self, name: str) -> None:
        """Remove a file, if it is there."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        parts = PurePosixPath(name)
        if parts.is_absolute() or ".." in parts.parts or not parts.parts:
            raise LmkorError(f"{name!r} is not a name in a corpus: it leads out of it.")
        return self.root / parts
