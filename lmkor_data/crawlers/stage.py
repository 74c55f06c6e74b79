"""The stage `crawl`: fetches sites into raw/."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from lmkor_data.corpus.files import sweep
from lmkor_data.corpus.state.card import write_card
from lmkor_data.crawlers.crawl_plan import chosen_recipes, note_permissions, resolved_hosts
from lmkor_data.crawlers.crawl_report import close_report
from lmkor_data.crawlers.crawl_supervisor import Watch, run_crawl_process
from lmkor_data.crawlers.frontier.ledger import NAME
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.counts import Counts
from lmkor_data.engine.stage import StageReport
from lmkor_data.errors import LmkorError

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
    with _not_world_readable():
        raw.mkdir(parents=True, exist_ok=True)
    with _locked(raw) as lock, context.progress.phase(f"crawl {', '.join(recipes)}", 0):
        sweep(raw)
        with _not_world_readable():
            note_permissions(raw, recipes, options)
        facts = run_crawl_process(raw, options, context, lock, watch)
    with _not_world_readable():
        write_card(raw)
    report = StageReport("crawl", str(raw), dataclasses.asdict(options))
    report.seconds = time.perf_counter() - begin
    report.counts = Counts.from_json(facts["counts"])
    report.tasks_done = facts["pages"]
    report.cpu_seconds, report.peak_mb = facts["cpu_seconds"], facts["peak_mb"]
    close_report(report, facts)
    return report


@contextlib.contextmanager
def _locked(raw: Path) -> Iterator[IO[str]]:
    with _not_world_readable():
        file = (raw / f".lock-{NAME}").open("w")
    with file as lock:
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


@contextlib.contextmanager
def _not_world_readable() -> Iterator[None]:
    """Create files and folders without access for others: raw pages may hold personal data."""
    before = os.umask(0o077)
    os.umask(before | 0o007)
    try:
        yield
    finally:
        os.umask(before)
