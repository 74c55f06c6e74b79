"""What must not change the result: how many workers there are, and which order shards come in.

    python -m benchmarks.dedup.orders

Real movie reviews with ids that are alike in their first letters, as those of other corpora are.
Which of equal sentences stands first does depend on the order of the corpus, which is that of the
shards' names; whether documents stay does not, so they are also dealt to other shards.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from benchmarks.dedup.corpus import documents, write_shard
from lmkor_data.engine.pool import Pool
from lmkor_data.engine.runners import InProcess, Outcome
from lmkor_data.engine.tasks import Task, Work
from tests.dedup.corpora import digests, rows, run

DOCUMENTS, SHARDS = 100_000, 7


class Shuffled(InProcess):
    """Does the tasks of each phase in another order."""

    def map(self, work: Work, tasks: Sequence[Task]) -> Iterator[Outcome]:
        return super().map(work, random.Random(len(tasks)).sample(tasks, len(tasks)))


def write(corpus: Path, made: list[dict], order: Sequence[int]) -> None:
    for shard in order:
        write_shard(corpus / "clean", f"part-{shard}", made[shard :: len(order)])


def decisions(corpus: Path) -> tuple[set[str], dict[str, tuple[str, str, float]]]:
    """Who stays; the rule, the survivor and the similarity of each that goes."""
    gone = rows(corpus / "removed")
    told = {i: (r["rule"], r["survivor"], r["similarity"]) for i, r in gone.items()}
    return set(rows(corpus / "dedup")), told


def main() -> None:
    made = [
        {**row, "id": f"review-{number:07d}"}
        for number, row in enumerate(islice(documents("nsmc_naver_movie"), DOCUMENTS))
    ]
    with tempfile.TemporaryDirectory() as folder:
        calm = Path(folder) / "calm"
        write(calm, made, range(SHARDS))
        run(calm)
        expected = digests(calm / "dedup", calm / "removed")
        for name, order, runner in (
            ("two workers", range(SHARDS), Pool(2)),
            ("five workers", range(SHARDS), Pool(5)),
            ("tasks in another order", range(SHARDS), Shuffled()),
            ("shards written in another order", [3, 6, 0, 5, 1, 4, 2], InProcess()),
        ):
            other = Path(folder) / name
            write(other, made, order)
            run(other, runner=runner)
            runner.close()
            print(f"{name}: same bytes: {digests(other / 'dedup', other / 'removed') == expected}")
        for keep in ("longest", "id"):
            found = []
            for shards in (1, 4, SHARDS):
                corpus = Path(folder) / f"{keep}-{shards}"
                write(corpus, random.Random(shards).sample(made, DOCUMENTS), range(shards))
                run(corpus, keep=keep, sentences="off")
                found.append(decisions(corpus))
            same = all(one == found[0] for one in found)
            print(f"dealt to other shards, --keep {keep}: {len(found[0][1]):,} go, same: {same}")


if __name__ == "__main__":
    main()
