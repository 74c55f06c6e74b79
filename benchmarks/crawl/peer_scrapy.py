"""Stock Scrapy with parsel selectors and a JSON Lines feed: `peer_scrapy.py BASE OUTPUT`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

BASE, OUTPUT = sys.argv[1:3]


class Shop(scrapy.Spider):
    name = "shop"
    start_urls = (f"{BASE}/list?page=1",)

    def parse(self, response: Response) -> Iterator[Any]:
        yield from response.follow_all(css="li.product a, a.next")
        for review in response.css("li.review"):
            yield {
                "id": review.attrib["data-review-id"],
                "text": " ".join(review.css(".review-text ::text").getall()).strip(),
                "rating": review.css(".stars::attr(data-score)").get(),
                "date": review.css(".date::text").get(),
                "url": response.url,
            }


process = CrawlerProcess(
    {
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,  # as ours
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "FEEDS": {OUTPUT: {"format": "jsonlines"}},
    }
)
process.crawl(Shop)
process.start()
