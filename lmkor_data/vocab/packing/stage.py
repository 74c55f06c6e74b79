"""`pack`: converts documents to sequences of token ids for pretraining."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.corpus.card import write_card
from lmkor_data.corpus.files import write_whole
from lmkor_data.corpus.fingerprints import parameters_fingerprint
from lmkor_data.corpus.freshness import check_input
from lmkor_data.corpus.layout import Shard, require_shards
from lmkor_data.corpus.manifest import Manifest
from lmkor_data.corpus.reading import read_documents
from lmkor_data.corpus.schema import in_memory
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.counts import BYTES_IN, BYTES_OUT, DOCUMENTS_IN, DOCUMENTS_OUT
from lmkor_data.engine.stage import StageReport, run_tasks
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.errors import LmkorError
from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.packing.families import FAMILIES, Family
from lmkor_data.vocab.packing.sequences import Marks, Sequence, Stream, sequences
from lmkor_data.vocab.tokenizer.tokenizer_folder import CLS, SEP, UNK, read_vocabulary
from lmkor_data.vocab.tokenizer.wordpiece_encoder import WordPiece

#: Measures of packing by category and source; sequences by category of the shard.
TOKENS, SEQUENCES = "tokens", "sequences"

#: Maximum entries, and maximum tokens per sequence, in 16 bits.
MOST_ENTRIES = 1 << 16

#: File that describes the sequences, for programs that read them.
DESCRIPTION = "packed.json"

_SEED = 1

PACKED = pa.schema(
    [
        pa.field("input_ids", pa.list_(pa.uint16()), nullable=False),
        pa.field("word_starts", pa.list_(pa.bool_()), nullable=False),
        pa.field("sentence_starts", pa.list_(pa.uint16()), nullable=False),
        pa.field("second_start", pa.uint16()),
        pa.field("label", pa.int8()),
        pa.field("labels", pa.list_(pa.uint16())),
    ]
)


@dataclass(frozen=True)
class PackOptions:
    """Parameters of `pack`."""

    family: str  #: a key of FAMILIES
    max_length: int | None = None  #: tokens per sequence (default: the family's length)


def pack(
    source: Path,
    target: Path,
    vocabulary: Path,
    options: PackOptions,
    context: StageContext = StageContext(),
) -> StageReport:
    """Write the documents below `source` as sequences for a model family to `target`.

    Shards keep their names and categories. `report.counts` holds the tokens by category. Raises
    `LmkorError` if the vocabulary lacks [UNK], [CLS] or [SEP] or does not fit into 16 bits.
    """
    family = FAMILIES[options.family]
    length = options.max_length or family.max_length
    entries = read_vocabulary(vocabulary)
    if absent := [name for name in (UNK, CLS, SEP) if name not in entries]:
        raise LmkorError(f"{vocabulary} has no entry {', '.join(absent)}, which `pack` requires.")
    if len(entries) > MOST_ENTRIES:
        raise LmkorError(
            f"{vocabulary} has {len(entries):,} entries, but ids are stored in 16 bits, at most "
            f"{MOST_ENTRIES:,}."
        )
    notes = check_input(source)
    # Hash all entries: two vocabularies may differ in the middle only.
    digest = parameters_fingerprint({"entries": entries})
    parameters = asdict(options) | {"max_length": length, "vocabulary": digest}
    report = StageReport("pack", str(target), parameters, facts={"input": str(source)}, notes=notes)
    tasks = [Task(s.name, (s.path,), s.bytes, s) for s in require_shards(source)]
    work = partial(pack_shard, target=target, vocabulary=vocabulary, family=family, length=length)
    with Manifest(target, parameters, overwrite=context.overwrite) as manifest:
        run_tasks("pack", work, tasks, manifest=manifest, context=context, report=report)
    write_card(target)
    report.facts["tokens"] = report.counts.total(TOKENS)
    report.facts["sequences"] = report.counts.total(SEQUENCES)
    report.facts["tokens_by_category"] = report.counts.by_category(TOKENS)
    description = {"family": family.name, "max_length": length, "entries": len(entries)}
    if report.ok:
        write_whole(target / DESCRIPTION, json.dumps(description, indent=2) + "\n")
    return report


def pack_shard(
    task: Task, target: Path, vocabulary: Path, family: Family, length: int
) -> TaskResult:
    """Pack one shard; sequences do not cross batches."""
    shard: Shard = task.payload
    entries = read_vocabulary(vocabulary)
    marks = Marks(entries.index(CLS), entries.index(SEP))
    encoder = WordPiece(entries)
    result = TaskResult()
    with ShardWriter(target, shard.file_name, PACKED) as writer:
        for number, batch in enumerate(read_documents(shard)):
            stream, tokens = _stream(batch.column("text"), encoder, marks)
            _count(result, batch, tokens)
            seed = zlib.crc32(f"{shard.name} {number} {_SEED}".encode())
            made = list(sequences(stream, family, length, marks, seed))
            result.counts.add(shard.category, "packed", SEQUENCES, len(made))
            if made:
                writer.write(_table(made, shard.category))
    result.outputs = writer.outputs
    return result


def _stream(texts: pa.Array, encoder: WordPiece, marks: Marks) -> tuple[Stream, NDArray[np.int64]]:
    """Encode a batch as one stream; also returns the number of tokens of each document."""
    lines = pc.split_pattern(texts, "\n")
    pieces = encoder.encode(text_buffers(lines.flatten()))
    line_tokens = np.diff(pieces.offsets)
    line_ends = np.cumsum(np.asarray(pc.list_value_length(lines)), dtype=np.int64)
    ends = pieces.offsets[line_ends]
    tokens = np.diff(ends, prepend=0)
    filled = tokens > 0
    # Indices at which to insert the [SEP] of each document.
    separators = ends[filled]
    ids = np.insert(pieces.ids, separators, marks.sep).astype(np.uint16)
    word_starts = np.insert(pieces.starts, separators, True)
    sentences, documents = (np.zeros(len(pieces.ids) + 1, np.bool_) for _ in range(2))
    sentences[pieces.offsets[:-1][line_tokens > 0]] = True
    documents[(ends - tokens)[filled]] = True
    shifted = [np.insert(flags[:-1], separators, False) for flags in (sentences, documents)]
    return Stream(ids, word_starts, *shifted), tokens


def _table(made: list[Sequence], category: str) -> pa.RecordBatch:
    schema = in_memory(PACKED)
    columns = [
        pa.repeat(pa.scalar(category), len(made)),
        _lists([s.ids for s in made], pa.uint16()),
        _lists([s.word_starts for s in made], pa.bool_()),
        _lists([s.sentence_starts for s in made], pa.uint16()),
        pa.array([s.second_start for s in made], pa.uint16()),
        pa.array([s.label for s in made], pa.int8()),
        pa.array([s.target for s in made], pa.list_(pa.uint16())),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _lists(arrays: list[NDArray], kind: pa.DataType) -> pa.ListArray:
    offsets = np.cumsum([0, *map(len, arrays)], dtype=np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(np.concatenate(arrays), kind))


def _count(result: TaskResult, batch: pa.RecordBatch, tokens: NDArray[np.int64]) -> None:
    sources = np.array(batch.column("source").to_pylist(), object)
    category = batch.column("category")[0].as_py()
    size = np.asarray(pc.binary_length(batch.column("text")))
    for source in sorted(set(sources)):
        its = sources == source
        for measure, amount in (
            (DOCUMENTS_IN, its.sum()),
            (DOCUMENTS_OUT, its.sum()),
            (BYTES_IN, size[its].sum()),
            (BYTES_OUT, size[its].sum()),
            (TOKENS, tokens[its].sum()),
        ):
            result.counts.add(category, source, measure, int(amount))
