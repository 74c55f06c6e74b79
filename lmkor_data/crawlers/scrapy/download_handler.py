"""Scrapy's HTTP download handler with `--resolve` and the network border."""

from __future__ import annotations

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached

from lmkor_data.crawlers.politeness.network_border import literal_refusal
from lmkor_data.crawlers.politeness.refusals import PageRefused
from lmkor_data.crawlers.scrapy import dns_resolver

#: Maximum size of a page in bytes, also unpacked, also after its scripts have run.
MOST_BYTES = 8 << 20


class ResolvingHandler(HTTP11DownloadHandler):
    """Contact the address that `--resolve` names for a host; URLs stay as they are.

    For a site served locally whose sitemap and feeds name the production host. All other hosts
    must have public addresses, or be written as a loopback address.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._resolved = crawler.settings.getdict("LMKOR_RESOLVED")

    async def download_request(self, request: Request) -> Response:
        """Download one request from the resolved address."""
        parts = urlparse_cached(request)
        target = self._resolved.get(parts.netloc.lower())
        if target is None:
            return await self._download_public(request)
        moved = request.replace(url=parts._replace(scheme="http", netloc=target).geturl())
        moved.headers["Host"] = parts.netloc
        moved.meta.setdefault("download_timeout", request.meta.get("download_timeout", 60))
        response = await super().download_request(moved)
        request.meta.update(moved.meta)
        return response.replace(url=request.url, request=request)

    async def _download_public(self, request: Request) -> Response:
        parts = urlparse_cached(request)
        refusal = literal_refusal(parts.netloc)
        if refusal:
            raise PageRefused(refusal)
        try:
            return await super().download_request(request)
        except Exception:
            name = parts.hostname or ""
            if name in dns_resolver.refused:
                raise PageRefused(dns_resolver.refused[name]) from None
            raise
