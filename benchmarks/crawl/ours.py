"""Our crawl, whole: robots, ledger, Parquet. `ours.py BASE OUTPUT`."""

from __future__ import annotations

import sys
from pathlib import Path

from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext

RECIPE = Path(__file__).parent / "shop.toml"

if __name__ == "__main__":
    options = CrawlOptions(sites=(str(RECIPE),), base_url=sys.argv[1])
    report = crawl(Path(sys.argv[2]), options, StageContext())
    sys.exit(not report.ok)
