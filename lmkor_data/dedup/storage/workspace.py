"""Where a run keeps what its phases hand to each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lmkor_data.corpus.manifest import NAME, Manifest, load
from lmkor_data.dedup.index.generations import Generation, Plan


@dataclass(frozen=True)
class Workspace:
    """The folder of a run, gone when it ends. Files are named by phase, then by shard or number."""

    folder: Path
    source: Path
    generation: Generation  #: that this run makes
    earlier: tuple[Generation, ...] = ()

    @property
    def plan(self) -> Plan:
        return Plan.read(self.generation.plan)

    @property
    def index_matches(self) -> np.ndarray:
        """Documents of earlier runs that share a key with new ones (see `index_matches.py`)."""
        index_matches: np.ndarray = np.load(self.array("index_matches"))
        return index_matches

    def key_matches(self, key: int) -> Path:
        return self.folder / "key-matches" / f"key-{key:02d}.npy"

    def edges(self, key: int) -> Path:
        return self.folder / "edges" / f"key-{key:02d}.u32"

    def candidates(self, name: str) -> Path:
        return self.folder / "candidates" / f"{name}.arrow"

    def verified(self, part: int) -> Path:
        return self.folder / "verification" / f"part-{part:05d}.arrow"

    def repeats(self, part: int) -> Path:
        return self.folder / "repeats" / f"part-{part:05d}.arrow"

    def top_sentences(self, part: int) -> Path:
        return self.folder / "repeats" / f"part-{part:05d}.json"

    def array(self, name: str) -> Path:
        return self.folder / f"{name}.npy"

    @property
    def survivor_ids(self) -> Path:
        return self.folder / "survivor-ids.arrow"


def phase_manifest(folder: Path, parameters: dict[str, Any]) -> Manifest:
    """The record of a phase; what it did under other parameters is forgotten, not refused.

    A phase works for one plan: when the corpus changed, its files are of no use.
    """
    before, _, _ = load(folder / NAME)
    return Manifest(folder, parameters, overwrite=before not in (None, parameters))
