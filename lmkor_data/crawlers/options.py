"""Options of the crawl stage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CrawlOptions:
    """Select sites and categories, and bound the crawl."""

    sites: tuple[str, ...] = ()  #: recipe names or files; empty: all that allow crawling
    categories: tuple[str, ...] = ()  #: empty: all of each site
    base_url: str = ""  #: replaces the recipe's `base`
    resolve: tuple[str, ...] = ()  #: `host=127.0.0.1:8000`: address to contact for a host
    limit: int | None = None  #: maximum number of documents over all runs
    contact: str = ""  #: e-mail or URL for site owners; required beyond this machine
    permitted: tuple[str, ...] = ()  #: sites whose owner permitted the crawl
    trusted_hooks: tuple[str, ...] = ()  #: hooks of recipes, as written there, that may run
    delay: float | None = None  #: seconds between two pages of a host; None: the recipe's
    timeout: float = 60.0  #: seconds to wait for a response
    since: str = ""  #: ISO date: revisit lists, follow them only while they bring something new
    revisit: bool = False  #: fetch pages again that may have changed, by conditional requests
    archive: bool = False  #: keep every response as WARC in `raw/_archive/`
    hosts: str = "1/1"  #: `2/3`: this machine crawls the second of three shares
    most_pages: int | None = None  #: maximum pages of one host in one run
