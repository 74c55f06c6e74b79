"""Tasks of the stage: clean a slice or a shard; merge slices into a shard."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from lmkor_data.cleaning.batch_cleaner import BatchCleaner
from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.slices import Slice
from lmkor_data.corpus.reading import read_documents, read_shard
from lmkor_data.corpus.schema import CLEAN_DOCUMENT, REJECTED_DOCUMENT
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
        """Return writers for the shards called `name`."""
        return (
            ShardWriter(self.kept, name, CLEAN_DOCUMENT),
            ShardWriter(self.rejected, name, REJECTED_DOCUMENT),
        )


@dataclass(frozen=True)
class SliceMerge:
    """The slices of one group, in their order."""

    name: str
    kept: tuple[Path, ...]
    rejected: tuple[Path, ...]
    counts: Counts


@dataclass(frozen=True)
class _Cleaned:
    """What the cleaning of slices made."""

    kept: list[Path]
    rejected: list[Path]
    counts: Counts
    filter_seconds: dict[str, float]


def clean_slice(task: Task, *, options: CleanOptions, folders: OutputFolders) -> TaskResult:
    """Clean the rows of `task.payload`, a Slice, into `folders.work`.

    Its counts go into the facts: the stage counts shards, when their slices are joined.
    """
    cleaned = _clean([task.payload], task.name, options, folders.work)
    facts = {
        "kept": [str(path) for path in cleaned.kept],
        "rejected": [str(path) for path in cleaned.rejected],
        "counts": cleaned.counts.to_json(),
        "filter_seconds": cleaned.filter_seconds,
    }
    return TaskResult([*cleaned.kept, *cleaned.rejected], Counts(), facts)


def finish_shard(task: Task, *, options: CleanOptions, folders: OutputFolders) -> TaskResult:
    """Make shards of the stage: clean whole slices, or join cleaned ones (a SliceMerge)."""
    if not isinstance(task.payload, SliceMerge):
        cleaned = _clean(task.payload, task.name, options, folders)
        facts = {"filter_seconds": cleaned.filter_seconds}
        return TaskResult([*cleaned.kept, *cleaned.rejected], cleaned.counts, facts)
    joining = task.payload
    with ExitStack() as stack:
        writers = [stack.enter_context(writer) for writer in folders.writers(joining.name)]
        for writer, parts in zip(writers, (joining.kept, joining.rejected), strict=True):
            _append(writer, parts)
    return TaskResult([*writers[0].outputs, *writers[1].outputs], joining.counts)


def _clean(
    parts: Sequence[Slice], name: str, options: CleanOptions, folders: OutputFolders
) -> _Cleaned:
    cleaner = _batch_cleaner(options)
    counts = Counts()
    with ExitStack() as stack:
        kept, rejected = [stack.enter_context(writer) for writer in folders.writers(name)]
        for batch in (b for part in parts for b in read_documents(part.shard, rows=part.rows)):
            cleaned = cleaner.clean(batch)
            kept.write(cleaned.kept)
            rejected.write(cleaned.rejected)
            counts.merge(cleaned.counts)
    seconds = {reason: round(spent, 3) for reason, spent in cleaner.filter_seconds.items()}
    cleaner.filter_seconds.clear()
    return _Cleaned(kept.outputs, rejected.outputs, counts, seconds)


def _append(writer: ShardWriter, parts: Sequence[Path]) -> None:
    for path in parts:
        for batch in read_shard(path):
            writer.write(batch)


@functools.lru_cache(maxsize=1)
def _batch_cleaner(options: CleanOptions) -> BatchCleaner:
    """One a process: the splitter takes seconds to load."""
    return BatchCleaner(options)
