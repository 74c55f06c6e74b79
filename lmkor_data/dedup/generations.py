"""What a finished run leaves for the next one: the index, a generation a run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from lmkor_data.corpus.files import write_whole
from lmkor_data.corpus.layout import Shard


@dataclass(frozen=True)
class Member:
    """A shard of a generation: what the phases need to know of it."""

    name: str
    category: str
    fingerprint: str
    rows: int
    sentences: int
    text_bytes: int

    def shard(self, source: Path) -> Shard:
        return Shard.named(source, self.name, self.category)


@dataclass(frozen=True)
class Plan:
    """The shards of a generation in corpus order; a position counts all documents before it."""

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

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each shard, by name."""
        return {member.name: number for number, member in enumerate(self.members)}

    def place(self, name: str) -> tuple[Member, int]:
        """A shard by name, and its base."""
        number = self.numbers[name]
        return self.members[number], self.bases[number]

    def write(self, path: Path) -> None:
        content = {"keys": self.keys, "members": [asdict(m) for m in self.members]}
        write_whole(path, json.dumps(content, ensure_ascii=False))

    @classmethod
    def read(cls, path: Path) -> Plan:
        """Parsed once in each process, for thousands of tasks ask for it."""
        return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> Plan:
    content = json.loads(path.read_text(encoding="utf-8"))
    return Plan(tuple(Member(**m) for m in content["members"]), content["keys"])


@dataclass(frozen=True)
class Generation:
    """The folder of one run's index.

    Signatures and dealt sentences are as the run made them; sorted files are made from them when
    the next run needs to look something up, so that a single run does not pay for it.
    """

    folder: Path

    def signatures(self, shard: str) -> Path:
        return self.folder / "signatures" / f"{shard}.arrow"

    def sentences(self, shard: str) -> Path:
        return self.folder / "sentences" / f"{shard}.arrow"

    def sorted_sentences(self, part: int) -> Path:
        """The sentence hashes of a part, ascending, each once: uint64."""
        return self.folder / "sorted-sentences" / f"hashes-{part:05d}.npy"

    def sentence_counts(self, part: int) -> Path:
        """How often each of them stands in documents that stayed: uint32."""
        return self.folder / "sorted-sentences" / f"counts-{part:05d}.npy"

    @property
    def plan(self) -> Path:
        return self.folder / "plan.json"

    @property
    def census(self) -> Path:
        """Which shards the generation was planned with."""
        return self.folder / "census.json"

    @property
    def kept(self) -> Path:
        """By position, whether the document stayed."""
        return self.folder / "kept.npy"

    @property
    def finished(self) -> bool:
        return self._mark.exists()

    def finish(self) -> None:
        """Everything is written: from now on the generation stands."""
        write_whole(self._mark, "")

    @property
    def _mark(self) -> Path:
        return self.folder / "finished"


def generations(target: Path) -> tuple[list[Generation], Generation]:
    """The finished generations of a deduplicated folder, oldest first, and the one to come."""
    finished: list[Generation] = []
    while (following := Generation(_folder(target, len(finished)))).finished:
        finished.append(following)
    return finished, following


def _folder(target: Path, number: int) -> Path:
    return target / "_index" / f"generation-{number:05d}"
