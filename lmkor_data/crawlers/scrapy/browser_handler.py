"""Renders pages that need scripts in a browser without network access.

Scrapy fetches whatever such a page asks for, so robots.txt, redirects, size limits, certificates
and `--resolve` apply as to any page, and the ledger sees one request. Needs the extra `playwright`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import Any

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page, Route
from playwright.async_api import Request as Asked
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from lmkor_data.crawlers.frontier.page_request import PageRequest
from lmkor_data.crawlers.parsing.page_response import decode
from lmkor_data.crawlers.scrapy.download_handler import MOST_BYTES, ResolvingHandler

# It tells every refusal with a traceback; the closing report tells them all.
logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)

#: Resource types that can change the text of a page. Images, fonts and styles are not fetched.
_KINDS = {"document", "script", "xhr", "fetch"}
#: Headers of a script's request that are passed on; the rest are Scrapy's.
_PASSED_ON = ("accept", "content-type", "referer", "x-requested-with")
_OUTDATED = {"content-encoding", "content-length", "transfer-encoding", "set-cookie"}

#: Seconds that a page's scripts may keep loading before the page is read as it is.
_SETTLING = 15.0
#: Size of the script cache (bytes), so that not every page of a site fetches them again.
_MOST_SCRIPTS = 32 << 20


class RenderingHandler(ScrapyPlaywrightDownloadHandler, ResolvingHandler):
    """Render requests marked with `RENDERED`; download all others as usual."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._scripts: dict[str, Response] = {}
        self._patience = 2 * crawler.settings.getfloat("DOWNLOAD_TIMEOUT") + _SETTLING

    async def download_request(self, request: Request) -> Response:
        """Render or download one request."""
        if not request.meta.get("playwright"):
            return await super().download_request(request)
        network = _PageNetwork(self._crawler, request, self._scripts)
        request.meta["playwright_context_kwargs"] = {
            "service_workers": "block",  # their requests would bypass the route below
            "user_agent": self._crawler.settings["USER_AGENT"],
        }
        request.meta["playwright_page_init_callback"] = network.begin
        request.meta["playwright_page_goto_kwargs"] = {"wait_until": "domcontentloaded"}
        request.meta["playwright_page_methods"] = [PageMethod(_settle)]
        try:
            response = await asyncio.wait_for(super().download_request(request), self._patience)
        except (BrowserError, TimeoutError):
            if network.refusal is None:
                raise
            if isinstance(network.refusal, Response):
                return network.refusal.replace(request=request)
            raise network.refusal from None
        finally:
            await network.end()
        if len(response.body) > MOST_BYTES:
            raise DownloadCancelledError(f"{request.url} has grown to more than {MOST_BYTES} bytes")
        return response.replace(url=network.url)


async def _settle(page: Page) -> None:
    """Wait until the page loads nothing more, or until its time is up."""
    with contextlib.suppress(BrowserError):
        await page.wait_for_load_state("networkidle", timeout=_SETTLING * 1000)


class _PageNetwork:
    """Fetch what one page asks for, one request after the other."""

    def __init__(self, crawler: Crawler, request: Request, scripts: dict[str, Response]) -> None:
        self.url = request.url  #: of the page, after redirects
        self.refusal: Response | Exception | None = None  #: what came instead of the page
        self._crawler, self._request, self._scripts = crawler, request, scripts
        self._page_request: PageRequest = request.meta["page_request"]
        self._turn = asyncio.Lock()
        self._page: Page | None = None
        self._begun = False

    async def begin(self, page: Page, request: Request) -> None:
        """Route all requests of the page through Scrapy."""
        self._page = page
        await page.route("**", self._answer)

    async def end(self) -> None:
        """Close the page if a failure left it open."""
        if self._page and not self._page.is_closed():
            with contextlib.suppress(BrowserError, TimeoutError):
                await asyncio.wait_for(self._page.close(), 5)

    async def _answer(self, route: Route) -> None:
        asked = route.request
        is_page = asked.is_navigation_request() and asked.frame.parent_frame is None
        try:
            response = await self._fetch(asked) if asked.resource_type in _KINDS else None
        except Exception as fault:  # the page sees a failed request, whatever the cause
            response, self.refusal = None, fault if is_page else self.refusal
        if is_page and response and not 200 <= response.status < 300:
            response, self.refusal = None, response  # not a page to render
        with contextlib.suppress(BrowserError):  # the page may be gone by now
            if response is None:
                await route.abort()
            else:
                self.url = response.url if is_page else self.url
                await route.fulfill(status=response.status, **_as_browsers_read(response))

    async def _fetch(self, asked: Asked) -> Response | None:
        spider: Any = self._crawler.spider
        request = self._subrequest(asked)
        host = request.url.split("/")[2].lower()
        if host not in spider.job.recipes[self._page_request.site].all_hosts:
            return None
        if request.url in self._scripts:
            return self._scripts[request.url]
        async with self._turn:
            assert self._crawler.engine is not None
            if self._begun:
                spider.scheduler.throttle(host).rest_longer(time.monotonic())
            self._begun = True
            response = await self._crawler.engine.download_async(request)
        held = sum(len(script.body) for script in self._scripts.values())
        if asked.resource_type == "script" and held + len(response.body) <= _MOST_SCRIPTS:
            self._scripts[request.url] = response
        return response

    def _subrequest(self, asked: Asked) -> Request:
        if not self._begun:  # the page itself, with the method, body and headers of its recipe
            return self._request.replace(
                callback=NO_CALLBACK, errback=None, meta={"page_request": self._page_request}
            )
        passed = {name: asked.headers[name] for name in _PASSED_ON if name in asked.headers}
        return Request(
            asked.url,
            method=asked.method,
            headers=passed,
            body=asked.post_data_buffer or b"",
            callback=NO_CALLBACK,
            meta={"page_request": self._page_request},
        )


def _as_browsers_read(response: Response) -> dict[str, Any]:
    """Return headers and unpacked body; HTML is converted to UTF-8."""
    headers = {
        name: value
        for name, value in response.headers.to_unicode_dict().items()
        if name.lower() not in _OUTDATED
    }
    if "html" not in headers.get("Content-Type", "html"):
        return {"headers": headers, "body": response.body}
    headers["Content-Type"] = "text/html; charset=utf-8"
    return {"headers": headers, "body": decode(response.body).encode()}
