"""The seam: run a function over tasks. In this process, or by whatever else offers `map`."""

from __future__ import annotations

import resource
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from lmkor_data.corpus.fingerprints import file_digest
from lmkor_data.engine.tasks import Task, TaskResult, Work
from lmkor_data.errors import LmkorError


@dataclass
class Outcome:
    """How a task ended: with a result or with the cause of its failure."""

    task: Task
    result: TaskResult | None = None
    cause: str = ""
    trace: str = ""  #: empty where the cause says it all
    cpu_seconds: float = 0.0
    peak_mb: float = 0.0  #: of the process that ran it, so far


class Runner(Protocol):
    """Files in, files out: all that a stage asks of an engine.

    An engine runs `work(task)` for every task, in any order and place, and yields outcomes as
    they come. Tasks are idempotent, so a task that may have run can be run again.
    """

    workers: int

    def map(self, work: Work, tasks: Sequence[Task]) -> Iterator[Outcome]: ...

    def close(self) -> None: ...


class InProcess:
    """Runs tasks one after the other in this process: for tests, debuggers and one worker."""

    workers = 1

    def map(self, work: Work, tasks: Sequence[Task]) -> Iterator[Outcome]:
        """Run the tasks in their order."""
        for task in tasks:
            yield attempt(work, task)

    def close(self) -> None:
        """Nothing to give back."""


def attempt(work: Work, task: Task) -> Outcome:
    """Run one task here; an exception becomes the outcome's cause."""
    begin = time.process_time()
    try:
        result = work(task)
        # Here and not by the driver: one process would be a bottleneck for many workers.
        result.digests = {path: file_digest(path) for path in result.outputs}
        outcome = Outcome(task, result)
    except LmkorError as cause:
        outcome = Outcome(task, cause=str(cause))
    except Exception as cause:
        trace = traceback.format_exc()
        outcome = Outcome(task, cause=f"{type(cause).__name__}: {cause}", trace=trace)
    outcome.cpu_seconds = time.process_time() - begin
    outcome.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return outcome
