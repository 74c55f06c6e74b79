"""The child process that runs Scrapy, whose reactor can start only once a process.

The order comes as one line of JSON on standard input; on standard output go lines of JSON,
progress and at last the closing facts. When the input closes, the crawl stops cleanly: so does a
parent ask for it, and so does a parent that was killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sqlite3
import sys
import threading
import time
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from lmkor_data.crawlers.crawl_plan import chosen_categories, chosen_recipes, resolved_hosts
from lmkor_data.crawlers.frontier.crawl_job import CrawlJob
from lmkor_data.crawlers.frontier.ledger import NAME, Ledger
from lmkor_data.crawlers.frontier.request_queue import DEFERRED, FAILED, IN_FLIGHT, WAITING
from lmkor_data.crawlers.frontier.shard_flusher import ShardFlusher
from lmkor_data.crawlers.frontier.takedown_list import TakedownList
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.parsing.links import start_requests
from lmkor_data.crawlers.scrapy.settings import scrapy_settings
from lmkor_data.crawlers.scrapy.spider import RecipeSpider
from lmkor_data.errors import LmkorError

_PROGRESS_INTERVAL = 0.5


def main() -> None:
    """Run the crawl described by one JSON line on standard input."""
    os.umask(os.umask(0o077) | 0o007)  # raw pages may hold personal data
    order = json.loads(sys.stdin.readline())
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in order["options"].items()
    }
    try:
        facts = run(Path(order["raw"]), CrawlOptions(**given), overwrite=order["overwrite"])
    except sqlite3.Error as fault:  # such as a disk that is already full
        facts = {"broken": str(fault)}
    except LmkorError as refusal:
        facts = {"refused": str(refusal)}
    _tell(facts)


def run(raw: Path, options: CrawlOptions, *, overwrite: bool) -> dict[str, Any]:
    """Crawl until nothing is left, the limit is reached or a stop is requested; return facts."""
    job = open_job(raw, options, overwrite=overwrite)
    process = AsyncCrawlerProcess(scrapy_settings(job))
    stopped = threading.Event()
    threading.Thread(target=_watch_parent, args=(stopped,), daemon=True).start()
    threading.Thread(target=_tell_progress, args=(job, stopped), daemon=True).start()
    process.crawl(process.create_crawler(RecipeSpider), job=job)
    process.start()
    stopped.set()
    if not job.broken:
        try:
            for site in job.recipes:
                job.flusher.flush(site)
        except (sqlite3.Error, OSError) as fault:
            job.broken = str(fault)
    facts = _facts(job)
    job.ledger.close(keep=not job.broken)
    return facts


def open_job(raw: Path, options: CrawlOptions, *, overwrite: bool) -> CrawlJob:
    """Open the ledger, sweep what a killed run left, and queue the start pages."""
    recipes = chosen_recipes(options)
    is_new = not (raw / NAME).exists()
    ledger = Ledger(raw / NAME)
    flusher = ShardFlusher(raw, ledger)
    for site in recipes:
        if overwrite:
            flusher.clear(site)
        elif is_new:
            flusher.refuse_orphans(site)
        flusher.sweep(site)
    takedowns = TakedownList.load(raw)
    if takedowns:
        for site in recipes:
            flusher.take_down(site, takedowns)
    job = CrawlJob(recipes, options, resolved_hosts(options), ledger, flusher, raw, takedowns)
    for recipe in recipes.values():
        starts = start_requests(recipe, chosen_categories(recipe, options))
        if options.since or options.revisit:
            ledger.requests.add_again(starts, job.began)
        else:
            ledger.requests.add(starts)
    ledger.commit()
    return job


def _facts(job: CrawlJob) -> dict[str, Any]:
    """Collect what the parent reports; counts cover all runs, the rest this one."""
    lanes = job.lanes()
    numbers = job.ledger.requests.numbers(lanes)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "broken": job.broken,
        "pages": job.pages,
        "bytes": job.bytes,
        "waiting": numbers[WAITING] + numbers[IN_FLIGHT] + numbers[DEFERRED],
        "full": job.full,
        "missing": [path for site in job.recipes for path in job.flusher.missing(site)],
        "halted": {
            host: throttle.halted for host, throttle in job.throttles.items() if throttle.halted
        },
        "failed": _listed(job, lanes, FAILED) + [(*key, n) for key, n in job.left_out.items()],
        "put_off": _listed(job, lanes, DEFERRED),
        "counts": job.ledger.documents.counts(job.recipes.keys(), job.categories).to_json(),
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_mb": _peak_kb() / 1024,
    }


def _peak_kb() -> int:
    """Return this process's peak memory in kB; ru_maxrss would include the parent's."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _listed(job: CrawlJob, lanes: list[Any], state: int) -> list[tuple[str, str, int]]:
    found = job.ledger.requests.outcomes(lanes, state)
    return [(host, why, number) for (host, why), number in found.most_common()]


def _tell(facts: dict[str, Any]) -> None:
    # The parent may be gone.
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _watch_parent(stopped: threading.Event) -> None:
    sys.stdin.read()
    if not stopped.is_set():
        os.kill(os.getpid(), signal.SIGINT)


def _tell_progress(job: CrawlJob, stopped: threading.Event) -> None:
    while not stopped.wait(_PROGRESS_INTERVAL):
        hosts = [
            (p.host, p.pages, p.documents, p.errors, p.halted or p.waiting_for)
            for p in list(job.throttles.values())
        ]
        _tell({"progress": job.bytes, "hosts": hosts, "idle": job.idle(time.monotonic())})


if __name__ == "__main__":
    main()
