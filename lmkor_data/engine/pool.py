"""A pool of worker processes that outlives its workers.

`ProcessPoolExecutor` breaks as a whole when one worker is killed (out of memory, a crash in a C
library, an operator's kill -9). Here a dead worker is replaced and its task tried again, and a
task that keeps killing its workers becomes a failed task, while the others finish.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait

from lmkor_data.engine.runners import InProcess, Outcome, Runner, attempt
from lmkor_data.engine.tasks import Task, Work

#: A task whose worker died this many times is given up.
ATTEMPTS = 3

#: Imported once in the fork server, so that starting a worker costs milliseconds.
_PRELOAD = ["numpy", "pyarrow.parquet", "numba", "lmkor_data.engine.pool"]


def local_runner(workers: int) -> Runner:
    """Runs tasks on this machine: in this process for one worker, else in a pool."""
    return InProcess() if workers == 1 else Pool(workers)


class Pool:
    """`workers` processes, started when first needed and kept until `close`."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(_PRELOAD)
        self._crew: list[_Worker] = []

    def map(self, work: Work, tasks: Sequence[Task]) -> Iterator[Outcome]:
        """Run the tasks in the workers; outcomes come as they end."""
        waiting = deque((task, 1) for task in tasks)
        while len(self._crew) < min(self.workers, len(waiting)):
            self._crew.append(_Worker(self._context))
        try:
            while waiting or any(worker.task for worker in self._crew):
                for worker in self._crew:
                    if waiting and not worker.task:
                        worker.start(work, *waiting.popleft())
                for worker in self._stirring():
                    outcome = worker.collect()
                    if outcome is None:
                        task, tries = worker.task, worker.tries
                        assert task
                        self._crew[self._crew.index(worker)] = _Worker(self._context)
                        if tries < ATTEMPTS:
                            waiting.append((task, tries + 1))
                        else:
                            yield Outcome(task, cause=_death_note(worker.exit_code, tries))
                    else:
                        yield outcome
        finally:
            for worker in [w for w in self._crew if w.task]:  # interrupted in the middle
                worker.kill()
                self._crew.remove(worker)

    def close(self) -> None:
        """Let every worker end; the next `map` starts new ones."""
        for worker in self._crew:
            worker.dismiss()
        self._crew.clear()

    def _stirring(self) -> list[_Worker]:
        """Busy workers that have answered or died; waits until there is one."""
        busy = [worker for worker in self._crew if worker.task]
        ready = set(wait([w.pipe for w in busy] + [w.process.sentinel for w in busy]))
        return [w for w in busy if w.pipe in ready or w.process.sentinel in ready]


class _Worker:
    """The pool's side of one worker process."""

    def __init__(self, context: multiprocessing.context.ForkServerContext) -> None:
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.tries = 0

    @property
    def exit_code(self) -> int:
        return self.process.exitcode or 0

    def start(self, work: Work, task: Task, tries: int) -> None:
        self.task, self.tries = task, tries
        with contextlib.suppress(OSError):  # it died while idle: `collect` finds that out
            self.pipe.send((work, task))

    def collect(self) -> Outcome | None:
        """The outcome of the task, or None where the worker died over it."""
        try:
            outcome: Outcome = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join()
            return None
        self.task = None
        return outcome

    def dismiss(self) -> None:
        self.pipe.close()
        self.process.join()

    def kill(self) -> None:
        self.process.kill()
        self.process.join()


def _serve(pipe: Connection) -> None:
    """A worker's life: take a task, do it, answer; end when the pool does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the pool's to handle
    threading.Thread(target=_follow_parent, daemon=True).start()
    while True:
        try:
            work, task = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(attempt(work, task))


def _follow_parent() -> None:
    """Die with the pool's process, even when that was killed without a word."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


def _death_note(exit_code: int, tries: int) -> str:
    how = f"killed by signal {-exit_code}" if exit_code < 0 else f"ended with code {exit_code}"
    hint = " Out of memory is the usual cause: try fewer --workers." if exit_code == -9 else ""
    return f"its worker was {how}, {tries} times over.{hint}"
