"""The key index: keys of all survivors, sorted, so that a new batch finds the ones it shares.

Sorted files cover runs of generations. After n generations there is one run for each 1 in the
binary representation of n, as in a log-structured merge tree. Each batch writes one run, of itself
and of the runs it merges, so every key is rewritten log n times in all, and a look-up reads log n
files however many batches came.
"""

from __future__ import annotations

import itertools
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lmkor_data.corpus.files import appearing
from lmkor_data.dedup.candidates.key_groups import sort_with_places
from lmkor_data.dedup.index.generations import Plan
from lmkor_data.dedup.signatures.key_files import range_bits
from lmkor_data.dedup.signatures.signature_files import keys_in_range
from lmkor_data.dedup.storage.array_files import write_items
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult

POSITION_BITS = np.uint64(32)


@dataclass(frozen=True)
class KeyRun:
    """The sorted keys of generations `first` to `end - 1`."""

    index: Path
    first: int
    end: int
    starts: tuple[int, ...]  #: documents of the run before each of its generations, and in all

    @property
    def _place_type(self) -> type[np.unsignedinteger]:
        return np.uint32 if self.starts[-1] <= 1 << 32 else np.uint64

    def encode(
        self, generation: int, positions: NDArray[np.integer]
    ) -> NDArray[np.unsignedinteger]:
        """Return the places of positions in one of the run's generations."""
        return positions.astype(self._place_type) + self._place_type(
            self.starts[generation - self.first]
        )

    def decode(self, places: NDArray[np.unsignedinteger]) -> NDArray[np.uint64]:
        """Return generation (high half) and position in it (low half) of places."""
        number = np.searchsorted(self.starts, places, "right") - 1
        positions = places.astype(np.uint64) - np.array(self.starts, np.uint64)[number]
        return (number + self.first).astype(np.uint64) << POSITION_BITS | positions

    @property
    def folder(self) -> Path:
        """Folder of the run's files."""
        return self.index / "runs" / f"{self.first:05d}-{self.end:05d}"

    def keys_path(self, key: int) -> Path:
        """File of the keys."""
        return self.folder / f"key-{key:02d}.u64"

    def places_path(self, key: int) -> Path:
        """File of the places."""
        return self.folder / f"place-{key:02d}.bin"

    def keys(self, key: int) -> NDArray[np.uint64]:
        """Map the keys, ascending."""
        return _mapped(self.keys_path(key), np.uint64)

    def places(self, key: int) -> NDArray[np.unsignedinteger]:
        """Map the document of each key, counted over the run's generations."""
        return _mapped(self.places_path(key), self._place_type)


def key_runs(work: Workspace, number: int | None = None) -> list[KeyRun]:
    """Return the runs that cover the first `number` generations (default: all earlier ones)."""
    total = len(work.earlier) if number is None else number
    found: list[KeyRun] = []
    first = 0
    for bit in reversed(range(total.bit_length())):
        if total >> bit & 1:
            end = first + (1 << bit)
            sizes = [Plan.read(one.plan).documents for one in work.earlier[first:end]]
            starts = (0, *itertools.accumulate(sizes))
            found.append(KeyRun(work.generation.folder.parent, first, end, starts))
            first = end
    return found


def index_keys(task: Task, *, work: Workspace) -> TaskResult:
    """Write one key of the newest run: the last generation and the runs it merges."""
    key: int = task.payload
    run = key_runs(work)[-1]
    last = work.earlier[run.end - 1]
    merged = merged_runs(work)
    size = sum(len(old.keys(key)) for old in merged) + Plan.read(last.plan).documents
    bits = range_bits(size)
    kept = np.load(last.kept)
    run.folder.mkdir(parents=True, exist_ok=True)
    with (
        appearing(run.keys_path(key)) as new_keys,
        appearing(run.places_path(key)) as new_places,
        new_keys.open("wb") as keys_file,
        new_places.open("wb") as places_file,
    ):
        for part in range(1 << bits):
            keys, positions = keys_in_range(last, key, bits, part)
            survives = kept[positions]
            places = run.encode(run.end - 1, positions[survives])
            pieces = [(keys[survives], places)]
            for old in merged:
                old_keys, old_places = _part(old, key, bits, part)
                pieces.append((old_keys, run.encode(old.first, old_places)))
            ordered, order = sort_with_places(np.concatenate([k for k, _ in pieces]))
            write_items(keys_file, ordered)
            write_items(places_file, np.concatenate([p for _, p in pieces])[order])
    return TaskResult([run.keys_path(key), run.places_path(key)])


def merged_runs(work: Workspace) -> list[KeyRun]:
    """Return the runs of the batch before that the newest run includes."""
    first = key_runs(work)[-1].first
    return [old for old in key_runs(work, len(work.earlier) - 1) if old.first >= first]


def remove_merged(work: Workspace) -> None:
    """Remove what the newest run includes: older runs, and the keys of its last generation."""
    for old in merged_runs(work):
        shutil.rmtree(old.folder, ignore_errors=True)
    shutil.rmtree(work.earlier[-1].folder / "keys", ignore_errors=True)


def look_up(
    run: KeyRun, key: int, wanted: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return (documents, indices into `wanted`) of all entries with a wanted key; `wanted` ascends.

    A document is its generation in the high half of a number, its position there in the low half.

    Of a file larger than memory, only the pages that the keys fall into are read.
    """
    keys = run.keys(key)
    begin = np.searchsorted(keys, wanted, "left")
    inside = np.flatnonzero(begin < len(keys))
    hits = inside[keys[begin[inside]] == wanted[inside]]
    sizes = np.searchsorted(keys, wanted[hits], "right") - begin[hits]
    found = np.repeat(begin[hits], sizes) + _within(sizes)
    return run.decode(run.places(key)[found]), np.repeat(hits, sizes)


def _part(
    run: KeyRun, key: int, bits: int, part: int
) -> tuple[NDArray[np.uint64], NDArray[np.unsignedinteger]]:
    """Return the stretch of a run whose keys have these high bits."""
    keys = run.keys(key)
    shift = np.uint64(64 - bits)
    begin = np.searchsorted(keys, np.uint64(part) << shift) if bits else 0
    last = part + 1 == 1 << bits
    end = len(keys) if last else np.searchsorted(keys, np.uint64(part + 1) << shift)
    return np.asarray(keys[begin:end]), np.asarray(run.places(key)[begin:end])


def _mapped(path: Path, kind: type[np.unsignedinteger]) -> NDArray[Any]:
    empty = path.stat().st_size == 0
    return np.empty(0, kind) if empty else np.memmap(path, kind, "r")


def _within(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the entries of each stretch: sizes (2, 0, 3) give 0 1 0 1 2."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - sizes, sizes)
