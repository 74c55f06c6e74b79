"""First phase: read every document once and write down what is features of it."""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="assignment,arg-type"

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit

from lmkor_data.corpus.files import appearing
from lmkor_data.corpus.layout import Shard
from lmkor_data.corpus.reading import read_documents
from lmkor_data.dedup.decide.preference import preferences
from lmkor_data.dedup.index.generations import Generation, Plan
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.signatures.banding import Banding, banding_for
from lmkor_data.dedup.signatures.folding import folding_table
from lmkor_data.dedup.signatures.hashes import SHINGLE, hash_keys, short_hashes, text_hash
from lmkor_data.dedup.signatures.minhash import band_keys, in_blocks, minima, permutations
from lmkor_data.dedup.signatures.text_decoder import (
    PAGE,
    apply_folding,
    collapse_whitespace,
    decode_page,
    fold,
    page_capacity,
    trimmed_end,
    without_whitespace,
)
from lmkor_data.dedup.storage.workspace import Workspace
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.text.buffers import TextBuffers, text_buffers


def key_column(key: int) -> str:
    """Key 0 is the exact key, the others are the band keys."""
    return f"key_{key:02d}"


def banding_of(options: DedupOptions) -> Banding:
    return banding_for(options.threshold) if options.near else Banding(0, 0)


def sign_shard(task: Task, *, work: Workspace, options: DedupOptions) -> TaskResult:
    """A shard's documents as keys: exact and band keys, preference, sentence hashes."""
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
    """A column of a shard's signatures, whole."""
    with pa.memory_map(str(signatures)) as source:
        file = pa.ipc.open_file(source)
        batches = [file.get_batch(i).column(name) for i in range(file.num_record_batches)]
        return pa.chunked_array(batches, file.schema.field(name).type).combine_chunks()


def key_batches(generation: Generation, key: int) -> Iterator[tuple[int, np.ndarray]]:
    """One key of a generation's documents: (position of the first, uint64), batch by batch."""
    for member, base in Plan.read(generation.plan):
        with pa.memory_map(str(generation.signatures(member.name))) as source:
            file = pa.ipc.open_file(source)
            for number in range(file.num_record_batches):
                keys = file.get_batch(number).column(key_column(key)).to_numpy()
                yield base, keys
                base += len(keys)


def sign_batch(batch: pa.RecordBatch, options: DedupOptions) -> pa.RecordBatch:
    """The signature columns of a batch of documents, row by row."""
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


def document_keys(
    texts: TextBuffers, banding: Banding, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each text: its keys (uint64, exact and band keys by text), lines, and line hashes.

    Equal exact keys: the same text when folded. An equal band key: probably similar. Key 0: none,
    as of texts too short for a shingle, which have no band keys. Line hash 0: nothing to fold.
    """
    keys = np.zeros((banding.bands + 1, texts.count), np.uint64)
    counts = np.empty(texts.count, np.int64)
    lines = np.empty(count_lines(texts), np.uint64)
    a, b = in_blocks(permutations(banding.bands * banding.rows, seed))
    _keys(
        texts.offsets,
        texts.data,
        folding_table(),
        hash_keys(),
        a,
        b,
        banding.rows,
        keys,
        counts,
        lines,
    )
    np.maximum(keys[0], 1, out=keys[0])  # texts of white space alone are copies of each other
    return keys, counts, lines


def _schema(bands: int) -> pa.Schema:
    return pa.schema(
        [
            *((key_column(k), pa.uint64()) for k in range(bands + 1)),
            ("id", pa.string()),
            ("preference", pa.uint64()),
            ("sentences", pa.list_(pa.uint64())),
        ]
    )


def count_lines(texts: TextBuffers) -> int:
    """Lines of all texts together; an empty text is one line."""
    data = texts.data[texts.offsets[0] : texts.offsets[-1]]
    return texts.count + int(np.count_nonzero(data == ord("\n")))


@njit(cache=True, nogil=True)
def _keys(
    offsets: np.ndarray,
    data: np.ndarray,
    table: np.ndarray,
    hash_keys: np.ndarray,
    a: np.ndarray,
    b: np.ndarray,
    rows: int,
    keys: np.ndarray,
    counts: np.ndarray,
    lines: np.ndarray,
) -> None:
    room = page_capacity(offsets)
    codes, kept, chosen = np.empty((3, room), np.uint32)
    ends, hashes, signature = np.empty(room, np.uint32), np.empty(room, np.uint32), np.empty_like(a)
    starts = np.empty(room, np.int64)
    bands = np.zeros((PAGE + 1, keys.shape[0] - 1), np.uint64)
    text = line = 0
    while text < counts.shape[0]:
        after, count = decode_page(offsets, data, text, codes, starts)
        apply_folding(codes, count, table, kept)
        fold(codes, kept, count, chosen, ends)
        begin = at = 0
        for t in range(after - text):
            first, text_begin = line, begin
            goes_on = True
            while goes_on:
                end, goes_on = np.int64(ends[at] >> 1), (ends[at] & 1) == 0
                lines[line] = text_hash(chosen, begin, end, hash_keys)
                begin = end
                line += 1
                at += 1
            if begin == text_begin:  # nothing counts but punctuation: then that does
                places = without_whitespace(codes, kept, starts[t], starts[t + 1] - 1, hashes)
                lines[line - 1] = text_hash(hashes, 0, places, hash_keys)
                keys[0, text + t] = lines[line - 1]
            elif line - first == 1:
                keys[0, text + t] = lines[first]
            else:
                keys[0, text + t] = text_hash(chosen, text_begin, begin, hash_keys)
            counts[text + t] = line - first
        if bands.shape[1]:
            collapse_whitespace(codes, kept, count, chosen, ends)
            short_hashes(chosen, count, hash_keys, hashes)
            begin = 0
            for t in range(after - text):
                end = trimmed_end(chosen, begin, ends[t])
                if end - begin >= SHINGLE:
                    minima(hashes, begin, end - SHINGLE + 1, a, b, signature, 0)
                    band_keys(signature, rows, hash_keys, bands[t])
                else:
                    bands[t] = 0
                begin = ends[t]
            # A page at a time: columns that are written one value each share cache lines.
            for k in range(bands.shape[1]):
                for t in range(after - text):
                    keys[k + 1, text + t] = bands[t, k]
        text = after
