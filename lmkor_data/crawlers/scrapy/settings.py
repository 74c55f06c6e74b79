"""Scrapy settings for a polite crawl; each departure from the defaults says why."""

from __future__ import annotations

from typing import Any

from scrapy.settings import default_settings as defaults

from lmkor_data import __version__
from lmkor_data.crawlers.frontier.crawl_job import CrawlJob
from lmkor_data.crawlers.scrapy.browser import browser_settings
from lmkor_data.crawlers.scrapy.download_handler import MOST_BYTES

_ROOM = "lmkor_data.crawlers"
_PLAIN = f"{_ROOM}.scrapy.download_handler.ResolvingHandler"

#: Scrapy 2.19 renamed the setting; the old name warns there.
_RESOLVER = "TWISTED_DNS_RESOLVER" if hasattr(defaults, "TWISTED_DNS_RESOLVER") else "DNS_RESOLVER"

#: Over all hosts; each host has its own throttle.
_CONCURRENCY = 64


def scrapy_settings(job: CrawlJob) -> dict[str, Any]:
    """Build the settings of one crawl."""
    rendered = any(page.render for r in job.recipes.values() for page in r.pages.values())
    handler = f"{_ROOM}.scrapy.browser_handler.RenderingHandler" if rendered else _PLAIN
    contact = f" (+{job.options.contact})" if job.options.contact else ""
    return {
        "USER_AGENT": f"lmkor-data/{__version__}{contact}",
        "LMKOR_RESOLVED": dict(job.resolved),
        _RESOLVER: f"{_ROOM}.scrapy.dns_resolver.PublicResolver",
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler, "ftp": None, "s3": None},
        "SCHEDULER": f"{_ROOM}.scrapy.scheduler.LedgerScheduler",
        "ITEM_PIPELINES": {f"{_ROOM}.scrapy.item_pipeline.LedgerPipeline": 100},
        # RobotsMiddleware obeys in cases where Scrapy's does not.
        "ROBOTSTXT_OBEY": False,
        "DOWNLOADER_MIDDLEWARES": {
            f"{_ROOM}.scrapy.offsite_middleware.OffsiteMiddleware": 90,
            f"{_ROOM}.scrapy.robots_middleware.RobotsMiddleware": 100,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,  # the ledger retries
            "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
            "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
            "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
        },
        "SPIDER_MIDDLEWARES": {
            # The spider decides on every response, and every request comes from the ledger.
            "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
            "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        },
        "EXTENSIONS": {
            "scrapy.extensions.telnet.TelnetConsole": None,
            "scrapy.extensions.remote_control.RemoteControl": None,
        },
        "CONCURRENT_ITEMS": 1,  # one item a page; Scrapy starts this many tasks for it
        "CONCURRENT_REQUESTS": _CONCURRENCY,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,  # never reached: the throttles are stricter
        "DOWNLOAD_DELAY": 0,  # the throttles' business
        "DOWNLOAD_TIMEOUT": job.options.timeout,
        "DOWNLOAD_MAXSIZE": MOST_BYTES,  # applies to the unpacked body too
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "REDIRECT_MAX_TIMES": 5,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/json,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "ko,en;q=0.5",
        },
        "LOG_LEVEL": "WARNING",
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        **(browser_settings(job.options.timeout) if rendered else {}),
    }
