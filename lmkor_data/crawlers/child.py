"""The process that runs Scrapy: its reactor starts only once, so every crawl gets a new one.

The order comes as JSON on standard input; on standard output go lines of JSON, progress and at
last the closing facts. When the input closes, the parent is gone and the crawl stops cleanly.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from lmkor_data.crawlers.job import Job
from lmkor_data.crawlers.ledger import NAME, Ledger
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.prepare import chosen_recipes, resolved_hosts
from lmkor_data.crawlers.reading.links import start_visits
from lmkor_data.crawlers.settings import scrapy_settings
from lmkor_data.crawlers.shelf import Shelf
from lmkor_data.crawlers.spider import RecipeSpider

_TELL_EVERY = 0.5


def main() -> None:
    order = json.loads(sys.stdin.readline())
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in order["options"].items()
    }
    tell(run(Path(order["raw"]), CrawlOptions(**given), overwrite=order["overwrite"]))


def run(raw: Path, options: CrawlOptions, *, overwrite: bool) -> dict[str, Any]:
    """Crawl until nothing is left, the limit is reached or a signal comes; returns the facts."""
    recipes = chosen_recipes(options)
    ledger = Ledger(raw / NAME)
    shelf = Shelf(raw, ledger)
    for site in recipes:
        if overwrite:
            shelf.clear(site)
        shelf.sweep(site)
    job = Job(raw, recipes, options, resolved_hosts(options), ledger, shelf)
    for recipe in recipes.values():
        chosen = [c for c in recipe.categories if not options.categories or c in options.categories]
        ledger.add(start_visits(recipe, tuple(chosen)))
    ledger.commit()
    process = AsyncCrawlerProcess(scrapy_settings(job))
    crawler = process.create_crawler(RecipeSpider)
    stopped = threading.Event()
    threading.Thread(target=_watch_parent, args=(stopped,), daemon=True).start()
    threading.Thread(target=_tell_progress, args=(job, stopped), daemon=True).start()
    process.crawl(crawler, job=job)
    process.start()
    stopped.set()
    for site in recipes:
        shelf.flush(site)
    facts = _facts(job)
    ledger.close()
    return facts


def tell(facts: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _facts(job: Job) -> dict[str, Any]:
    lanes = job.ledger.lanes(job.recipes, job.categories)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "pages": job.pages,
        "bytes": job.bytes,
        "waiting": job.ledger.waiting(lanes),
        "full": job.full,
        "halted": job.halted,
        "failed": [[h, why, n] for (h, why), n in job.ledger.outcomes(lanes).items()],
        "counts": job.ledger.counts(job.recipes, job.categories).to_json(),
        "user_seconds": usage.ru_utime,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1024,
    }


def _watch_parent(stopped: threading.Event) -> None:
    sys.stdin.read()
    if not stopped.is_set():
        os.kill(os.getpid(), signal.SIGINT)


def _tell_progress(job: Job, stopped: threading.Event) -> None:
    while not stopped.wait(_TELL_EVERY):
        tell({"progress": job.bytes})


if __name__ == "__main__":
    main()
