"""Downloader middleware that confines every request to the recipes' hosts."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.utils.httpobj import urlparse_cached

from lmkor_data.crawlers.frontier.crawl_job import CrawlJob
from lmkor_data.crawlers.politeness.refusals import LoginRequired, PageRefused
from lmkor_data.crawlers.politeness.response_policy import is_login


class OffsiteMiddleware:
    """Refuse pages, redirects, subrequests and robots.txt beyond the hosts of their recipe."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OffsiteMiddleware:
        """Create the middleware (Scrapy's constructor)."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise a refusal for a request that leaves the site."""
        job: CrawlJob = self._crawler.spider.job  # type: ignore[union-attr]
        page_request = request.meta.get("page_request")
        if page_request is None:  # robots.txt, asked on behalf of any of the recipes
            allowed = job.all_hosts
        else:
            allowed = job.recipes[page_request.site].all_hosts
            redirected = "redirect_urls" in request.meta
            if redirected and is_login(request.url) and not is_login(page_request.url):
                raise LoginRequired("a login page came instead")
        parts = urlparse_cached(request)
        if parts.scheme not in ("http", "https") or parts.netloc.lower() not in allowed:
            raise PageRefused(f"leads to another host ({parts.netloc.lower()})")
