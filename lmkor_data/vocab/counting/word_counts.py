"""Word counts of a corpus by category and source, on disk.

    vocab-counts/shards/*.arrow     words of each shard, partitioned by hash into PARTS batches
    vocab-counts/words/*.parquet    merged: word, category, source, count; each word in one file

Memory is bounded by the table of one shard while counting and by one part while merging.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lmkor_data.corpus.files import appearing
from lmkor_data.corpus.layout import Shard, require_shards
from lmkor_data.corpus.manifest import Manifest
from lmkor_data.corpus.manifest_file import load
from lmkor_data.corpus.reading import read_documents
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.counts import BYTES_IN, BYTES_OUT, DOCUMENTS_IN, DOCUMENTS_OUT, Counts
from lmkor_data.engine.stage import StageReport, run_tasks
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.errors import LmkorError
from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.counting.word_table import BERT, PARTS, WordTable
from lmkor_data.vocab.hashing import uniform_hash

#: Fact of each shard: words too long for the tokenizer, which encodes them as [UNK].
OVERLONG = "overlong_words"

#: Words in a table before it is written out and cleared.
TABLE_WORDS = 2 << 20

#: Maximum compressed bytes of runs per merge task, as far as parts can be divided.
MERGE_BYTES = 8 << 20

#: Version of the run format; increased when older runs cannot be merged with new ones.
_FORMAT = {"counts": 3}

#: Minimum words per Arrow batch of a run; small parts share a batch, for batches have overhead.
_BATCH_WORDS = 1 << 13

_GROUPS, _SIZES = b"groups", b"sizes"
_COUNTED, _MERGED = "_count.jsonl", "_merge.jsonl"

#: Prefix of the measures that count the documents of a kind of text.
KIND = "kind "

#: (category, source) of a text.
Group = tuple[str, str]


class Counting(NamedTuple):
    """How words are counted."""

    pretokenizer: str = BERT  #: BERT or DECODER
    share: float = 1.0  #: of the documents, chosen by a hash of their id

    def parameters(self) -> dict[str, Any]:
        """Return what the manifest records; defaults are left out, so that old counts serve."""
        given = {name: value for name, value in self._asdict().items() if value != _PLAIN[name]}
        return _FORMAT | given


_PLAIN: dict[str, Any] = Counting()._asdict()


class WordCounts:
    """Reader of finished word counts, part by part."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        finished = load(folder / _MERGED).finished
        if not finished:
            raise LmkorError(
                f"{folder} holds no finished word counts. Run `lmkor-data build-vocab`, which "
                f"counts words and resumes an interrupted count."
            )
        self.parts = sorted((folder / "words").glob("*.parquet"))
        #: Documents and bytes in which the words were counted.
        self.read = Counts()
        for entry in load(folder / _COUNTED).entries.values():
            self.read.merge(Counts.from_json(entry.counts))

    @property
    def pretokenizer(self) -> str:
        """The pre-tokenizer that the words were counted with."""
        parameters = load(self.folder / _COUNTED).parameters or {}
        return str(parameters.get("pretokenizer", BERT))

    def kinds(self) -> dict[Group, str]:
        """Return the kind of text of each group: that of most of its documents."""
        found: dict[Group, tuple[int, str]] = {}
        for category, source, measure, number in self.read.rows():
            if measure.startswith(KIND):
                best = found.get((category, source), (0, ""))
                found[category, source] = max(best, (number, measure.removeprefix(KIND)))
        return {group: kind for group, (_, kind) in found.items()}

    def tables(self) -> Iterator[pa.Table]:
        """Yield tables of `word`, `category`, `source`, `count`, sorted and disjoint by word."""
        for part in self.parts:
            yield pq.read_table(part, read_dictionary=["category", "source"])

    def totals(self) -> dict[Group, int]:
        """Return the number of word tokens by category and source."""
        totals: Counter[Group] = Counter()
        keys = ["category", "source"]
        for part in self.parts:
            rows = pq.read_table(part, columns=[*keys, "count"]).group_by(keys)
            for row in rows.aggregate([("count", "sum")]).to_pylist():
                totals[row["category"], row["source"]] += row["count_sum"]
        return dict(sorted(totals.items()))


