"""Ten daily batches of movie reviews against one run over all: what a batch costs, what differs.

    python -m benchmarks.dedup.batches

The lowest id stays and ids ascend from day to day, so both must end with the same documents.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.dedup.corpus import documents, write_shard
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.stage import dedup
from lmkor_data.engine.context import StageContext
from tests.dedup.corpora import rows

DAYS = 10


def run(corpus: Path) -> tuple[float, dict]:
    begin = time.process_time()
    report = dedup(
        corpus / "clean",
        corpus / "dedup",
        corpus / "removed",
        DedupOptions(keep="id"),
        context=StageContext(),
    )
    return time.process_time() - begin, report.facts.get("cpu_seconds_by_phase", {})


def main() -> None:
    made = list(documents("nsmc_naver_movie"))
    for number, row in enumerate(made):
        row["id"] = f"{number:016x}"
    size = -(-len(made) // DAYS)
    with tempfile.TemporaryDirectory() as folder:
        daily, whole = Path(folder) / "daily", Path(folder) / "whole"
        print("| batch | documents | CPU s |")
        print("|---|---|---|")
        for day in range(DAYS):
            batch = made[day * size : (day + 1) * size]
            for corpus in (daily, whole):
                write_shard(corpus / "clean", f"day-{day}", batch)
            seconds, phases = run(daily)
            print(f"| {day + 1} | {len(batch):,} | {seconds:.2f} |", flush=True)
        print(f"last batch by phase: {phases}")
        print(f"one run over all: {run(whole)[0]:.2f} CPU s")
        for name in ("dedup", "removed"):
            one, many = rows(whole / name), rows(daily / name)
            for row in (*one.values(), *many.values()):
                row.pop("cluster_size", None)
            differing = sum(one.get(i) != many.get(i) for i in one.keys() | many.keys())
            print(f"{name}: {len(one):,} documents, {differing} differ")


if __name__ == "__main__":
    main()
