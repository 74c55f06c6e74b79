"""Signature files: what is compared of each document, written while its shard is read once."""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="assignment,arg-type"

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.corpus.files import appearing
from lmkor_data.corpus.reading import read_documents
from lmkor_data.dedup.decide.survivor_preference import preferences
from lmkor_data.dedup.index.generations import Generation, Plan
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.signatures.document_keys import banding_of, document_keys
from lmkor_data.dedup.signatures.key_files import KeyWriter, read_range
from lmkor_data.dedup.storage.positions import POSITION, Positions
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.text.buffers import text_buffers

_SCHEMA = pa.schema(
    [("id", pa.string()), ("preference", pa.uint64()), ("sentences", pa.list_(pa.uint64()))]
)


def sign_shard(task: Task, *, work: Workspace, options: DedupOptions) -> TaskResult:
    """Write what is compared of one shard's documents: their keys, and their signature file.

    The signature file holds id, preference and sentence hashes. The task's payload is (shard, bits
    of a key's range). Facts of the task: `rows`, `sentences`, `text_bytes`.
    """
    shard, bits = task.payload
    outputs = [work.generation.signatures(shard.name), work.generation.keys(shard.name)]
    outputs[0].parent.mkdir(parents=True, exist_ok=True)
    rows = sentences = text_bytes = 0
    with (
        appearing(outputs[0]) as unfinished,
        pa.ipc.new_file(unfinished, _SCHEMA) as file,
        KeyWriter(outputs[1], bits) as key_file,
    ):
        for batch in read_documents(shard):
            keys, signed = sign_batch(batch, options)
            key_file.write(keys)
            file.write_batch(signed)
            rows += signed.num_rows
            sentences += len(signed.column("sentences").flatten())
            text_bytes += text_buffers(batch.column("text")).bytes
    facts = {"rows": rows, "sentences": sentences, "text_bytes": text_bytes}
    return TaskResult(outputs, facts=facts)


def read_column(signatures: Path, name: str) -> pa.Array:
    """Read a column of a shard's signature file, whole."""
    with pa.memory_map(str(signatures)) as source:
        file = pa.ipc.open_file(source)
        batches = [file.get_batch(i).column(name) for i in range(file.num_record_batches)]
        return pa.chunked_array(batches, file.schema.field(name).type).combine_chunks()


def keys_in_range(
    generation: Generation, key: int, bits: int, part: int
) -> tuple[NDArray[np.uint64], Positions]:
    """Read the keys of a generation whose highest `bits` are `part`, and their positions."""
    held, places = [np.empty(0, np.uint64)], [np.empty(0, POSITION)]
    for member, base in Plan.read(generation.plan):
        for keys, rows in read_range(generation.keys(member.name), key, bits, part):
            held.append(keys)
            places.append((rows + base).astype(POSITION))
    return np.concatenate(held), np.concatenate(places)


def sign_batch(
    batch: pa.RecordBatch, options: DedupOptions
) -> tuple[NDArray[np.uint64], pa.RecordBatch]:
    """Compute keys, (1 + bands, rows), and signature columns of a batch of documents."""
    banding = banding_of(options)
    texts = text_buffers(batch.column("text"))
    keys, sentence_counts, sentences = document_keys(texts, banding, options.seed)
    kinds = batch.column("kind")
    exempt = [kind for kind in kinds.unique().to_pylist() if not options.subject(kind)]
    if exempt:
        spared = pc.is_in(kinds, pa.array(exempt, pa.string())).to_numpy(zero_copy_only=False)
        sentences[np.repeat(spared, sentence_counts)] = 0
    offsets = np.concatenate([[0], np.cumsum(sentence_counts)]).astype(np.int32)
    columns = [
        batch.column("id"),
        pa.array(preferences(batch, options)),
        pa.ListArray.from_arrays(pa.array(offsets), pa.array(sentences)),
    ]
    return keys, pa.RecordBatch.from_arrays(columns, schema=_SCHEMA)
