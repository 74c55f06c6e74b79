"""The decontamination stage: drop documents that contain examples of evaluation sets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lmkor_data.corpus.fingerprints import file_fingerprint
from lmkor_data.corpus.layout import expand, require_shards
from lmkor_data.corpus.manifest import Manifest
from lmkor_data.corpus.reading import read_documents
from lmkor_data.corpus.schema import REMOVED_DOCUMENT, UNIQUE_DOCUMENT, conform, in_memory
from lmkor_data.corpus.state.card import write_card
from lmkor_data.corpus.state.freshness import check_input
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.dedup.decontaminate.benchmark_examples import Example, read_examples
from lmkor_data.dedup.decontaminate.overlap import ExampleIndex, find_examples, index_examples
from lmkor_data.dedup.row_counts import count_documents
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.counts import (
    BYTES_IN,
    BYTES_OUT,
    DOCUMENTS_IN,
    DOCUMENTS_OUT,
    DROPPED,
    Counts,
)
from lmkor_data.engine.stage import StageReport, run_tasks
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.errors import LmkorError
from lmkor_data.text.buffers import text_buffers

_EXCERPT = 80  # characters


@dataclass(frozen=True)
class DecontaminationOptions:
    """Parameters of a run."""

    overlap: float = 0.8  #: minimum share of an example's shingles in a document

    def __post_init__(self) -> None:
        if not 0 < self.overlap <= 1:
            raise LmkorError(f"--overlap {self.overlap}: must be above 0 and at most 1.")


def decontaminate(
    source: Path,
    target: Path,
    contaminated: Path,
    against: Sequence[str | Path],
    options: DecontaminationOptions,
    context: StageContext = StageContext(),
) -> StageReport:
    """Write the documents of `source` that contain no example of the files `against` to `target`.

    The others go to `contaminated`: `rule` names the benchmark, `survivor` its row, `similarity`
    is the share of the example that the document contains. The report's facts give, for each
    benchmark, how many of its examples were found and in how many documents. Raises `LmkorError`
    where `source` is empty or unfinished, or a file of `against` holds no text.
    """
    shards = require_shards(source)
    notes = check_input(source)
    files = expand(against)
    parameters = {
        "overlap": options.overlap,
        "against": {path.name: file_fingerprint(path) for path in files},
    }
    report = StageReport("decontaminate", str(target), parameters, notes=notes)
    work = partial(
        _filter,
        files=tuple(files),
        overlap=options.overlap,
        target=target,
        contaminated=contaminated,
    )
    tasks = [Task(s.name, (s.path,), s.bytes, s) for s in shards]
    with Manifest(
        target, parameters, overwrite=context.overwrite, beside=(contaminated,)
    ) as manifest:
        facts = run_tasks(
            "decontaminating",
            work,
            tasks,
            manifest=manifest,
            context=context,
            report=report,
        )
    write_card(target, contaminated)
    report.facts["benchmarks"] = _summary(_examples(tuple(files)), facts.values())
    return report


def _summary(
    examples: Sequence[Example], facts: Iterable[dict[str, Any]]
) -> dict[str, dict[str, int]]:
    """Sum up by benchmark: its texts, rows found, and documents that contain one of them."""
    texts = Counter(example.benchmark for example in examples)
    rows: dict[str, set[int]] = {name: set() for name in texts}
    documents: Counter[str] = Counter()
    for fact in facts:
        for name, numbers in fact["rows"].items():
            rows[name] |= set(numbers)
        documents.update(fact["documents"])
    return {
        name: {"texts": n, "rows_found": len(rows[name]), "documents": documents[name]}
        for name, n in texts.items()
    }


@cache
def _examples(files: tuple[Path, ...]) -> tuple[Example, ...]:
    return tuple(example for path in files for example in read_examples(path))


@cache
def _index(files: tuple[Path, ...], overlap: float) -> ExampleIndex:
    """Build the index once per worker."""
    return index_examples([example.text for example in _examples(files)], overlap)


def _filter(
    task: Task, *, files: tuple[Path, ...], overlap: float, target: Path, contaminated: Path
) -> TaskResult:
    """Write one shard without the documents that contain an example."""
    examples = _examples(files)
    index = _index(files, overlap)
    counts = Counts()
    rows: dict[str, set[int]] = {}
    documents: Counter[str] = Counter()
    name = task.payload.file_name
    with (
        ShardWriter(target, name, UNIQUE_DOCUMENT) as kept,
        ShardWriter(contaminated, name, REMOVED_DOCUMENT) as dropped,
    ):
        for batch in read_documents(task.payload):
            texts = text_buffers(batch.column("text"))
            holders, held, overlaps = find_examples(texts, index)
            for benchmark, number in {(examples[e].benchmark, examples[e].number) for e in held}:
                rows.setdefault(benchmark, set()).add(number)
            documents.update(
                b
                for _, b in {(h, examples[e].benchmark) for h, e in zip(holders, held, strict=True)}
            )
            best = _best(holders, held, overlaps)
            dirty = np.isin(np.arange(batch.num_rows), holders)
            _write_contaminated(dropped, batch.filter(pa.array(dirty)), best, examples, counts)
            clean = conform(batch.filter(pa.array(~dirty)), in_memory(UNIQUE_DOCUMENT))
            kept.write(clean)
            count_documents(counts, batch, DOCUMENTS_IN, BYTES_IN)
            count_documents(counts, clean, DOCUMENTS_OUT, BYTES_OUT)
    facts = {"rows": {b: sorted(n) for b, n in rows.items()}, "documents": dict(documents)}
    return TaskResult([*kept.outputs, *dropped.outputs], counts, facts)


def _best(
    holders: NDArray[np.int64], held: NDArray[np.int64], overlaps: NDArray[np.float32]
) -> list[tuple[int, float]]:
    """Return, for each document with examples, the one it contains most of (the first of ties)."""
    order = np.lexsort((held, -overlaps, holders))
    first = np.unique(holders[order], return_index=True)[1]
    chosen = order[first]
    return [(int(held[i]), float(overlaps[i])) for i in chosen]


def _write_contaminated(
    dropped: ShardWriter,
    rows: pa.RecordBatch,
    best: list[tuple[int, float]],
    examples: Sequence[Example],
    counts: Counts,
) -> None:
    if not rows.num_rows:
        return
    of_rows = [examples[e] for e, _ in best]
    columns = {
        "category": rows.column("category"),
        "id": rows.column("id"),
        "source": rows.column("source"),
        "rule": pa.array([f"benchmark {e.benchmark}" for e in of_rows]),
        "survivor": pa.array([f"{e.benchmark}:{e.number}" for e in of_rows]),
        "similarity": pa.array([share for _, share in best], pa.float32()),
        "excerpt": pc.utf8_slice_codeunits(rows.column("text"), 0, _EXCERPT),
    }
    dropped.write(conform(pa.table(columns), in_memory(REMOVED_DOCUMENT)))
    for benchmark in sorted({e.benchmark for e in of_rows}):
        mine = pa.array([e.benchmark == benchmark for e in of_rows])
        count_documents(counts, rows.filter(mine), f"{DROPPED}holds an example of {benchmark}")
