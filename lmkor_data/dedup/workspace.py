"""Where a run keeps what its phases hand to each other, and in which order documents stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from lmkor_data.corpus.files import appearing, write_whole
from lmkor_data.corpus.layout import Shard
from lmkor_data.corpus.manifest import NAME, Manifest, load


@dataclass(frozen=True)
class Workspace:
    """The folder `_work` of a run. Files in it are named by phase, then by shard or number."""

    folder: Path

    def signatures(self, shard: str) -> Path:
        return self.folder / "signatures" / f"{shard}.arrow"

    def edges(self, key: int) -> Path:
        return self.folder / "edges" / f"key-{key:02d}.u32"

    def candidates(self, shard: str) -> Path:
        return self.folder / "candidates" / f"{shard}.arrow"

    def decisions(self, part: int) -> Path:
        return self.folder / "decisions" / f"part-{part:05d}.arrow"

    def sentences(self, shard: str) -> Path:
        return self.folder / "sentences" / f"{shard}.arrow"

    def repeats(self, part: int) -> Path:
        return self.folder / "repeats" / f"part-{part:05d}.arrow"

    def array(self, name: str) -> Path:
        return self.folder / f"{name}.npy"

    @property
    def plan(self) -> Path:
        return self.folder / "plan.json"

    def manifest(self, phase: str, parameters: dict[str, Any]) -> Manifest:
        """The record of a phase; what it did under other parameters is forgotten, not refused.

        A phase works for one plan: when the corpus changed, its files are of no use.
        """
        folder = self.folder / phase
        before, _, _ = load(folder / NAME)
        return Manifest(folder, parameters, overwrite=before not in (None, parameters))


def save(path: Path, array: np.ndarray) -> None:
    """Write an array whole or not at all; `np.load(path, mmap_mode="r")` reads it."""
    with appearing(path) as unfinished, unfinished.open("wb") as file:
        np.save(file, array)


@dataclass(frozen=True)
class Member:
    """A shard of the plan: what the later phases need to know of it."""

    name: str
    path: str
    category: str
    rows: int
    sentences: int
    text_bytes: int
    fingerprint: str

    @property
    def shard(self) -> Shard:
        return Shard(Path(self.path), self.category, self.name)


@dataclass(frozen=True)
class Plan:
    """The shards in corpus order. A document's position counts all documents before it."""

    members: tuple[Member, ...]
    keys: int  #: exact key and band keys of a document

    @cached_property
    def bases(self) -> list[int]:
        """The position of each shard's first document."""
        sums = np.cumsum([0, *(m.rows for m in self.members)])
        return [int(base) for base in sums[:-1]]

    @property
    def documents(self) -> int:
        return sum(m.rows for m in self.members)

    @property
    def sentences(self) -> int:
        return sum(m.sentences for m in self.members)

    @property
    def text_bytes(self) -> int:
        return sum(m.text_bytes for m in self.members)

    def __iter__(self) -> Iterator[tuple[Member, int]]:
        return iter(zip(self.members, self.bases, strict=True))

    def place(self, name: str) -> tuple[Member, int]:
        """A shard by name, and its base."""
        return next((m, base) for m, base in self if m.name == name)

    def write(self, path: Path) -> None:
        content = {"keys": self.keys, "members": [asdict(m) for m in self.members]}
        write_whole(path, json.dumps(content, ensure_ascii=False))

    @classmethod
    def read(cls, path: Path) -> Plan:
        content = json.loads(path.read_text(encoding="utf-8"))
        return cls(tuple(Member(**m) for m in content["members"]), content["keys"])
