"""A run that is disturbed anywhere and run again leaves what an undisturbed one leaves."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.stage import dedup
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.pool import Pool
from lmkor_data.engine.runners import InProcess
from lmkor_data.engine.tasks import Task, Work
from tests.dedup.corpora import digests, document, run, write_clean
from tests.dedup.decide.test_survivor_selection import reviews
from tests.dedup.faults import (
    PHASES,
    Disturbed,
    full_disk,
    killed,
    killing,
    small_disk,
)

THRESHOLD = 0.95
BATCHES = (range(2), range(2, 4), range(4, 6))


def fill(corpus: Path, parts: range) -> None:
    made = [document(f"{i:016x}", text) for i, text in enumerate(reviews(240, 5))]
    for part in parts:
        write_clean(corpus / "clean", f"part-{part}", made[part::6])


def begin(*corpora: Path) -> None:
    """Two batches deduplicated, the third one there."""
    for corpus in corpora:
        for parts in BATCHES[:2]:
            fill(corpus, parts)
            run(corpus, threshold=THRESHOLD)
        fill(corpus, BATCHES[2])


def same(one: Path, other: Path) -> bool:
    assert not list(other.rglob(".unfinished*"))
    return digests(one / "dedup", one / "removed") == digests(other / "dedup", other / "removed")


def test_a_run_killed_in_every_phase_ends_with_the_same_bytes(tmp_path: Path) -> None:
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    begin(calm, rough)
    run(calm, threshold=THRESHOLD)
    for number, phase in enumerate(PHASES):
        moment = ("unnamed", "unsaid")[number % 2]
        ended = killed(rough, phase, "process", moment, threshold=str(THRESHOLD))
        assert ended == -9, f"{phase} was not reached"
    run(rough, threshold=THRESHOLD)
    assert same(calm, rough)


def test_a_worker_killed_in_every_phase_changes_nothing(tmp_path: Path) -> None:
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    begin(calm, rough)
    run(calm, threshold=THRESHOLD)
    pool = Pool(2)

    def disturb(name: str, work: Work, tasks: Sequence[Task]) -> Work:
        marks = tmp_path / f"killed-{name}"
        marks.write_bytes(b"xx")  # one time left
        return killing(name, "worker", "unnamed", marks)(name, work, tasks)

    run(rough, runner=Disturbed(pool, disturb), threshold=THRESHOLD)
    pool.close()
    assert {marks.stat().st_size for marks in tmp_path.glob("killed-*")} == {3}
    assert len(list(tmp_path.glob("killed-*"))) == len(PHASES)
    assert same(calm, rough)


def test_a_disk_full_in_every_phase_only_delays(tmp_path: Path) -> None:
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    try:
        with small_disk(rough, 32 << 20):
            begin(calm, rough)
            run(calm, threshold=THRESHOLD)
            for phase in PHASES:
                ends = run_with_full_disk(rough, phase)
                assert all("No space left on device" in end for end in ends), (phase, ends)
                assert ends, f"{phase} had room enough"
            run(rough, threshold=THRESHOLD)
            assert same(calm, rough)
    except subprocess.CalledProcessError:
        pytest.skip("only root may mount a small disk")


def run_with_full_disk(corpus: Path, phase: str) -> list[str]:
    """Why it did not end."""
    with contextlib.ExitStack() as until_it_ends:

        def disturb(name: str, work: Work, tasks: Sequence[Task]) -> Work:
            if name == phase:
                until_it_ends.enter_context(full_disk(corpus, 0))
            return work

        try:
            report = dedup(
                corpus / "clean",
                corpus / "dedup",
                corpus / "removed",
                DedupOptions(threshold=THRESHOLD),
                context=StageContext(Disturbed(InProcess(), disturb)),
            )
        except OSError as cause:
            return [str(cause)]
        return [failure["cause"] for failure in report.failures]


@pytest.mark.parametrize("came", ["before", "after"])
def test_shards_that_come_after_a_kill_are_compared_too(tmp_path: Path, came: str) -> None:
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    fill(calm, range(3))
    run(calm, threshold=THRESHOLD)
    fill(rough, range(1, 3) if came == "before" else range(2))
    assert killed(rough, "writing", "process", "unsaid", threshold=str(THRESHOLD)) == -9
    fill(rough, range(3))
    run(rough, threshold=THRESHOLD)
    assert same(calm, rough)
