"""The item pipeline: hands every result to the frontier, which enters it into the ledger."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler

from lmkor_data.crawlers.frontier.page_request import PageResult


class LedgerPipeline:
    """One item a page; what it changes is one transaction."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LedgerPipeline:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, PageResult):
            self._crawler.spider.scheduler.finish(item)  # type: ignore[union-attr]
        return item
