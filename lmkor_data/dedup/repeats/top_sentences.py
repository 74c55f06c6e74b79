"""The most repeated sentences of each category, as a file for people to read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.corpus.files import write_whole
from lmkor_data.dedup.index.generations import Plan
from lmkor_data.dedup.storage.workspace import Workspace

#: Sentences listed per category.
REPORTED = 100


def top_of_part(
    plan: Plan,
    hashes: NDArray[np.uint64],
    members: NDArray[np.int64],
    sizes: NDArray[np.int64],
    shard: NDArray[np.int64],
) -> dict[str, list[tuple[int, int]]]:
    """Return, by category, (hash, occurrences) of the most repeated sentences of a part.

    `members` and `sizes` are groups of equal entries of `hashes`; `shard` is the number of the
    shard that each hash is from.
    """
    names = sorted({m.category for m in plan.members})
    category = np.array([names.index(m.category) for m in plan.members])[shard[members]]
    group = np.repeat(np.arange(len(sizes)), sizes)
    pairs, first, counts = np.unique(
        group * len(names) + category, return_index=True, return_counts=True
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for number, name in enumerate(names):
        mine = np.flatnonzero((pairs % len(names) == number) & (counts > 1))
        rows = [(int(hashes[members[first[i]]]), int(counts[i])) for i in mine]
        if rows:
            found[name] = sorted(rows, key=_most_first)[:REPORTED]
    return found


def top_of_all_parts(work: Workspace, bits: int) -> dict[str, list[tuple[int, int]]]:
    """Return the same for the whole run; every hash is in one part."""
    found: dict[str, list[tuple[int, int]]] = {}
    for part in range(1 << bits):
        for category, rows in json.loads(work.top_sentences(part).read_text()).items():
            found.setdefault(category, []).extend((h, n) for h, n in rows)
    return {c: sorted(rows, key=_most_first)[:REPORTED] for c, rows in sorted(found.items())}


def top_hashes(work: Workspace, bits: int) -> NDArray[np.uint64]:
    """Return the hashes of all top sentences, ascending."""
    rows = [h for of_category in top_of_all_parts(work, bits).values() for h, _ in of_category]
    return np.unique(np.array(rows, np.uint64))


def texts_of_sentences(
    texts: pa.Array, hashes: NDArray[np.uint64], wanted: NDArray[np.uint64]
) -> dict[str, str]:
    """Find the lines with a wanted hash, by hash; `hashes` has one entry per line of all texts."""
    lines = pc.add(pc.count_substring(texts, "\n"), 1).to_numpy(zero_copy_only=False)
    ends = np.cumsum(lines)
    hits = np.flatnonzero(np.isin(hashes[: ends[-1] if len(ends) else 0], wanted))
    found: dict[str, str] = {}
    for hit in hits.tolist():
        key = str(hashes[hit])
        if key not in found:
            row = int(np.searchsorted(ends, hit, "right"))
            found[key] = texts[row].as_py().split("\n")[hit - int(ends[row] - lines[row])]
    return found


def write_top_sentences(
    path: Path, work: Workspace, bits: int, facts: Iterable[dict[str, Any]]
) -> None:
    """Write JSON Lines of category, occurrences and sentence, the most repeated first.

    Occurrences are counted in the surviving documents of the run, before repeats are dropped.
    """
    texts: dict[str, str] = {}
    for of_task in facts:
        for key, text in of_task.get("sentences", {}).items():
            texts.setdefault(key, text)
    lines = [
        {"category": category, "occurrences": number, "sentence": texts[str(key)]}
        for category, rows in top_of_all_parts(work, bits).items()
        for key, number in rows
        if str(key) in texts
    ]
    write_whole(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in lines))


def _most_first(row: tuple[int, int]) -> tuple[int, int]:
    return -row[1], row[0]
