"""A run that is killed anywhere and run again leaves what an undisturbed one leaves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.dedup.corpora import digests, document, run, write_clean
from tests.dedup.test_deciding import reviews

#: Runs the stage over argv[1] and dies when the phase argv[2] has made files but not said so.
SCRIPT = """
import os, signal, sys
from pathlib import Path
from lmkor_data.corpus.manifest import Manifest
from tests.dedup.corpora import run

add = Manifest.add
seen = []

def add_or_die(self, *args):
    if self.folder.name == sys.argv[2]:
        seen.append(args)
        if len(seen) == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
    add(self, *args)

Manifest.add = add_or_die
run(Path(sys.argv[1]), threshold=0.95)
"""

PHASES = [
    ("signatures", 2),
    ("encounters", 3),
    ("elders", 1),
    ("edges", 5),
    ("components", 1),
    ("candidates", 2),
    ("decisions", 1),
    ("verdicts", 1),
    ("sentences", 2),
    ("repeats", 1),
    ("dedup", 2),
]


def fill(corpus: Path, parts: range) -> None:
    made = [document(f"{i:016x}", text) for i, text in enumerate(reviews(240, 5))]
    for part in parts:
        write_clean(corpus / "clean", f"part-{part}", made[part::6])


def test_a_run_killed_in_every_phase_ends_with_the_same_bytes(tmp_path: Path) -> None:
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    for corpus in (calm, rough):
        fill(corpus, range(3))
        run(corpus, threshold=0.95)
        fill(corpus, range(3, 6))
    run(calm, threshold=0.95)
    for phase, task in PHASES:
        killed = subprocess.run([sys.executable, "-c", SCRIPT, str(rough), phase, str(task)])
        assert killed.returncode == -9, f"{phase} was not reached"
    run(rough, threshold=0.95)
    assert digests(rough / "dedup", rough / "removed") == digests(calm / "dedup", calm / "removed")
    left = [p.name for p in rough.rglob(".unfinished*")]
    assert not left


@pytest.mark.parametrize("came", ["before", "after"])
def test_shards_that_come_after_a_kill_are_compared_too(tmp_path: Path, came: str) -> None:
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    fill(calm, range(3))
    run(calm, threshold=0.95)
    fill(rough, range(1, 3) if came == "before" else range(2))
    command = [sys.executable, "-c", SCRIPT, str(rough), "dedup", "2"]
    assert subprocess.run(command).returncode == -9
    fill(rough, range(3))
    run(rough, threshold=0.95)
    assert digests(rough / "dedup", rough / "removed") == digests(calm / "dedup", calm / "removed")
