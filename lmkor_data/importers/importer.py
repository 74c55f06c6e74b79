"""What an importer is: a format's name, its options, its pieces of work and how one is read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa

from lmkor_data.importers.intake import Intake

#: Licence of documents where nobody stated one.
UNKNOWN_LICENCE = "unknown"


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """Options that every format has; a format adds its own in a subclass.

    Values are plain JSON values, because the manifest stores them: a later run with other options
    is refused. New fields need a default, so that manifests of earlier versions still compare.
    """

    source: str  #: provenance of the documents: a short name such as `myshop`
    category: str | None = None  #: of all documents; None: each has its own
    licence: str = UNKNOWN_LICENCE  #: of all documents that state none themselves
    limit: int | None = None  #: documents taken from each file


@dataclass(frozen=True)
class Piece:
    """Work of one task: a file, or the part of it from byte `start` to byte `end`."""

    path: Path
    start: int = 0
    end: int | None = None
    number: int | None = None  #: which piece of its file; None where the file is one piece
    member: str = ""  #: for archives: the path of the file inside
    members: tuple[str, ...] = ()  #: for archives: several files inside, read one by one
    first: int = 1  #: number of the first row or line of the piece

    @property
    def size(self) -> int:
        """Length in bytes."""
        return (self.path.stat().st_size if self.end is None else self.end) - self.start

    @property
    def place(self) -> str:
        """The file as messages name it."""
        return f"{self.path}!{self.member}" if self.member else str(self.path)


class Importer(ABC):
    """A format that `lmkor-data import` reads.

    Subclass it, and name the class in the entry point group `lmkor_data.importers` or on the
    command line as `module:Class`:

    | member | meaning |
    |---|---|
    | `name` | the word after `lmkor-data import`; part of the manifest's name |
    | `summary` | one line for `lmkor-data import --list` |
    | `options` | a frozen dataclass derived from `ImportOptions` |
    | `pieces(files, options)` | the work, cut so that workers share large files |
    | `read(piece, options, intake)` | the documents of one piece |

    Instances are sent to worker processes: keep no state in them.
    """

    name: ClassVar[str]
    summary: ClassVar[str] = ""
    options: ClassVar[type[ImportOptions]] = ImportOptions

    def pieces(self, files: Sequence[Path], options: Any) -> list[Piece]:
        """Cut files into pieces; by default each file is one piece."""
        return [Piece(path) for path in files]

    @abstractmethod
    def read(self, piece: Piece, options: Any, intake: Intake) -> Iterator[pa.RecordBatch]:
        """Yield the documents of a piece (columns of `in_memory(DOCUMENT)`).

        Every row that becomes no document is told to the intake (`drop`, `quarantine`). Raises
        `LmkorError` where nothing of the piece can be read, `DamagedError` where reading stops
        in the middle; what was yielded before is kept.
        """


def cut(path: Path, size: int) -> list[Piece]:
    """Cut a file into pieces of `size` bytes; a file of one piece stays whole."""
    length = path.stat().st_size
    if length <= size:
        return [Piece(path)]
    starts = range(0, length, size)
    return [Piece(path, at, min(at + size, length), n) for n, at in enumerate(starts)]
