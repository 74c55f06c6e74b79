"""One shop, three crawlers, side by side; then ours killed five times.

    python benchmarks/crawl/compare.py --texts …/nsmc_naver_movie.jsonl.zst --crawlee …/bin/python

Each runs in a process of its own; user CPU seconds and peak memory are those of that process and
its children, the server's are left out. crawlee needs a Python that has it (`requirements.txt`).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

HERE = Path(__file__).parent
REVIEWS = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=2000)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--crawlee", help="a Python that can import crawlee")
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--only-ours", action="store_true")
    given = parser.parse_args()
    wanted = given.products * REVIEWS
    pages = given.products + -(-given.products // 50)
    command = [sys.executable, str(HERE / "shop.py"), "--products", str(given.products)]
    shop = subprocess.Popen(
        command + (["--texts", str(given.texts)] if given.texts else []),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert shop.stdout
    base = f"http://127.0.0.1:{shop.stdout.readline().strip()}"
    runs = {"lmkor-data": [sys.executable, "ours.py"]}
    if not given.only_ours:
        runs["Scrapy + parsel, JSONL"] = [sys.executable, "peer_scrapy.py"]
        if given.crawlee:
            runs["crawlee + parsel, JSONL"] = [given.crawlee, "peer_crawlee.py"]
    print("| crawler | reviews | distinct | user CPU s / 1,000 pages | wall s | peak MB |")
    print("|---|---:|---:|---:|---:|---:|")
    try:
        with tempfile.TemporaryDirectory() as scratch:
            for name, (python, script) in runs.items():
                output = Path(scratch) / script.removesuffix(".py")
                user, wall, peak = measured([python, str(HERE / script), base, str(output)])
                kept = ids(output)
                print(
                    f"| {name} | {len(kept):,} | {len(set(kept)):,} | {1000 * user / pages:.2f} "
                    f"| {wall:.1f} | {peak:.0f} |",
                    flush=True,
                )
            if given.kills:
                output = Path(scratch) / "killed"
                moments = killed(
                    given.kills, [sys.executable, str(HERE / "ours.py"), base, str(output)]
                )
                kept = ids(output)
                print(
                    f"\nkilled (-9) after {moments} s, then run to the end: {len(kept):,} reviews, "
                    f"{len(set(kept)):,} distinct, of {wanted:,}"
                )
    finally:
        shop.terminate()


def measured(command: list[str]) -> tuple[float, float, float]:
    """User CPU seconds, wall seconds and peak MB (largest process) of a command."""
    begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    probe = (
        "import resource, subprocess, sys\n"
        "code = subprocess.call(sys.argv[1:])\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, *command], stderr=subprocess.PIPE, text=True
    )
    if done.returncode:
        sys.exit(f"{command} failed:\n{done.stderr}")
    user = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    return user, time.perf_counter() - begin, int(done.stderr.split()[-1]) / 1024


def killed(times: int, command: list[str]) -> list[float]:
    """Kill all processes of a run at random moments, then let it finish; returns the moments."""
    dice = random.Random(11)
    moments = []
    for _ in range(times):
        moments.append(round(dice.uniform(2, 12), 2))
        run = subprocess.Popen(command)
        time.sleep(moments[-1])
        # The child that crawls first: left alone, it would stop cleanly when its parent is gone.
        for process in [*children(run.pid), run.pid]:
            os.kill(process, signal.SIGKILL)
        run.wait()
    subprocess.run(command, check=True)
    return moments


def children(process: int) -> list[int]:
    """The processes that a process has started (Linux)."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(child) for child in listed.split()]


def ids(output: Path) -> list[str]:
    """The ids of all reviews that a crawler left behind."""
    if output.is_dir():
        shards = sorted(output.rglob("*.parquet"))
        return [i for s in shards for i in pq.ParquetFile(s).read(["id"])["id"].to_pylist()]
    return [json.loads(line)["id"] for line in output.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
