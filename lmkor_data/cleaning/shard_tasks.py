"""Tasks of the stage: clean a slice or a shard; merge slices into a shard."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyarrow as pa

from lmkor_data.cleaning.batch_cleaner import BatchCleaner
from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.slices import Slice
from lmkor_data.corpus.layout import category_of
from lmkor_data.corpus.reading import read_documents, read_shard
from lmkor_data.corpus.schema import CATEGORY, CLEAN_DOCUMENT, REJECTED_DOCUMENT
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.engine.counts import Counts
from lmkor_data.engine.tasks import Task, TaskResult


@dataclass(frozen=True)
class OutputFolders:
    """Where a stage writes: clean documents, and those that it left out."""

    kept: Path
    rejected: Path

    @property
    def work(self) -> OutputFolders:
        """Where slices wait to be joined."""
        return OutputFolders(self.kept / "_work" / "kept", self.kept / "_work" / "rejected")

    def writers(self, name: str) -> tuple[ShardWriter, ShardWriter]:
        """Writers for the shard `name`, which may lie in folders below the stage."""
        *folders, last = PurePosixPath(name).parts
        prefix = Path(*(part for part in folders if not part.startswith("category=")))
        return (
            ShardWriter(self.kept / prefix, last, CLEAN_DOCUMENT),
            ShardWriter(self.rejected / prefix, last, REJECTED_DOCUMENT),
        )


@dataclass(frozen=True)
class SliceMerge:
    """The slices of one shard, in their order."""

    name: str
    kept: tuple[Path, ...]
    rejected: tuple[Path, ...]
    counts: Counts


def clean_slice(task: Task, *, options: CleanOptions, folders: OutputFolders) -> TaskResult:
    """Clean the rows of `task.payload`, a Slice, into `folders.work`.

    Its counts go into the facts: the stage counts shards, when their slices are joined.
    """
    kept, rejected, counts, seconds = _clean(task.payload, task.payload.name, options, folders.work)
    facts = {
        "kept": [str(path) for path in kept],
        "rejected": [str(path) for path in rejected],
        "counts": counts.to_json(),
        "filter_seconds": seconds,
    }
    return TaskResult([*kept, *rejected], Counts(), facts)


def finish_shard(task: Task, *, options: CleanOptions, folders: OutputFolders) -> TaskResult:
    """Make a shard of the stage: clean a whole Slice, or put slices together (a SliceMerge)."""
    if isinstance(task.payload, Slice):
        name = task.payload.shard.name
        kept, rejected, counts, seconds = _clean(task.payload, name, options, folders)
        return TaskResult([*kept, *rejected], counts, {"filter_seconds": seconds})
    joining: SliceMerge = task.payload
    with ExitStack() as stack:
        writers = [stack.enter_context(writer) for writer in folders.writers(joining.name)]
        for writer, parts in zip(writers, (joining.kept, joining.rejected), strict=True):
            _append(writer, parts)
    return TaskResult([*writers[0].outputs, *writers[1].outputs], joining.counts)


def _clean(
    part: Slice, name: str, options: CleanOptions, folders: OutputFolders
) -> tuple[list[Path], list[Path], Counts, dict[str, float]]:
    cleaner = _batch_cleaner(options)
    counts = Counts()
    with ExitStack() as stack:
        kept, rejected = [stack.enter_context(writer) for writer in folders.writers(name)]
        for batch in read_documents(part.shard, rows=part.rows):
            cleaned = cleaner.clean(batch)
            kept.write(cleaned.kept)
            rejected.write(cleaned.rejected)
            counts.merge(cleaned.counts)
    seconds = {reason: round(spent, 3) for reason, spent in cleaner.filter_seconds.items()}
    cleaner.filter_seconds.clear()
    return kept.outputs, rejected.outputs, counts, seconds


def _append(writer: ShardWriter, parts: Sequence[Path]) -> None:
    for path in parts:
        category = category_of(path)
        for batch in read_shard(path):
            folder = pa.repeat(pa.scalar(category), batch.num_rows)
            writer.write(batch.add_column(0, CATEGORY, folder))


@functools.lru_cache(maxsize=1)
def _batch_cleaner(options: CleanOptions) -> BatchCleaner:
    """One a process: the splitter takes seconds to load."""
    return BatchCleaner(options)
