"""crawlee's ParselCrawler writing JSON Lines: `peer_crawlee.py BASE OUTPUT`."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import timedelta

from crawlee import ConcurrencySettings
from crawlee.configuration import Configuration
from crawlee.crawlers import ParselCrawler, ParselCrawlingContext
from crawlee.storage_clients import MemoryStorageClient

BASE, OUTPUT = sys.argv[1:3]


async def main() -> None:
    crawler = ParselCrawler(
        storage_client=MemoryStorageClient(),  # the fast one: its files on disk cost far more
        configuration=Configuration(log_level="ERROR"),
        concurrency_settings=ConcurrencySettings(desired_concurrency=8, max_concurrency=8),
        respect_robots_txt_file=True,
        request_handler_timeout=timedelta(seconds=60),
        configure_logging=False,
    )
    with open(OUTPUT, "w", encoding="utf-8") as output:

        @crawler.router.default_handler
        async def read(context: ParselCrawlingContext) -> None:
            await context.enqueue_links(selector="li.product a, a.next")
            for review in context.selector.css("li.review"):
                found = {
                    "id": review.attrib["data-review-id"],
                    "text": " ".join(review.css(".review-text ::text").getall()).strip(),
                    "rating": review.css(".stars::attr(data-score)").get(),
                    "date": review.css(".date::text").get(),
                    "url": context.request.url,
                }
                output.write(json.dumps(found, ensure_ascii=False) + "\n")

        await crawler.run([f"{BASE}/list?page=1"])


asyncio.run(main())
