"""The work folder of a run: where phases leave what later phases read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lmkor_data.corpus.manifest import Manifest
from lmkor_data.corpus.manifest_file import NAME, load
from lmkor_data.dedup.index.generations import Generation, Plan


@dataclass(frozen=True)
class Workspace:
    """The work folder of one run, removed when the run ends; files are named by phase and shard."""

    folder: Path
    source: Path
    generation: Generation  #: the one this run makes
    earlier: tuple[Generation, ...] = ()

    @property
    def plan(self) -> Plan:
        """The shards and positions of this run."""
        return Plan.read(self.generation.plan)

    @property
    def index_matches(self) -> NDArray[np.uint64]:
        """Documents of earlier runs that share a key with new ones (`index/index_matches.py`)."""
        index_matches: NDArray[np.uint64] = np.load(self.array("index_matches"))
        return index_matches

    def key_matches(self, key: int) -> Path:
        """Pairs of an earlier and a new document that share this key."""
        return self.folder / "key-matches" / f"key-{key:02d}.npy"

    def edges(self, key: int, part: int) -> Path:
        """Pairs of new documents that share a key of this range."""
        return self.folder / "edges" / f"key-{key:02d}-range-{part:05d}.bin"

    def candidates(self, name: str) -> Path:
        """The candidates of one shard, in sorted runs."""
        return self.folder / "candidates" / f"{name}.arrow"

    def verified(self, part: int) -> Path:
        """The documents of one part that are removed."""
        return self.folder / "verification" / f"part-{part:05d}.arrow"

    def repeats(self, part: int) -> Path:
        """For the sentences of one part, whether each is kept."""
        return self.folder / "repeats" / f"part-{part:05d}.arrow"

    def emptied(self, shard: str) -> Path:
        """Positions of one shard's documents that lost all their sentences."""
        return self.folder / "emptied" / f"{shard}.npy"

    def top_sentences(self, part: int) -> Path:
        """The most repeated sentences of one part."""
        return self.folder / "repeats" / f"part-{part:05d}.json"

    def array(self, name: str) -> Path:
        """An array over all documents of the run, by position."""
        return self.folder / f"{name}.npy"

    @property
    def survivor_ids(self) -> Path:
        """The ids of documents that others are removed for."""
        return self.folder / "survivor-ids.arrow"


def phase_manifest(folder: Path, parameters: dict[str, Any]) -> Manifest:
    """Open the manifest of a phase; entries made under other parameters are dropped, not refused.

    The files of a phase are valid for one plan only: when the corpus changed, they are useless.
    """
    target = next(p.parent for p in folder.parents if p.name in ("_work", "_index"))
    before = load(folder / NAME).parameters
    overwrite = before not in (None, parameters)
    return Manifest(folder, parameters, overwrite=overwrite, beside=(target,))
