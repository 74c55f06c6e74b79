"""The stage `crawl`: fetches sites into raw/."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from lmkor_data.corpus.card import write_card
from lmkor_data.corpus.files import sweep
from lmkor_data.crawlers.crawl_plan import chosen_recipes, note_permissions, resolved_hosts
from lmkor_data.crawlers.crawl_report import close_report
from lmkor_data.crawlers.frontier.ledger import NAME
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.counts import Counts
from lmkor_data.engine.stage import StageReport
from lmkor_data.errors import LmkorError

#: Called with (host, pages, documents, errors, reason for waiting) of every host.
Watch = Callable[[list[tuple[str, int, int, int, str]]], None]

#: Seconds that the child of a killed run may need to release the ledger.
_LET_GO = 15.0


def crawl(
    raw: Path,
    options: CrawlOptions,
    context: StageContext = StageContext(),
    *,
    watch: Watch = lambda hosts: None,
) -> StageReport:
    """Crawl the selected sites into `raw`, resuming where the last run ended.

    Counts cover all runs, pages and seconds this one. `watch` is called twice a second with the
    state of each host.
    """
    recipes = chosen_recipes(options)
    resolved_hosts(options)
    begin = time.perf_counter()
    raw.mkdir(parents=True, exist_ok=True)
    with _locked(raw) as lock, context.progress.phase(f"crawl {', '.join(recipes)}", 0):
        sweep(raw)
        note_permissions(raw, recipes, options)
        facts = _run_child(raw, options, context, lock, watch)
    write_card(raw)
    report = StageReport("crawl", str(raw), dataclasses.asdict(options))
    report.seconds = time.perf_counter() - begin
    report.counts = Counts.from_json(facts["counts"])
    report.tasks_done = facts["pages"]
    report.cpu_seconds, report.peak_mb = facts["cpu_seconds"], facts["peak_mb"]
    close_report(report, facts)
    return report


def _run_child(
    raw: Path,
    options: CrawlOptions,
    context: StageContext,
    lock: IO[str],
    watch: Watch,
) -> dict[str, Any]:
    order = {
        "raw": str(raw),
        "options": dataclasses.asdict(options),
        "overwrite": context.overwrite,
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "lmkor_data.crawlers.scrapy.crawl_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=[lock.fileno()],  # held until the child exits too, should this process be killed
        start_new_session=True,  # Ctrl-C reaches the parent only; the child is asked to stop below
    )
    assert child.stdin
    assert child.stdout
    facts: dict[str, Any] = {}
    shown = 0
    try:
        child.stdin.write(json.dumps(order) + "\n")
        child.stdin.flush()
        for line in child.stdout:
            told = json.loads(line)
            if "progress" in told:
                context.progress.advance(told["progress"] - shown)
                shown = told["progress"]
                watch([tuple(host) for host in told["hosts"]])
            else:
                facts = told
    finally:
        with contextlib.suppress(BrokenPipeError):
            child.stdin.close()  # asks a running child to stop and keep what it has
        child.wait()
    if facts.get("broken"):
        raise LmkorError(
            f"{raw} cannot be written: {facts['broken']}. Fix that and run the same command "
            "again; nothing that was fetched is lost or duplicated."
        )
    if child.returncode or not facts:
        raise LmkorError(
            f"The crawl ended early (exit code {child.returncode}); its output is above. "
            "The same command continues from here; nothing is lost or duplicated."
        )
    return facts


@contextlib.contextmanager
def _locked(raw: Path) -> Iterator[IO[str]]:
    with (raw / f".lock-{NAME}").open("w") as lock:
        last = time.monotonic() + _LET_GO
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as cause:
                if time.monotonic() > last:
                    raise LmkorError(
                        f"Another crawl is writing {raw}. Wait for it to end, or stop it."
                    ) from cause
                time.sleep(0.2)
        yield lock
