"""Generations of the index: what each finished run leaves for the next one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from lmkor_data.corpus.files import write_whole
from lmkor_data.corpus.fingerprints import DIGESTS, file_digest
from lmkor_data.corpus.layout import Shard
from lmkor_data.corpus.manifest_file import NAME as MANIFEST
from lmkor_data.corpus.manifest_file import load
from lmkor_data.errors import DamagedFileError


@dataclass(frozen=True)
class Member:
    """A shard of a generation, and what the phases need to know about it."""

    name: str
    category: str
    fingerprint: str
    rows: int
    sentences: int
    text_bytes: int

    def shard(self, source: Path) -> Shard:
        """Return the shard in its stage folder."""
        return Shard.named(source, self.name, self.category)


@dataclass(frozen=True)
class Plan:
    """The shards of a generation in corpus order.

    A document's position is the number of documents before it in that order.
    """

    members: tuple[Member, ...]
    keys: int  #: keys per document: exact key and band keys
    bits: int  #: high bits of a key that give its range

    @cached_property
    def bases(self) -> list[int]:
        """Position of each shard's first document."""
        sums = np.cumsum([0, *(m.rows for m in self.members)])
        return [int(base) for base in sums[:-1]]

    @property
    def documents(self) -> int:
        """Number of documents."""
        return sum(m.rows for m in self.members)

    @property
    def sentences(self) -> int:
        """Number of sentences."""
        return sum(m.sentences for m in self.members)

    @property
    def text_bytes(self) -> int:
        """Bytes of UTF-8 text."""
        return sum(m.text_bytes for m in self.members)

    def __iter__(self) -> Iterator[tuple[Member, int]]:
        return iter(zip(self.members, self.bases, strict=True))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Number of each shard, by name."""
        return {member.name: number for number, member in enumerate(self.members)}

    def place(self, name: str) -> tuple[Member, int]:
        """Return a shard by name, and the position of its first document."""
        number = self.numbers[name]
        return self.members[number], self.bases[number]

    def write(self, path: Path) -> None:
        """Write the plan, whole or not at all."""
        content = {
            "keys": self.keys,
            "bits": self.bits,
            "members": [asdict(m) for m in self.members],
        }
        write_whole(path, json.dumps(content, ensure_ascii=False))

    @classmethod
    def read(cls, path: Path) -> Plan:
        """Read a plan; parsed once per process, because thousands of tasks ask for it."""
        return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> Plan:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        members = tuple(Member(**m) for m in content["members"])
        return Plan(members, int(content["keys"]), int(content["bits"]))
    except (ValueError, TypeError, KeyError) as cause:
        raise _damaged(path) from cause


@dataclass(frozen=True)
class Generation:
    """The folder of one run's index.

    Signatures and partitioned sentences are left as the run made them. Sorted files are made from
    them when the next run needs to look something up, so that a single run does not pay for it.
    """

    folder: Path

    def signatures(self, shard: str) -> Path:
        """Preference, id and sentence hashes of a shard's documents; removed when the run ends."""
        return self.folder / "signatures" / f"{shard}.arrow"

    def keys(self, shard: str) -> Path:
        """Keys of a shard's documents, dealt by range; removed once a run of the index has them."""
        return self.folder / "keys" / f"{shard}.arrow"

    def sentences(self, shard: str) -> Path:
        """Sentence hashes of a shard's surviving documents, partitioned."""
        return self.folder / "sentences" / f"{shard}.arrow"

    def sorted_sentences(self, part: int) -> Path:
        """Distinct sentence hashes of a part, ascending: uint64."""
        return self.folder / "sorted-sentences" / f"hashes-{part:05d}.npy"

    def sentence_counts(self, part: int) -> Path:
        """Occurrences of each of them in surviving documents: uint32."""
        return self.folder / "sorted-sentences" / f"counts-{part:05d}.npy"

    @property
    def plan(self) -> Path:
        """The shards of the generation, in order."""
        return self.folder / "plan.json"

    @property
    def census(self) -> Path:
        """The shards that the generation was planned with, and their fingerprints."""
        return self.folder / "census.json"

    @property
    def kept(self) -> Path:
        """Whether each document survived, by position."""
        return self.folder / "kept.npy"

    @property
    def emptied(self) -> Path:
        """Positions of survivors that lost all their sentences: int64, ascending."""
        return self.folder / "emptied.npy"

    @property
    def finished(self) -> bool:
        """Whether the run that made the generation ended."""
        return self._mark.exists()

    def finish(self) -> None:
        """Mark the generation as complete once everything is written, and prune it.

        The hashes of files that no manifest records are kept, for `lmkor-data verify`.
        """
        files = [path for path in self.folder.iterdir() if path.is_file() and path != self._mark]
        digests = {path.name: file_digest(path) for path in files if path.name[0] != "."}
        write_whole(self.folder / DIGESTS, json.dumps(digests))
        write_whole(self._mark, "")
        self.prune()

    def prune(self) -> None:
        """Remove signature files, which later runs do not read, also from the manifest."""
        signatures, manifest = self.folder / "signatures", self.folder / "keys" / MANIFEST
        if not signatures.exists():
            return
        if manifest.exists():
            lines = manifest.read_text(encoding="utf-8").splitlines()
            try:
                write_whole(manifest, "".join(map(_without_signatures, lines)))
            except ValueError as cause:
                raise _damaged(manifest) from cause
        shutil.rmtree(signatures, ignore_errors=True)

    def require_sound(self, *, signatures: bool) -> None:
        """Compare plan and arrays with their hashes; with `signatures`, all other files too.

        Takes about a CPU second per GB. Raises `DamagedFileError`, because a damaged index would
        match other documents without an error.
        """
        listed = self.folder / DIGESTS
        try:
            digests = dict(json.loads(listed.read_bytes())) if listed.is_file() else {}
            held = {self.folder / name: str(digest) for name, digest in digests.items()}
            for manifest in sorted(self.folder.rglob(MANIFEST)) if signatures else ():
                for entry in load(manifest).entries.values():
                    held |= {manifest.parent / name: d for name, d in entry.digests.items()}
        except ValueError as cause:
            raise _damaged(listed) from cause
        for path, digest in held.items():
            if path.is_file() and file_digest(path) != digest:
                raise _damaged(path)

    @property
    def _mark(self) -> Path:
        return self.folder / "finished"


def _without_signatures(line: str) -> str:
    """Take the signature files out of a line of a manifest."""
    entry = json.loads(line)
    for files in (entry.get("outputs", {}), entry.get("digests", {})):
        for name in [name for name in files if name.startswith("../signatures/")]:
            del files[name]
    return json.dumps(entry, ensure_ascii=False) + "\n"


def _damaged(path: Path) -> DamagedFileError:
    return DamagedFileError(
        f"{path} is not what was written. Restore it from a copy, or deduplicate everything again "
        f"with --overwrite."
    )


def generations(target: Path) -> tuple[list[Generation], Generation]:
    """Return the finished generations of a deduplicated folder, oldest first, and the next one."""
    finished: list[Generation] = []
    while (following := Generation(_folder(target, len(finished)))).finished:
        finished.append(following)
    return finished, following


def _folder(target: Path, number: int) -> Path:
    return target / "_index" / f"generation-{number:05d}"
