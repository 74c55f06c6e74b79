"""The site that misbehaves, one row a fault: what came, what was stored, what was said.

    PYTHONPATH=. python benchmarks/crawl/faults.py [--runs 20]

Then so many runs in which forty pages that robots.txt forbids want to go first, at once.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from itertools import groupby
from pathlib import Path

import pyarrow.parquet as pq

from lmkor_data.corpus.layout import shards
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.stage import StageReport
from tests.crawlers.fault_server import FAULTS, RACE, FaultServer, recipe


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    site, report, stored = crawled(recipe(FAULTS))
    print("| fault | what came | stored | expected | said |")
    print("|---|---|---:|---:|---|")
    for fault in FAULTS:
        came, said = _short(site.sent[fault.host]), _said(report, fault.host)
        name = fault.name.replace("_", " ")
        print(f"| {name} | {came} | {stored[fault.name]} | {fault.stored} | {said} |")
    print(f"\nexit code {int(not report.ok)}, largest process {report.peak_mb:.0f} MB, "
          f"pages of strangers asked for: {sum(site.strangers.values())}")  # fmt: skip
    fetched = []
    for _ in range(runs):
        asked = crawled(RACE)[0].hits["disallowed_pages.test"]
        fetched.append(sum(path.startswith("/private") for path in asked))
    print(f"disallowed pages fetched in {runs} runs, of 40 each: {sum(fetched)}")


def crawled(text: str) -> tuple[FaultServer, StageReport, Counter[str]]:
    """The site after a crawl by this recipe, the report, and documents by category."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "recipe.toml"
        file.write_text(text, encoding="utf-8")
        for site in FaultServer().serve():
            hosts = [f"{fault.host}=127.0.0.1:{site.port}" for fault in FAULTS]
            options = CrawlOptions(sites=(str(file),), resolve=tuple(hosts), timeout=2.0)
            report = crawl(Path(folder) / "raw", options, StageContext())
        stored: Counter[str] = Counter()
        for shard in shards(Path(folder) / "raw"):
            stored[shard.category] += pq.read_metadata(shard.path).num_rows
    return site, report, stored


def _short(sent: list[str]) -> str:
    runs = [(status, len(list(same))) for status, same in groupby(sent)]
    return ", ".join(status if n == 1 else f"{n} × {status}" for status, n in runs)


def _said(report: StageReport, host: str) -> str:
    lines = [f"{f['task']}: {f['cause']}" for f in report.failures] + report.notes
    told = [line.removeprefix(f"{host}: ") for line in lines if line.startswith(f"{host}:")]
    return "; ".join(told) or "–"


if __name__ == "__main__":
    main()
