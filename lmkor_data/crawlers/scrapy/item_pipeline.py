"""Item pipeline that records every result in the ledger."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler

from lmkor_data.crawlers.frontier.page_request import PageResult


class LedgerPipeline:
    """Hand each page's result to the scheduler, which records it in one transaction."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LedgerPipeline:
        """Create the pipeline (Scrapy's constructor)."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Record a result."""
        if isinstance(item, PageResult):
            self._crawler.spider.scheduler.finish(item)  # type: ignore[union-attr]
        return item
