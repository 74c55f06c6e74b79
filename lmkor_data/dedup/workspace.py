"""Where a run keeps what its phases hand to each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lmkor_data.corpus.manifest import Manifest
from lmkor_data.corpus.manifest_file import NAME, load
from lmkor_data.dedup.generations import Generation, Plan


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
    def elders(self) -> np.ndarray:
        """Documents of earlier generations that may be copies of new ones (see `elders.py`)."""
        elders: np.ndarray = np.load(self.array("elders"))
        return elders

    def encounters(self, key: int) -> Path:
        return self.folder / "encounters" / f"key-{key:02d}.npy"

    def edges(self, key: int) -> Path:
        return self.folder / "edges" / f"key-{key:02d}.u32"

    def candidates(self, name: str) -> Path:
        return self.folder / "candidates" / f"{name}.arrow"

    def decisions(self, part: int) -> Path:
        return self.folder / "decisions" / f"part-{part:05d}.arrow"

    def repeats(self, part: int) -> Path:
        return self.folder / "repeats" / f"part-{part:05d}.arrow"

    def often(self, part: int) -> Path:
        return self.folder / "repeats" / f"part-{part:05d}.json"

    def array(self, name: str) -> Path:
        return self.folder / f"{name}.npy"

    @property
    def names(self) -> Path:
        return self.folder / "names.arrow"


def phase_manifest(folder: Path, parameters: dict[str, Any]) -> Manifest:
    """The record of a phase; what it did under other parameters is forgotten, not refused.

    A phase works for one plan: when the corpus changed, its files are of no use.
    """
    target = next(p.parent for p in folder.parents if p.name in ("_work", "_index"))
    before = load(folder / NAME).parameters
    overwrite = before not in (None, parameters)
    return Manifest(folder, parameters, overwrite=overwrite, beside=(target,))
