"""Downloader middleware that refuses redirects to other hosts and to login pages."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.utils.httpobj import urlparse_cached

from lmkor_data.crawlers.frontier.crawl_job import CrawlJob
from lmkor_data.crawlers.politeness.refusals import HostRefused, PageRefused
from lmkor_data.crawlers.politeness.response_policy import is_login


class OffsiteMiddleware:
    """Confine redirects to the recipe's hosts; links are confined when they are parsed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OffsiteMiddleware:
        """Create the middleware (Scrapy's constructor)."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise a refusal for a redirect that leaves the site."""
        page_request = request.meta.get("page_request")
        if page_request is None or "redirect_urls" not in request.meta:
            return
        if is_login(request.url) and not is_login(page_request.url):
            raise HostRefused("a login page came instead")
        job: CrawlJob = self._crawler.spider.job  # type: ignore[union-attr]
        host = urlparse_cached(request).netloc.lower()
        if host not in job.recipes[page_request.site].all_hosts:
            raise PageRefused(f"leads to another host ({host})")
