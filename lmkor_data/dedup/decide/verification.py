"""Decide over the candidates of one part."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from lmkor_data.corpus.files import appearing
from lmkor_data.dedup.candidates.external_merge import merge
from lmkor_data.dedup.candidates.sorted_runs import BLOCK_MEMORY
from lmkor_data.dedup.decide.shingle_sets import compared
from lmkor_data.dedup.decide.survivor_rule import STAYS, Fates, decide
from lmkor_data.dedup.decide.survivor_store import Standing
from lmkor_data.dedup.index.index_matches import matched_shards
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.signatures.signature_files import bands_of
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.text.buffers import text_buffers

#: A document that goes, by positions.
SCHEMA = pa.schema(
    [
        ("position", pa.uint32()),
        ("survivor", pa.uint32()),
        ("fate", pa.uint8()),
        ("similarity", pa.float32()),
    ]
)


def verify(task: Task, *, work: Workspace, options: DedupOptions) -> TaskResult:
    """Take a part in the order of preference, block by block; write who goes for whom.

    A part that fits into one block, as almost all do, is decided in memory. The result does not
    depend on where blocks end.
    """
    part: int = task.payload
    names = [*(m.name for m in work.plan.members), *(group.name for group in matched_shards(work))]
    output = work.decisions(part)
    blocks = 0
    with (
        appearing(output) as unfinished,
        pa.ipc.new_file(unfinished, SCHEMA) as file,
        Standing(output) as standing,
    ):
        files = [work.candidates(name) for name in names]
        for rows, more in merge(files, part, BLOCK_MEMORY):
            positions = rows.column("position").to_numpy()
            settled = rows.num_rows - rows.column("new").true_count
            texts = rows.column("text")
            documents = compared(text_buffers(texts), bands_of(options), options.seed)
            fates = Fates.undecided(positions)
            standing.meet(documents, fates, options.threshold, settled)
            decide(documents, positions, fates, options.threshold, settled)
            if more:
                stay = np.flatnonzero(fates.fate == STAYS)
                standing.add(texts.take(pa.array(stay)), documents.keys[:, stay], positions[stay])
            file.write_batch(_gone(positions, fates))
            blocks += 1
    return TaskResult([output], facts={"blocks": blocks})


def _gone(positions: np.ndarray, fates: Fates) -> pa.RecordBatch:
    gone = np.flatnonzero(fates.fate)
    columns = [
        positions[gone],
        fates.survivor[gone].astype(np.uint32),
        fates.fate[gone],
        fates.similarity[gone].astype(np.float32),
    ]
    return pa.RecordBatch.from_arrays([pa.array(c) for c in columns], schema=SCHEMA)
