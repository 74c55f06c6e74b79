"""A disk that is full in every phase, then with room again, until all phases had theirs.

    python -m benchmarks.dedup.full_disk        (as root: mounts a tmpfs)

Once when the phase begins, once when half of what it writes is written.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.dedup.interrupted import begin, same
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.stage import dedup
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.runners import InProcess
from lmkor_data.engine.tasks import Task, Work
from tests.dedup.corpora import run
from tests.dedup.faults import PHASES, Disturb, Disturbed, full_disk, small_disk

SIZE = 1 << 28


def attempt(corpus: Path, disturb: Disturb) -> str:
    """Why it did not end; nothing where it did."""
    try:
        report = dedup(
            corpus / "clean",
            corpus / "dedup",
            corpus / "removed",
            DedupOptions(),
            context=StageContext(Disturbed(InProcess(), disturb)),
        )
    except OSError as cause:
        return str(cause)
    return report.failures[0]["cause"] if report.failures else ""


def needs(corpus: Path) -> dict[str, int]:
    """Bytes on the disk when each phase begins, and at the end."""
    used: dict[str, int] = {}

    def note(name: str, work: Work, tasks: Sequence[Task]) -> Work:
        used.setdefault(name, shutil.disk_usage(corpus).used)
        return work

    attempt(corpus, note)
    ends = [*list(used.values())[1:], shutil.disk_usage(corpus).used]
    return {name: max(0, end - used[name]) for name, end in zip(used, ends, strict=True)}


def attempt_when_full(corpus: Path, phase: str, left: int) -> str:
    with contextlib.ExitStack() as until_it_ends:

        def fill(name: str, work: Work, tasks: Sequence[Task]) -> Work:
            if name == phase:
                until_it_ends.enter_context(full_disk(corpus, left))
            return work

        return attempt(corpus, fill)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        calm, rough = Path(folder) / "calm", Path(folder) / "rough"
        begin(calm)
        run(calm)
        with small_disk(rough, SIZE):
            begin(rough)
            written = needs(rough)
        rough.rmdir()
        for share in (0, 0.5):
            with small_disk(rough, SIZE):
                begin(rough)
                print(f"room left, of what the phase writes: {share:.0%}")
                for phase in PHASES:
                    cause = attempt_when_full(rough, phase, int(share * written[phase]))
                    print(f"  {phase}, {written[phase]:,} bytes: {cause or 'IT ENDED'}", flush=True)
                run(rough)
                print(f"  {same(calm, rough)}")
            rough.rmdir()


if __name__ == "__main__":
    main()
