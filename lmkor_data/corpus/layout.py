"""The corpus folder: which stage keeps what where."""

from __future__ import annotations

import glob
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

import pyarrow.parquet as pq

from lmkor_data.corpus.manifest_file import NAME as MANIFEST
from lmkor_data.corpus.manifest_file import is_finished
from lmkor_data.corpus.store import LocalStore
from lmkor_data.errors import MissingInputError
from lmkor_data.stage_table import Stage, maker_of

DEFAULT_ROOT = "corpus"
ROOT_VARIABLE = "LMKOR_DATA_CORPUS"

UNCATEGORISED = "uncategorised"

#: Below a stage's folder: its shards alone, so that any reader can be pointed at it. Cards,
#: manifests and indexes lie beside.
DATA = "data"

#: How corpora of version 0.1 named the folder of a category; they are still read.
_PARTITION = "category="

#: What a folder's name escapes: characters that file systems, globs or URLs take for their own,
#: and the first dot or underscore, which would hide the folder. Hangul stays readable.
_SPECIAL = re.compile(r"""^[._]|[\x00-\x1f\x7f"#%'*/:=?\\{}\[\]^~]""")

#: A longer name is cut and gets a hash of the whole: file systems take 255 bytes.
_LONGEST = 120
_CUT = re.compile(r"~[0-9a-f]{16}$")


class Shard(NamedTuple):
    """One Parquet file of a stage."""

    path: Path
    category: str
    name: str  #: path below the stage's `data/`, without the suffix: `food/part-00000`

    @property
    def file_name(self) -> str:
        """The name in one piece and without the category's folder: `part-00000`."""
        first, *rest = PurePosixPath(self.name).parts
        in_category = self.path.parts[-len(rest) - 2 : -len(rest) - 1] == (DATA,)
        if rest and (in_category or first.startswith(_PARTITION)):
            return "-".join(rest)
        return "-".join([first, *rest])

    @classmethod
    def named(cls, stage: Path, name: str, category: str) -> Shard:
        """The shard of a stage by its name."""
        path = stage / DATA / f"{name}.parquet"
        return cls(path if path.exists() else stage / f"{name}.parquet", category, name)

    @property
    def bytes(self) -> int:
        return self.path.stat().st_size


class Corpus:
    """The folder that holds one corpus, a subfolder a stage."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)

    @property
    def store(self) -> LocalStore:
        """The files of the corpus by name."""
        return LocalStore(self.root)

    def folder(self, name: str) -> Path:
        """Where a folder of the table of stages lies."""
        return self.root / name

    def input_of(self, stage: Stage) -> Path:
        """What a stage reads by default: the first of its inputs that holds shards; where none
        does, the first that is there."""
        folders = [self.root / name for name in stage.reads]
        holding = (folder for folder in folders if shards(folder))
        there = (folder for folder in folders if folder.exists())
        return next(holding, next(there, folders[0]))

    def output_of(self, stage: Stage) -> Path:
        """What a stage writes by default."""
        return self.root / stage.writes

    def beside(self, stage: Stage) -> tuple[Path, ...]:
        """The further folders that a stage fills by default."""
        return tuple(self.root / name for name in stage.beside)

    def paths_of(self, stage: Stage) -> tuple[Path, ...]:
        """Input, output and the further folders of a stage: the first arguments of its function."""
        return (self.input_of(stage), self.output_of(stage), *self.beside(stage))


def category_folder(stage: Path, category: str) -> Path:
    """Where a stage keeps the shards of a category: `STAGE/data/CATEGORY`."""
    escaped = _SPECIAL.sub(lambda character: f"%{ord(character[0]):02X}", category)
    if len(escaped.encode()) > _LONGEST:
        whole = hashlib.blake2b(category.encode(), digest_size=8).hexdigest()
        escaped = escaped.encode()[: _LONGEST - 17].decode(errors="ignore") + f"~{whole}"
    return stage / DATA / escaped


def shards(stage: Path) -> list[Shard]:
    """The shards of a stage, in the one order that every run sees: by name.

    Hidden files and folders, and those that start with `_`, are not data. The layout of version
    0.1 (`category=food/part.parquet`, directly below the stage) is read too.
    """
    found = [_shard(stage, p) for p in _files_below(stage) if p.suffix == ".parquet"]
    return sorted(found, key=lambda shard: shard.name)


def _shard(stage: Path, path: Path) -> Shard:
    place = path.relative_to(stage)
    category = category_of(place)
    if place.parts[0] == DATA and len(place.parts) > 1:
        place = Path(*place.parts[1:])
        if len(place.parts) > 1:
            category = unquote(place.parts[0])
            if _CUT.search(place.parts[0]):
                category = _category_inside(path)
    return Shard(path, category, place.with_suffix("").as_posix())


def _category_inside(path: Path) -> str:
    """The category of a shard whose folder's name was cut."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(1, columns=["category"]):
            return str(batch.column("category")[0])
    return UNCATEGORISED


def _files_below(folder: Path) -> Iterator[Path]:
    """The files that are not hidden, behind links too: shards may lie on another disk."""
    been: set[str] = set()  # a link may lead back up
    for here, folders, names in os.walk(folder, followlinks=True):
        if (real := os.path.realpath(here)) in been:
            folders.clear()
            continue
        been.add(real)
        folders[:] = sorted(name for name in folders if name[0] not in "._")
        yield from (Path(here, name) for name in names if name[0] not in "._")


def require_shards(stage: Path) -> list[Shard]:
    """The shards of a stage; where there are none, says which command makes them, or that the
    stage has kept no document."""
    found = shards(stage)
    if not found and (stage / MANIFEST).exists() and is_finished(stage):
        raise MissingInputError(
            f"{stage} holds no documents: the run that made it kept none. Its report tells why "
            f"they went; run the same command again to see it."
        )
    if not found:
        raise MissingInputError(
            f"{stage} holds no Parquet files. {maker_of(stage.name)} makes them."
        )
    return found


def default_root() -> str:
    """The corpus folder where none is named: $LMKOR_DATA_CORPUS, else `corpus`."""
    return os.environ.get(ROOT_VARIABLE, DEFAULT_ROOT)


def expand(paths: Iterable[str | Path]) -> list[Path]:
    """The files that the user named: a folder stands for the files below it, a pattern such as
    `*.csv` for what it fits, sorted."""
    files: list[Path] = []
    for given in map(Path, paths):
        if given.is_dir():
            files += sorted(_files_below(given))
        elif given.is_file():
            files.append(given)
        elif given.exists():
            raise MissingInputError(
                f"{given} is not a regular file but a pipe, a socket or a device, which cannot be "
                f"read twice. Save it to a file first."
            )
        elif fitting := sorted(glob.glob(str(given), recursive=True)):
            files += expand(fitting)
        else:
            raise MissingInputError(f"{given}: no such file or folder.")
    return files


def category_of(path: Path) -> str:
    """The category that a folder's name states as `category=food`."""
    for part in path.parts[-2::-1]:
        if part.startswith(_PARTITION):
            return unquote(part.removeprefix(_PARTITION))
    return UNCATEGORISED
