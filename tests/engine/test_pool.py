"""The pool finishes every task whatever happens to its workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from lmkor_data.engine.counts import Counts
from lmkor_data.engine.pool import ATTEMPTS, Pool
from lmkor_data.engine.runners import InProcess, Runner
from lmkor_data.engine.tasks import Task, TaskResult
from lmkor_data.errors import LmkorError


def count(task: Task) -> TaskResult:
    counts = Counts()
    counts.add("food", "shop", "documents_in", task.payload)
    return TaskResult(counts=counts)


def fail_on_three(task: Task) -> TaskResult:
    if task.payload == 3:
        raise LmkorError("part-3.parquet is no readable Parquet file.")
    if task.payload == 4:
        raise ZeroDivisionError("four")
    return count(task)


def die_once(task: Task) -> TaskResult:
    mark = Path(task.payload)
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return TaskResult()


def die_always(task: Task) -> TaskResult:
    if task.payload:
        os.kill(os.getpid(), signal.SIGKILL)
    return TaskResult()


@pytest.fixture(params=[InProcess, lambda: Pool(2)], ids=["in process", "pool"])
def runner(request: pytest.FixtureRequest):
    made: Runner = request.param()
    yield made
    made.close()


def test_every_task_gives_one_outcome(runner: Runner) -> None:
    tasks = [Task(f"t{i}", payload=i) for i in range(20)]
    outcomes = list(runner.map(count, tasks))
    assert sorted(o.task.name for o in outcomes) == sorted(t.name for t in tasks)
    total = Counts()
    for outcome in outcomes:
        assert outcome.result
        total.merge(outcome.result.counts)
    assert total.total("documents_in") == sum(range(20))


def test_a_failed_task_names_its_cause_and_the_others_finish(runner: Runner) -> None:
    outcomes = {
        o.task.payload: o
        for o in runner.map(fail_on_three, [Task(f"t{i}", payload=i) for i in range(8)])
    }
    assert len(outcomes) == 8
    assert outcomes[3].cause == "part-3.parquet is no readable Parquet file."
    assert not outcomes[3].trace
    assert outcomes[4].cause == "ZeroDivisionError: four"
    assert "fail_on_three" in outcomes[4].trace
    assert all(outcomes[i].result for i in (0, 1, 2, 5, 6, 7))


def test_a_killed_worker_is_replaced_and_its_task_tried_again(tmp_path: Path) -> None:
    pool = Pool(2)
    tasks = [Task(f"t{i}", payload=str(tmp_path / str(i))) for i in range(5)]
    assert all(outcome.result for outcome in pool.map(die_once, tasks))
    pool.close()


def test_a_task_that_keeps_killing_workers_is_given_up_alone() -> None:
    pool = Pool(2)
    outcomes = {
        o.task.payload: o
        for o in pool.map(die_always, [Task("good", payload=0), Task("bad", payload=1)])
    }
    assert outcomes[0].result
    assert "signal 9" in outcomes[1].cause
    assert f"{ATTEMPTS} times" in outcomes[1].cause
    assert all(outcome.result for outcome in pool.map(count, [Task("after", payload=1)]))
    pool.close()


def test_workers_die_with_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(
            """
            import os, sys, time
            from pathlib import Path
            from lmkor_data.engine.pool import Pool
            from lmkor_data.engine.tasks import Task, TaskResult

            def sleep(task):
                Path(task.payload, str(os.getpid())).touch()
                time.sleep(60)
                return TaskResult()

            if __name__ == "__main__":
                list(Pool(2).map(sleep, [Task(str(i), payload=sys.argv[1]) for i in range(2)]))
            """
        )
    )
    marks = tmp_path / "marks"
    marks.mkdir()
    parent = subprocess.Popen([sys.executable, str(script), str(marks)])
    _until(lambda: len(list(marks.iterdir())) == 2)
    workers = [int(mark.name) for mark in marks.iterdir()]
    parent.kill()
    parent.wait()
    _until(lambda: not any(_alive(worker) for worker in workers))


def _alive(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False


def _until(condition, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
