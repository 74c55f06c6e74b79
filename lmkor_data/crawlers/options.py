"""What a user asks of a crawl."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CrawlOptions:
    """Which sites, which of their categories, and how far."""

    sites: tuple[str, ...] = ()  #: names of recipes, or their files; none: all that are allowed
    categories: tuple[str, ...] = ()  #: none: all of each site
    base_url: str = ""  #: takes the place of the recipe's `base`
    resolve: tuple[str, ...] = ()  #: `host=127.0.0.1:8000`: where a host is really to be found
    limit: int | None = None  #: documents to hold of these sites and categories, at most
    contact: str = ""  #: mail or page that a site's owner can reach; needed beyond this machine
    permitted: tuple[str, ...] = ()  #: sites whose owner has permitted what the terms do not
    delay: float | None = None  #: seconds between two pages of a host; none: the recipe's
    timeout: float = 60.0  #: seconds to wait for an answer
    since: str = ""  #: ISO date: look again at lists, go on only where there is something new
    hosts: str = "1/1"  #: `2/3`: this machine crawls the second third of the sites
    most_pages: int | None = None  #: of one host in one run