def count_words(
    source: Path,
    folder: Path,
    how: Counting,
    context: StageContext,
    report: StageReport,
) -> None:
    """Count the words of every shard below `source` into `folder`; finished shards are skipped."""
    shards = require_shards(source)
    parameters = how.parameters()
    with Manifest(folder, parameters, overwrite=context.overwrite, name=_COUNTED) as manifest:
        tasks = [Task(s.name, (s.path,), s.bytes, s) for s in shards]
        run_tasks(
            "count words",
            partial(count_shard, folder=folder / "shards", how=how),
            tasks,
            manifest=manifest,
            context=context,
            report=report,
        )
        runs = sorted(
            folder / output for entry in manifest.entries.values() for output in entry.outputs
        )
        if not report.ok:
            return
        with Manifest(
            folder, how.parameters(), overwrite=context.overwrite, name=_MERGED
        ) as merged:
            run_tasks(
                "merge counts",
                partial(merge_parts, folder=folder / "words"),
                _plan_merge(runs),
                manifest=merged,
                context=context,
                report=report,
            )


def count_shard(task: Task, folder: Path, how: Counting) -> TaskResult:
    """Write the words of one shard as one run, or as several if they exceed `TABLE_WORDS`."""
    shard: Shard = task.payload
    table, result = WordTable(how.pretokenizer), TaskResult()
    groups: dict[Group, int] = {}

    def spill() -> None:
        path = folder / f"{shard.name}-{len(result.outputs):03d}.arrow"
        _write_run(path, table.parts(), list(groups))
        result.outputs.append(path)
        table.clear()

    for batch in read_documents(shard, columns=["id", "text", "source", "kind"]):
        if table.words >= TABLE_WORDS:
            spill()
        if how.share < 1:
            ids = text_buffers(batch.column("id"))
            batch = batch.filter(pa.array(uniform_hash(ids.offsets, ids.data) < how.share))
            if not batch.num_rows:
                continue
        texts = text_buffers(batch.column("text"))
        of_text = _number_groups(batch, groups)
        table.add(texts, of_text)
        documents = np.bincount(of_text, minlength=len(groups))
        size = np.bincount(of_text, np.diff(texts.offsets), len(groups)).astype(np.int64)
        for group, number in groups.items():
            result.counts.add(*group, DOCUMENTS_IN, int(documents[number]))
            result.counts.add(*group, DOCUMENTS_OUT, int(documents[number]))
            result.counts.add(*group, BYTES_IN, int(size[number]))
            result.counts.add(*group, BYTES_OUT, int(size[number]))
        _count_kinds(result, batch, of_text, list(groups))
    result.facts = {OVERLONG: table.overlong}
    spill()
    return result


def merge_parts(task: Task, folder: Path) -> TaskResult:
    """Sum the same parts of all runs; the result does not depend on their order."""
    table, groups = WordTable(), _all_groups(task.inputs)
    number = {group: i for i, group in enumerate(groups)}
    for run in task.inputs:
        of_run, words = _read_run(run, task.payload)
        numbers = np.array([number[group] for group in of_run], np.int32)
        of_word = numbers[np.asarray(words["group"])]
        table.add_counted(text_buffers(words["word"]), of_word, np.asarray(words["count"]))
    added = table.whole()
    merged = added.take(pc.sort_indices(added, [("word", "ascending"), ("group", "ascending")]))
    category, source = (pa.array([g[i] for g in groups], pa.string()) for i in (0, 1))
    path = folder / f"{task.name}.parquet"
    with appearing(path) as unfinished:
        pq.write_table(
            pa.table(
                {
                    "word": merged["word"],
                    "category": category.take(merged["group"]),
                    "source": source.take(merged["group"]),
                    "count": merged["count"],
                }
            ),
            unfinished,
            compression="zstd",
            compression_level=1,
            use_dictionary=["category", "source"],
        )
    return TaskResult([path])


