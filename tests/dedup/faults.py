"""The stage disturbed in one of its phases: a process of it killed, or its disk full.

    python -m tests.dedup.faults CORPUS PHASE VICTIM MOMENT

runs it over CORPUS until VICTIM ("process": the only one; "parent" or "worker" of two workers) is
killed over one of the phase's tasks: "unnamed", when its first file is written but has not its
name, or "unsaid", when the task is done but nobody was told.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from lmkor_data.dedup.candidates.candidate_texts import gather_candidates
from lmkor_data.dedup.candidates.components import find_components
from lmkor_data.dedup.candidates.edges import find_edges
from lmkor_data.dedup.decide.decisions import join_decisions
from lmkor_data.dedup.decide.verification import verify
from lmkor_data.dedup.index.index_matches import (
    find_key_matches,
    gather_index_matches,
    index_sentences,
)
from lmkor_data.dedup.index.key_index import index_keys
from lmkor_data.dedup.output import write_out
from lmkor_data.dedup.repeats.emptied import find_emptied, gather_emptied
from lmkor_data.dedup.repeats.sentences import find_repeats, partition_sentences
from lmkor_data.dedup.signatures.signature_files import sign_shard
from lmkor_data.engine.pool import ATTEMPTS, Pool
from lmkor_data.engine.runners import InProcess, Outcome, Runner
from lmkor_data.engine.tasks import Task, TaskResult, Work
from tests.dedup.corpora import run

#: Every phase of a run that has runs before it, in order, and what it does to its tasks.
PHASES = {
    "signatures": sign_shard,
    "index of keys": index_keys,
    "key matches": find_key_matches,
    "index matches": gather_index_matches,
    "edges": find_edges,
    "components": find_components,
    "candidates": gather_candidates,
    "verification": verify,
    "decisions": join_decisions,
    "sentences": partition_sentences,
    "index of sentences": index_sentences,
    "repeats": find_repeats,
    "emptied": find_emptied,
    "emptied documents": gather_emptied,
    "writing": write_out,
}
VICTIMS, MOMENTS = ("process", "parent", "worker"), ("unnamed", "unsaid")

#: Given a phase's name, its work and its tasks: the work to do on them instead.
Disturb = Callable[[str, Work, Sequence[Task]], Work]


class Disturbed:
    """A runner whose phases begin with a disturbance."""

    def __init__(self, runner: Runner, disturb: Disturb) -> None:
        self.workers, self.close = runner.workers, runner.close
        self._runner, self._disturb = runner, disturb

    def map(self, work: Work, tasks: Sequence[Task]) -> Iterator[Outcome]:
        name = next(name for name, of_phase in PHASES.items() if of_phase is work.func)
        yield from self._runner.map(self._disturb(name, work, tasks) if tasks else work, tasks)


def killing(phase: str, victim: str, moment: str, marks: Path) -> Disturb:
    """Kill over the middle one of the phase's tasks: a worker until the task is given up."""
    times = ATTEMPTS if victim == "worker" else 1

    def disturb(name: str, work: Work, tasks: Sequence[Task]) -> Work:
        if name != phase:
            return work
        unlucky = tasks[len(tasks) // 2].name
        return partial(_die, work=work, unlucky=unlucky, how=(victim, moment, marks, times))

    return disturb


def _die(task: Task, *, work: Work, unlucky: str, how: tuple[str, str, Path, int]) -> TaskResult:
    victim, moment, marks, times = how
    killed = marks.stat().st_size if marks.exists() else 0
    if task.name != unlucky or killed == times:
        return work(task)
    marks.write_bytes(b"x" * (killed + 1))
    parent = multiprocessing.parent_process()
    doomed = parent.pid if victim == "parent" and parent else os.getpid()
    replace = os.replace

    def replace_too_late(one: Path, other: Path) -> None:
        os.kill(doomed, signal.SIGKILL)
        replace(one, other)  # a worker lives on for a moment when its parent dies

    if moment == "unnamed":
        os.replace = replace_too_late
    result = work(task)
    os.kill(doomed, signal.SIGKILL)
    return result


def killed(corpus: Path, phase: str, victim: str, moment: str, **options: str) -> int:
    """Run until somebody is killed; how the process ended: -9, or 1 where a task was given up."""
    words = [f"{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "tests.dedup.faults", str(corpus), phase, victim, moment]
    return subprocess.run([*command, *words], stderr=subprocess.DEVNULL).returncode


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """A tmpfs of `size` bytes at `folder`; raises `CalledProcessError` where that is forbidden."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    subprocess.run(mount, check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@contextmanager
def full_disk(folder: Path, left: int) -> Iterator[None]:
    """Leave room for this many bytes."""
    ballast = folder / "ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, shutil.disk_usage(folder).free - left))
    try:
        yield
    finally:
        ballast.unlink()


def main(corpus: Path, phase: str, victim: str, moment: str, *words: str) -> None:
    runner: Runner = InProcess() if victim == "process" else Pool(2)
    marks = corpus / f"killed-{PHASES[phase].__name__}-{victim}-{moment}"
    disturbed = Disturbed(runner, killing(phase, victim, moment, marks))
    options = dict(word.split("=") for word in words)
    run(corpus, runner=disturbed, **{k: float(v) for k, v in options.items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
