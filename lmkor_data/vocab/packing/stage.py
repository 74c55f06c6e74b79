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

from lmkor_data.corpus.files import write_whole
from lmkor_data.corpus.layout import Shard, require_shards
from lmkor_data.corpus.manifest import Manifest
from lmkor_data.corpus.reading import read_documents
from lmkor_data.corpus.schema import in_memory
from lmkor_data.corpus.state.card import write_card
from lmkor_data.corpus.state.freshness import check_input
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.counts import BYTES_IN, BYTES_OUT, DOCUMENTS_IN, DOCUMENTS_OUT
from lmkor_data.engine.stage import StageReport, run_tasks
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.errors import LmkorError
from lmkor_data.vocab.packing.families import FAMILIES, Family
from lmkor_data.vocab.packing.sequences import Sequence, sequences
from lmkor_data.vocab.packing.text_encoder import (
    DecoderText,
    encode_documents,
    id_type,
    open_encoder,
)

#: Measures of packing by category and source; sequences by category of the shard.
TOKENS, SEQUENCES = "tokens", "sequences"

#: Maximum tokens per sequence: positions have 16 bits.
MOST_TOKENS = 1 << 16

#: File that describes the sequences, for programs that read them.
DESCRIPTION = "packed.json"

_SEED = 1


def packed_schema(entries: int) -> pa.Schema:
    """Return the schema of the sequences of a vocabulary with so many entries."""
    ids = pa.from_numpy_dtype(id_type(entries))
    return pa.schema(
        [
            pa.field("input_ids", pa.list_(ids), nullable=False),
            pa.field("word_starts", pa.list_(pa.bool_()), nullable=False),
            pa.field("sentence_starts", pa.list_(pa.uint16()), nullable=False),
            pa.field("second_start", pa.uint16()),
            pa.field("label", pa.int8()),
            pa.field("labels", pa.list_(ids)),
        ]
    )


#: Of vocabularies with up to 65,536 entries.
PACKED = packed_schema(1)


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
    `LmkorError` if the vocabulary lacks what the family needs.
    """
    family = FAMILIES[options.family]
    length = options.max_length or family.max_length
    encoder = open_encoder(vocabulary)
    if isinstance(encoder, DecoderText) and family.name != "gpt":
        raise LmkorError(
            f"{vocabulary} is a tokenizer for decoder models; `pack` takes it with --for gpt."
        )
    notes = check_input(source)
    parameters = asdict(options) | {"max_length": length, "vocabulary": encoder.digest()}
    report = StageReport("pack", str(target), parameters, facts={"input": str(source)}, notes=notes)
    tasks = [Task(s.name, (s.path,), s.bytes, s) for s in require_shards(source)]
    work = partial(pack_shard, target=target, vocabulary=vocabulary, family=family, length=length)
    with Manifest(target, parameters, overwrite=context.overwrite) as manifest:
        run_tasks("pack", work, tasks, manifest=manifest, context=context, report=report)
    write_card(target)
    report.facts["tokens"] = report.counts.total(TOKENS)
    report.facts["sequences"] = report.counts.total(SEQUENCES)
    report.facts["tokens_by_category"] = report.counts.by_category(TOKENS)
    description = {"family": family.name, "max_length": length, "entries": encoder.entries}
    if report.ok:
        write_whole(target / DESCRIPTION, json.dumps(description, indent=2) + "\n")
    return report


def pack_shard(
    task: Task, target: Path, vocabulary: Path, family: Family, length: int
) -> TaskResult:
    """Pack one shard; sequences do not cross batches."""
    shard: Shard = task.payload
    encoder = open_encoder(vocabulary)
    schema = packed_schema(encoder.entries)
    result = TaskResult()
    with ShardWriter(target, shard.file_name, schema) as writer:
        for number, batch in enumerate(read_documents(shard)):
            stream, tokens = encode_documents(encoder, batch.column("text"))
            _count(result, batch, tokens)
            seed = zlib.crc32(f"{shard.name} {number} {_SEED}".encode())
            made = list(sequences(stream, family, length, encoder.marks, seed))
            result.counts.add(shard.category, "packed", SEQUENCES, len(made))
            if made:
                writer.write(_table(made, shard.category, schema))
    result.outputs = writer.outputs
    return result


def _table(made: list[Sequence], category: str, schema: pa.Schema) -> pa.RecordBatch:
    ids = schema.field("input_ids").type.value_type
    columns = [
        pa.repeat(pa.scalar(category), len(made)),
        _lists([s.ids for s in made], ids),
        _lists([s.word_starts for s in made], pa.bool_()),
        _lists([s.sentence_starts for s in made], pa.uint16()),
        pa.array([s.second_start for s in made], pa.uint16()),
        pa.array([s.label for s in made], pa.int8()),
        pa.array([s.target for s in made], pa.list_(ids)),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=in_memory(schema))


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
