"""The survivor store: survivors of earlier blocks, on disk, that the next block is compared with.

A part larger than memory is decided block by block. The survivors of a block are stored with their
keys sorted; the keys of the next block run along them (a merge join), and only the texts that
share a key are read again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from lmkor_data.corpus.files import unfinished_beside
from lmkor_data.dedup.candidates.sorted_runs import BLOCK_MEMORY, estimated_memory_of_texts
from lmkor_data.dedup.decide.shingle_sets import Features, shingle_sets
from lmkor_data.dedup.decide.stored_comparison import compare, key_order, key_orders
from lmkor_data.dedup.decide.survivor_selection import Decisions
from lmkor_data.dedup.storage.array_files import write_npy
from lmkor_data.text.buffers import text_buffers


class SurvivorStore:
    """Survivors by block, in a folder that is removed on leaving the `with` block."""

    def __init__(self, beside: Path) -> None:
        self._folder = unfinished_beside(beside)
        self._blocks: list[_StoredBlock] = []

    def __enter__(self) -> SurvivorStore:
        self._folder.mkdir(parents=True)
        return self

    def __exit__(
        self,
        error: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(
        self, texts: pa.StringArray, keys: NDArray[np.uint64], positions: NDArray[np.int64]
    ) -> None:
        """Store the survivors of a block; `keys` is (keys, documents)."""
        block = _StoredBlock(self._folder / f"block-{len(self._blocks):05d}")
        block.write(texts, keys, positions)
        self._blocks.append(block)

    def probe(
        self, documents: Features, decisions: Decisions, threshold: float, pinned: int
    ) -> None:
        """Write to `decisions` which stored survivor each document of a block is removed for.

        Later blocks come later in the order of preference: among equally similar survivors the
        first one found is kept, among exact copies (only pinned ones can be several) the last.
        """
        if not self._blocks:
            return
        orders = key_orders(documents.keys)
        for block in self._blocks:
            for texts, keys, positions in block.matching(documents.keys, orders):
                stored = Features(keys, *shingle_sets(text_buffers(texts)))
                compare(
                    stored,
                    positions.astype(np.int64),
                    documents,
                    orders,
                    threshold,
                    pinned,
                    decisions,
                )


@dataclass(frozen=True)
class _StoredBlock:
    """The files of one block: texts, positions, keys, and the sorting order of each key."""

    folder: Path

    def write(
        self, texts: pa.StringArray, keys: NDArray[np.uint64], positions: NDArray[np.int64]
    ) -> None:
        """Write the files."""
        self.folder.mkdir()
        schema = pa.schema([("text", pa.string())])
        with pa.ipc.new_file(self._file("texts.arrow"), schema) as file:
            file.write_batch(pa.RecordBatch.from_arrays([texts], schema=schema))
        write_npy(self._file("positions.npy"), positions)
        for key in range(len(keys)):
            write_npy(self._file(f"keys-{key}.npy"), keys[key])
            write_npy(self._file(f"order-{key}.npy"), key_order(keys[key]))

    def matching(
        self, keys: NDArray[np.uint64], orders: NDArray[np.uint32]
    ) -> Iterator[tuple[pa.StringArray, NDArray[np.uint64], NDArray[np.uint32]]]:
        """Iterate over texts, keys and positions of those that share one of `keys`, in portions."""
        positions = np.load(self._file("positions.npy"))
        chosen = np.zeros(len(positions), bool)
        for key in range(len(keys)):
            mine, order = (np.load(self._file(f"{n}-{key}.npy")) for n in ("keys", "order"))
            _mark(mine, order, keys[key], orders[key], chosen)
        rows = np.flatnonzero(chosen)
        with pa.memory_map(str(self._file("texts.arrow"))) as source:
            texts = pa.ipc.open_file(source).get_batch(0).column(0)
            portion = np.cumsum(estimated_memory_of_texts(texts)[rows]) // (BLOCK_MEMORY / 4)
            for part in np.split(rows, np.flatnonzero(np.diff(portion)) + 1 if len(rows) else []):
                some = [np.load(self._file(f"keys-{k}.npy"))[part] for k in range(len(keys))]
                if len(part):
                    yield texts.take(pa.array(part)), np.stack(some), positions[part]

    def _file(self, name: str) -> Path:
        return self.folder / name


@njit(cache=True, nogil=True)
def _mark(
    mine: NDArray[np.uint64],
    my_order: NDArray[np.uint32],
    keys: NDArray[np.uint64],
    order: NDArray[np.uint32],
    chosen: NDArray[np.bool_],
) -> None:
    """Choose the documents whose key (not 0) is also among `keys`."""
    j = 0
    for i in my_order:
        key = mine[i]
        while j < order.shape[0] and keys[order[j]] < key:
            j += 1
        if j == order.shape[0]:
            return
        if key != np.uint64(0) and keys[order[j]] == key:
            chosen[i] = True
