"""Verification: compare the candidates of one part by their true similarity."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lmkor_data.corpus.files import appearing
from lmkor_data.dedup.candidates.external_merge import merge
from lmkor_data.dedup.candidates.sorted_runs import BLOCK_MEMORY
from lmkor_data.dedup.decide.shingle_sets import features
from lmkor_data.dedup.decide.survivor_selection import SURVIVES, Decisions, decide
from lmkor_data.dedup.decide.survivor_store import SurvivorStore
from lmkor_data.dedup.index.index_matches import matched_shards
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.signatures.document_keys import banding_of
from lmkor_data.dedup.storage.positions import ARROW_POSITION, POSITION
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.text.buffers import text_buffers

#: A removed document; documents are given by position.
SCHEMA = pa.schema(
    [
        ("position", ARROW_POSITION),
        ("survivor", ARROW_POSITION),
        ("decision", pa.uint8()),
        ("similarity", pa.float32()),
    ]
)


def verify(task: Task, *, work: Workspace, options: DedupOptions) -> TaskResult:
    """Decide over one part in the order of preference, block by block; write what is removed.

    A part that fits into one block, as almost all do, is decided in memory. Where blocks end does
    not affect the result. Fact of the task: `blocks`.
    """
    part: int = task.payload
    names = [*(m.name for m in work.plan.members), *(group.name for group in matched_shards(work))]
    output = work.verified(part)
    blocks = 0
    with (
        appearing(output) as unfinished,
        pa.ipc.new_file(unfinished, SCHEMA) as file,
        SurvivorStore(output) as store,
    ):
        files = [work.candidates(name) for name in names]
        for rows, more in merge(files, part, BLOCK_MEMORY):
            positions = rows.column("position").to_numpy()
            pinned = rows.num_rows - rows.column("new").true_count
            texts = rows.column("text")
            documents = features(text_buffers(texts), banding_of(options), options.seed)
            decisions = Decisions.undecided(positions)
            store.probe(documents, decisions, options.threshold, pinned)
            decide(documents, positions, decisions, options.threshold, pinned)
            if more:
                stay = np.flatnonzero(decisions.decision == SURVIVES)
                store.add(texts.take(pa.array(stay)), documents.keys[:, stay], positions[stay])
            file.write_batch(_removed_rows(positions, decisions))
            blocks += 1
    return TaskResult([output], facts={"blocks": blocks})


def _removed_rows(positions: NDArray[np.int64], decisions: Decisions) -> pa.RecordBatch:
    """Return the rows of removed documents."""
    removed = np.flatnonzero(decisions.decision)
    columns = [
        positions[removed],
        decisions.survivor[removed].astype(POSITION),
        decisions.decision[removed],
        decisions.similarity[removed].astype(np.float32),
    ]
    return pa.RecordBatch.from_arrays([pa.array(c) for c in columns], schema=SCHEMA)
