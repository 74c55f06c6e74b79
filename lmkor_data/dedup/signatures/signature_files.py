"""Signature files: what is compared of each document, written while its shard is read once."""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="assignment,arg-type"

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.corpus.files import appearing
from lmkor_data.corpus.layout import Shard
from lmkor_data.corpus.reading import read_documents
from lmkor_data.dedup.decide.preference import preferences
from lmkor_data.dedup.index.generations import Generation, Plan
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.signatures.document_keys import banding_of, document_keys
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.text.buffers import text_buffers


def key_column(key: int) -> str:
    """Return the column name of a key; key 0 is the exact key, the others are band keys."""
    return f"key_{key:02d}"


def sign_shard(task: Task, *, work: Workspace, options: DedupOptions) -> TaskResult:
    """Write one shard's signature file: keys, preference, id and sentence hashes by document.

    Facts of the task: `rows`, `sentences`, `text_bytes`.
    """
    shard: Shard = task.payload
    output = work.generation.signatures(shard.name)
    output.parent.mkdir(parents=True, exist_ok=True)
    rows = sentences = text_bytes = 0
    schema = _schema(banding_of(options).bands)
    with appearing(output) as unfinished, pa.ipc.new_file(unfinished, schema) as file:
        for batch in read_documents(shard):
            signed = sign_batch(batch, options)
            file.write_batch(signed)
            rows += signed.num_rows
            sentences += len(signed.column("sentences").flatten())
            text_bytes += text_buffers(batch.column("text")).bytes
    facts = {"rows": rows, "sentences": sentences, "text_bytes": text_bytes}
    return TaskResult([output], facts=facts)


def read_column(signatures: Path, name: str) -> pa.Array:
    """Read a column of a shard's signature file, whole."""
    with pa.memory_map(str(signatures)) as source:
        file = pa.ipc.open_file(source)
        batches = [file.get_batch(i).column(name) for i in range(file.num_record_batches)]
        return pa.chunked_array(batches, file.schema.field(name).type).combine_chunks()


def key_batches(generation: Generation, key: int) -> Iterator[tuple[int, NDArray[np.uint64]]]:
    """Iterate over one key of a generation: (position of the first document, keys), by batch."""
    for member, base in Plan.read(generation.plan):
        with pa.memory_map(str(generation.signatures(member.name))) as source:
            file = pa.ipc.open_file(source)
            for number in range(file.num_record_batches):
                keys = file.get_batch(number).column(key_column(key)).to_numpy()
                yield base, keys
                base += len(keys)


def sign_batch(batch: pa.RecordBatch, options: DedupOptions) -> pa.RecordBatch:
    """Compute the signature columns of a batch of documents, row by row."""
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
        *(pa.array(keys[k]) for k in range(banding.bands + 1)),
        batch.column("id"),
        pa.array(preferences(batch, options)),
        pa.ListArray.from_arrays(pa.array(offsets), pa.array(sentences)),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=_schema(banding.bands))


def _schema(bands: int) -> pa.Schema:
    return pa.schema(
        [
            *((key_column(k), pa.uint64()) for k in range(bands + 1)),
            ("id", pa.string()),
            ("preference", pa.uint64()),
            ("sentences", pa.list_(pa.uint64())),
        ]
    )
