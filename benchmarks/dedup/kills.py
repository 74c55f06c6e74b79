"""kill -9 in every phase, then the same command again, until all phases had theirs.

    python -m benchmarks.dedup.kills

Who is killed: the only process; the parent of two workers; a worker, until its task is given up.
When: a file is written and has not its name; a task is done and nobody was told.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.dedup.interrupted import begin, same
from tests.dedup.corpora import run
from tests.dedup.faults import MOMENTS, PHASES, VICTIMS, killed


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        calm = Path(folder) / "calm"
        begin(calm)
        run(calm)
        for victim in VICTIMS:
            for moment in MOMENTS:
                rough = Path(folder) / f"{victim}-{moment}"
                begin(rough)
                ends = {phase: killed(rough, phase, victim, moment) for phase in PHASES}
                missed = [phase for phase, end in ends.items() if end == 0]
                run(rough)
                print(
                    f"{victim} killed, {moment}: in {len(PHASES) - len(missed)} phases of "
                    f"{len(PHASES)}; {same(calm, rough)}",
                    *missed,
                    flush=True,
                )


if __name__ == "__main__":
    main()