def _plan_merge(runs: list[Path]) -> list[Task]:
    """Divide the parts into as few tasks as the memory bound allows."""
    size = sum(run.stat().st_size for run in runs)
    number = 1
    while number < PARTS and size > number * MERGE_BYTES:
        number *= 2
    share = PARTS // number
    return [
        Task(
            f"part-{first // share:02d}-of-{number:02d}",
            tuple(runs),
            size // number,
            range(first, first + share),
        )
        for first in range(0, PARTS, share)
    ]


def _count_kinds(
    result: TaskResult, batch: pa.RecordBatch, of_text: NDArray[np.int32], groups: list[Group]
) -> None:
    """Count the documents of each kind by group."""
    kinds = batch.column("kind").fill_null("").dictionary_encode()
    pairs, numbers = np.unique(
        np.stack([of_text, np.asarray(kinds.indices)]), axis=1, return_counts=True
    )
    for (group, kind), number in zip(pairs.T.tolist(), numbers.tolist(), strict=True):
        category, source = groups[group]
        result.counts.add(category, source, KIND + kinds.dictionary[kind].as_py(), number)


def _number_groups(batch: pa.RecordBatch, groups: dict[Group, int]) -> NDArray[np.int32]:
    """Return the group number of each document; new groups are added to `groups`."""
    categories, sources = (batch.column(k).dictionary_encode() for k in ("category", "source"))
    pairs = np.stack([np.asarray(categories.indices), np.asarray(sources.indices)])
    kinds, of_text = np.unique(pairs, axis=1, return_inverse=True)
    names = [
        (categories.dictionary[category].as_py(), sources.dictionary[source].as_py())
        for category, source in kinds.T.tolist()
    ]
    numbers = [groups.setdefault(group, len(groups)) for group in names]
    return np.array(numbers, np.int32)[of_text.reshape(-1)]


def _write_run(path: Path, parts: list[pa.RecordBatch], groups: list[Group]) -> None:
    sizes = [part.num_rows for part in parts]
    together = 1
    while together < PARTS and sum(sizes) * together < PARTS * _BATCH_WORDS:
        together *= 2
    about = {_GROUPS: json.dumps(groups), _SIZES: json.dumps(sizes)}
    schema = parts[0].schema.with_metadata(about)
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with appearing(path) as unfinished, pa.ipc.new_file(unfinished, schema, options=options) as run:
        for first in range(0, PARTS, together):
            run.write(pa.concat_batches(parts[first : first + together]))


def _read_run(path: Path, parts: range) -> tuple[list[Group], pa.Table]:
    """Read the groups of a run and the words of its `parts`."""
    with pa.OSFile(str(path)) as file:
        run = pa.ipc.open_file(file)
        sizes = json.loads(run.schema.metadata[_SIZES])
        together = PARTS // run.num_record_batches
        first, last = parts.start // together, -(-parts.stop // together)
        whole = pa.Table.from_batches([run.get_batch(batch) for batch in range(first, last)])
        before = sum(sizes[first * together : parts.start])
        return _groups(run.schema), whole.slice(before, sum(sizes[parts.start : parts.stop]))


def _all_groups(runs: Sequence[Path]) -> list[Group]:
    found: set[Group] = set()
    for path in runs:
        with pa.OSFile(str(path)) as file:
            found.update(_groups(pa.ipc.open_file(file).schema))
    return sorted(found)


def _groups(schema: pa.Schema) -> list[Group]:
    return [(category, source) for category, source in json.loads(schema.metadata[_GROUPS])]
