"""Sixth phase: what becomes of every document of the corpus."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from lmkor_data.corpus.files import appearing
from lmkor_data.dedup.components import NO_PART
from lmkor_data.dedup.deciding import COPY
from lmkor_data.dedup.signing import read_column
from lmkor_data.dedup.workspace import Plan, Workspace, save
from lmkor_data.engine.tasks import Task, TaskResult

#: By position: the survivor's position (its own for one that stays), the fate, the similarity,
#: and for survivors the number of documents they stand for.
ARRAYS = ("survivors", "fates", "similarities", "sizes")


def reach_verdicts(task: Task, *, work: Workspace) -> TaskResult:
    """Join what was verified with the plain copies, into one array a question.

    Holds about 20 bytes a document: 2.4 GB for 120 million.
    """
    number: int = task.payload
    plan = Plan.read(work.plan)
    survivors = np.arange(plan.documents, dtype=np.uint32)
    fates = np.zeros(plan.documents, np.uint8)
    similarities = np.zeros(plan.documents, np.float32)
    for part in range(number):
        with pa.memory_map(str(work.decisions(part))) as source:
            rows = pa.ipc.open_file(source).read_all()
            positions = rows.column("position").to_numpy()
            survivors[positions] = rows.column("survivor").to_numpy()
            fates[positions] = rows.column("fate").to_numpy()
            similarities[positions] = rows.column("similarity").to_numpy()
    gone, stays = _plain_copies(work, plan)
    survivors[gone], fates[gone], similarities[gone] = stays, COPY, 1.0
    sizes = np.bincount(survivors, minlength=plan.documents).astype(np.uint32)
    arrays: tuple[np.ndarray, ...] = (survivors, fates, similarities, sizes)
    for name, array in zip(ARRAYS, arrays, strict=True):
        save(work.array(name), array)
    _write_names(work, plan, sizes)
    outputs = [*(work.array(name) for name in ARRAYS), work.folder / "names.arrow"]
    return TaskResult(outputs)


def names_of(work: Workspace, positions: np.ndarray) -> pa.Array:
    """The ids of survivors."""
    with pa.memory_map(str(work.folder / "names.arrow")) as source:
        rows = pa.ipc.open_file(source).read_all()
        places = np.searchsorted(rows.column("position").to_numpy(), positions)
        return rows.column("id").take(pa.array(places)).combine_chunks()


def _plain_copies(work: Workspace, plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    """Positions of exact copies in components that hold nothing else, and of who stays."""
    components = np.load(work.array("components"), mmap_mode="r")
    plain = np.load(work.array("parts"), mmap_mode="r") == NO_PART
    others = np.flatnonzero(plain & (components != np.arange(len(components))))
    roots = np.unique(components[others])
    members = np.flatnonzero(plain & np.isin(components, roots, kind="sort"))
    orders = [_of_shards(work, plan, members, column) for column in ("preference", "tie")]
    group = components[members]
    order = np.lexsort([members, orders[1], orders[0], group])
    members, group = members[order], group[order]
    first = np.ones(len(members), bool)
    first[1:] = group[1:] != group[:-1]
    stays = members[first][np.cumsum(first) - 1] if len(members) else members
    return members[~first], stays[~first]


def _of_shards(work: Workspace, plan: Plan, positions: np.ndarray, column: str) -> np.ndarray:
    """A column of the signatures, of the documents at ascending positions."""
    found = [np.empty(0, np.uint64)]
    for member, base in plan:
        begin, end = np.searchsorted(positions, [base, base + member.rows])
        if end > begin:
            rows = positions[begin:end] - base
            found.append(read_column(work.signatures(member.name), column).to_numpy()[rows])
    return np.concatenate(found)


def _write_names(work: Workspace, plan: Plan, sizes: np.ndarray) -> None:
    schema = pa.schema([("position", pa.uint32()), ("id", pa.string())])
    with (
        appearing(work.folder / "names.arrow") as unfinished,
        pa.ipc.new_file(unfinished, schema) as file,
    ):
        for member, base in plan:
            wanted = np.flatnonzero(sizes[base : base + member.rows] > 1)
            ids = read_column(work.signatures(member.name), "id").take(pa.array(wanted))
            positions = pa.array((wanted + base).astype(np.uint32))
            file.write_batch(pa.RecordBatch.from_arrays([positions, ids], schema=schema))
