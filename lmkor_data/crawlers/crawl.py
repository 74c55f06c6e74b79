"""The stage `crawl`: sites into raw/."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lmkor_data.corpus.files import sweep
from lmkor_data.crawlers.ledger import NAME
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.prepare import chosen_recipes, resolved_hosts
from lmkor_data.engine.counts import Counts
from lmkor_data.engine.stage import Progress, StageReport
from lmkor_data.errors import LmkorError


def crawl(
    raw: Path, options: CrawlOptions, *, progress: Progress, overwrite: bool = False
) -> StageReport:
    """Collect the documents of the chosen sites into `raw`, going on where the last run ended.

    Counts are those of all runs; pages and seconds those of this one.
    """
    sites = chosen_recipes(options)
    resolved_hosts(options)
    begin = time.perf_counter()
    raw.mkdir(parents=True, exist_ok=True)
    with _locked(raw), progress.phase(f"crawl {', '.join(sites)}", 0):
        sweep(raw)
        facts = _run_child(raw, options, progress, overwrite)
    report = StageReport("crawl", str(raw), dataclasses.asdict(options))
    report.seconds = time.perf_counter() - begin
    report.counts = Counts.from_json(facts["counts"])
    report.tasks_done = facts["pages"]
    report.cpu_seconds, report.peak_mb = facts["cpu_seconds"], facts["peak_mb"]
    report.facts = {
        "pages_in_this_run": facts["pages"],
        "pages_in_all_runs": report.counts.total("pages"),
        "visits_still_to_make": facts["waiting"],
    }
    _explain(report, facts)
    return report


def _explain(report: StageReport, facts: dict[str, Any]) -> None:
    """Say what did not come, and why."""
    for host, why in facts["halted"].items():
        report.failures.append({"task": host, "cause": f"left for this run: {why}"})
    for host, why, number in facts["failed"]:
        report.notes.append(f"{host}: {number:,} × {why}")
    if facts["full"]:
        report.notes.append("The limit is reached; a run with a higher one goes on from here.")
    elif facts["waiting"]:
        report.notes.append(
            f"{facts['waiting']:,} visits wait; the same command goes on from here."
        )


def _run_child(
    raw: Path, options: CrawlOptions, progress: Progress, overwrite: bool
) -> dict[str, Any]:
    order = {"raw": str(raw), "options": dataclasses.asdict(options), "overwrite": overwrite}
    child = subprocess.Popen(
        [sys.executable, "-m", "lmkor_data.crawlers.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin
    assert child.stdout
    facts: dict[str, Any] = {}
    try:
        child.stdin.write(json.dumps(order) + "\n")
        child.stdin.flush()
        shown = 0
        for line in child.stdout:
            told = json.loads(line)
            if "progress" in told:
                progress.advance(told["progress"] - shown)
                shown = told["progress"]
            else:
                facts = told
    except KeyboardInterrupt:
        child.stdin.close()  # the child stops cleanly and keeps what it has
        child.wait()
        raise
    finally:
        child.stdin.close()
        child.wait()
    if child.returncode or not facts:
        raise LmkorError(
            f"The crawl ended early (exit code {child.returncode}); what it said is above. "
            "Nothing is lost: the same command goes on from here."
        )
    return facts


@contextlib.contextmanager
def _locked(raw: Path) -> Iterator[None]:
    with (raw / f".lock-{NAME}").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as cause:
            raise LmkorError(f"Another crawl is writing {raw} just now. Wait for it.") from cause
        yield
