"""The whole near-duplicate job beside others: what it takes, and what goes.

    python -m benchmarks.dedup.whole_job [SOURCE|TOOL…]

Each tool runs in a process of its own, from reading to knowing (ours, datatrove and text-dedup:
to having written) what stays. Run it twice: our first run compiles.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.dedup.corpus import documents, write_shards
from benchmarks.dedup.peers import TOOLS, column


def run_tool(name: str, corpus: Path) -> None:
    """In a process of its own: run, then tell CPU seconds, peak in MB and who stays."""
    read_kept = TOOLS[name](corpus)
    used = resource.getrusage(resource.RUSAGE_SELF)
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = used.ru_utime + used.ru_stime + below.ru_utime + below.ru_stime
    peak = max(own_peak(), below.ru_maxrss) / 1024
    (corpus / "kept.json").write_text(json.dumps([seconds, peak, read_kept()]))


def own_peak() -> int:
    """In kB. `ru_maxrss` would count what the parent held before this program began."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])


def main(sources: list[str], tools: list[str]) -> None:
    from benchmarks.dedup.judgement import KINDS, Truth  # not in the processes that are measured

    for source in sources:
        with tempfile.TemporaryDirectory() as folder:
            write_shards(Path(folder) / "clean", source, renamed(source))
            ids = column(Path(folder) / "clean", "id")
            truth = Truth(column(Path(folder) / "clean", "text"))
        print(f"\n{source}, {len(ids):,} documents; of each kind: removed / wrong / missed\n")
        print(f"| tool | CPU s | peak MB | removed | {' | '.join(KINDS)} |")
        print("|---|---|---|---|---|---|---|")
        for name in tools:
            with tempfile.TemporaryDirectory() as folder:
                corpus = Path(folder)
                write_shards(corpus / "clean", source, renamed(source))
                command = [sys.executable, "-m", "benchmarks.dedup.whole_job", "--one", name]
                done = subprocess.run([*command, folder], capture_output=True, text=True)
                if done.returncode:
                    why = done.stderr.strip().splitlines()[-1:] or ["?"]
                    print(f"| {name} | {why[0]} | | | | | |", flush=True)
                    continue
                seconds, peak, kept = json.loads((corpus / "kept.json").read_text())
            judged = truth.judge(np.isin(ids, kept)).values()
            cells = (" / ".join(f"{number:,}" for number in numbers) for numbers in judged)
            gone = len(ids) - len(kept)
            print(
                f"| {name} | {seconds:.1f} | {peak:.0f} | {gone:,} | {' | '.join(cells)} |",
                flush=True,
            )


def renamed(source: str) -> Iterator[dict]:
    """The documents in one folder, with ids that are certainly different."""
    for number, document in enumerate(documents(source)):
        yield {**document, "id": f"{number:016x}", "category": source}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        run_tool(sys.argv[2], Path(sys.argv[3]))
    else:
        asked = [name for name in sys.argv[1:] if name not in TOOLS]
        tools = [name for name in sys.argv[1:] if name in TOOLS]
        main(asked or ["nsmc_naver_movie", "coupang_lyunj"], tools or list(TOOLS))
