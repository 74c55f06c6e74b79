"""The corpus folder: which stage keeps what where."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from lmkor_data.corpus.manifest import NAME as MANIFEST
from lmkor_data.corpus.manifest import is_finished
from lmkor_data.errors import LmkorError

DEFAULT_ROOT = "corpus"
ROOT_VARIABLE = "LMKOR_DATA_CORPUS"

_PARTITION = "category="

#: What Hive and Spark escape in partition names; Hangul stays readable.
_SPECIAL = re.compile(r"""[\x00-\x1f\x7f"#%'*/:=?\\{}\[\]^]""")


class Shard(NamedTuple):
    """One Parquet file of a stage."""

    path: Path
    category: str
    name: str  #: path below the stage folder, without the suffix: `category=food/part-00000`

    @property
    def bytes(self) -> int:
        return self.path.stat().st_size


class Corpus:
    """The folder that holds one corpus, a subfolder a stage."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)

    raw = property(lambda self: self.root / "raw")
    clean = property(lambda self: self.root / "clean")
    rejected = property(lambda self: self.root / "rejected")
    dedup = property(lambda self: self.root / "dedup")
    removed = property(lambda self: self.root / "removed")
    vocab = property(lambda self: self.root / "vocab")

    def newest(self, *stages: str) -> Path:
        """The first of `stages` that holds shards; where none does, the first that is there."""
        folders = [self.root / stage for stage in stages]
        holding = (folder for folder in folders if shards(folder))
        there = (folder for folder in folders if folder.exists())
        return next(holding, next(there, folders[0]))


def category_folder(stage: Path, category: str) -> Path:
    """Where a stage keeps a category. Hive's special characters are percent-escaped."""
    escaped = _SPECIAL.sub(lambda character: f"%{ord(character[0]):02X}", category)
    return stage / f"{_PARTITION}{escaped}"


def shards(stage: Path) -> list[Shard]:
    """The shards of a stage, in the one order that every run sees: by name.

    Hidden files and folders, and those that start with `_`, are not data.
    """
    found = [
        Shard(path, category_of(path), path.relative_to(stage).with_suffix("").as_posix())
        for path in _files_below(stage)
        if path.suffix == ".parquet"
    ]
    return sorted(found, key=lambda shard: shard.name)


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


def require_shards(stage: Path, made_by: str) -> list[Shard]:
    """The shards of a stage; where there are none, says which command makes them, or that the
    stage has kept no document."""
    found = shards(stage)
    if not found and (stage / MANIFEST).exists() and is_finished(stage):
        raise LmkorError(
            f"{stage} holds no documents: the run that made it kept none. Its report tells why "
            f"they went; run the same command again to see it."
        )
    if not found:
        raise LmkorError(f"{stage} holds no Parquet files. `lmkor-data {made_by}` makes them.")
    return found


def default_root() -> str:
    return os.environ.get(ROOT_VARIABLE, DEFAULT_ROOT)


def expand(paths: Iterable[str | Path]) -> list[Path]:
    """The files that the user named: a folder stands for the files below it, a pattern such as
    `*.csv` for what it fits, sorted."""
    files: list[Path] = []
    for given in map(Path, paths):
        if given.is_dir():
            files += sorted(_files_below(given))
        elif given.exists():
            files.append(given)
        elif fitting := sorted(glob.glob(str(given), recursive=True)):
            files += expand(fitting)
        else:
            raise LmkorError(f"{given}: no such file or folder.")
    return files


def category_of(path: Path) -> str:
    """The category in whose folder a file lies."""
    for part in path.parts[-2::-1]:
        if part.startswith(_PARTITION):
            return unquote(part.removeprefix(_PARTITION))
    return "uncategorised"
