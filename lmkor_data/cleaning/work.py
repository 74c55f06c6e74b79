"""The tasks of the stage: clean rows into a slice or a shard, and join slices to a shard."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from lmkor_data.cleaning.batches import BatchCleaner
from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.slices import Slice
from lmkor_data.corpus.reading import read_documents, read_shard
from lmkor_data.corpus.schema import CLEAN_DOCUMENT, REJECTED_DOCUMENT
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.engine.counts import Counts
from lmkor_data.engine.tasks import Task, TaskResult


@dataclass(frozen=True)
class Places:
    """Where a stage writes: clean documents, and those that it left out."""

    kept: Path
    rejected: Path

    @property
    def work(self) -> Places:
        """Where slices wait to be joined."""
        return Places(self.kept / "_work" / "kept", self.kept / "_work" / "rejected")

    def writers(self, name: str) -> tuple[ShardWriter, ShardWriter]:
        """Writers for the shards called `name`."""
        return (
            ShardWriter(self.kept, name, CLEAN_DOCUMENT),
            ShardWriter(self.rejected, name, REJECTED_DOCUMENT),
        )


@dataclass(frozen=True)
class Joining:
    """The slices of one group, in their order."""

    name: str
    kept: tuple[Path, ...]
    rejected: tuple[Path, ...]
    counts: Counts


def clean_slice(task: Task, *, options: CleanOptions, places: Places) -> TaskResult:
    """Clean the rows of `task.payload`, a Slice, into `places.work`.

    Its counts go into the facts: the stage counts shards, when their slices are joined.
    """
    kept, rejected, counts = _clean([task.payload], task.name, options, places.work)
    facts = {
        "kept": [str(path) for path in kept],
        "rejected": [str(path) for path in rejected],
        "counts": counts.to_json(),
    }
    return TaskResult([*kept, *rejected], Counts(), facts)


def finish_shard(task: Task, *, options: CleanOptions, places: Places) -> TaskResult:
    """Make a shard of the stage: clean whole slices, or put cleaned ones together (a Joining)."""
    if not isinstance(task.payload, Joining):
        kept, rejected, counts = _clean(task.payload, task.name, options, places)
        return TaskResult([*kept, *rejected], counts)
    joining = task.payload
    with ExitStack() as stack:
        writers = [stack.enter_context(writer) for writer in places.writers(joining.name)]
        for writer, parts in zip(writers, (joining.kept, joining.rejected), strict=True):
            _append(writer, parts)
    return TaskResult([*writers[0].outputs, *writers[1].outputs], joining.counts)


def _clean(
    parts: Sequence[Slice], name: str, options: CleanOptions, places: Places
) -> tuple[list[Path], list[Path], Counts]:
    cleaner = _batch_cleaner(options)
    counts = Counts()
    with ExitStack() as stack:
        kept, rejected = [stack.enter_context(writer) for writer in places.writers(name)]
        for batch in (b for part in parts for b in read_documents(part.shard, rows=part.rows)):
            cleaned = cleaner.clean(batch)
            kept.write(cleaned.kept)
            rejected.write(cleaned.rejected)
            counts.merge(cleaned.counts)
    return kept.outputs, rejected.outputs, counts


def _append(writer: ShardWriter, parts: Sequence[Path]) -> None:
    for path in parts:
        for batch in read_shard(path):
            writer.write(batch)


@functools.lru_cache(maxsize=1)
def _batch_cleaner(options: CleanOptions) -> BatchCleaner:
    """One a process: the splitter takes seconds to load."""
    return BatchCleaner(options)
