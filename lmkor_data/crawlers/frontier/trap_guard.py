"""Bounds on crawler traps: addresses without end that hold nothing new."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

from lmkor_data.crawlers.frontier.page_request import PageRequest

#: Pages in a row of one pattern of addresses, and of one host, that may bring no new document.
_MOST_OF_PATTERN, _MOST_OF_HOST, _MOST_AFTER_SITEMAP = 50, 500, 40

#: What differs between the pages of one pattern: numbers, dates, hashes, session ids.
_VARIABLE = re.compile(r"[0-9a-f]{8,}|[A-Za-z]*\d[\w-]*|%[0-9A-F]{2}(?:[^/?&]*)", re.IGNORECASE)


class TrapGuard:
    """Count pages without new documents, by pattern of address and by host.

    A calendar, a counter or a session id makes pages without end of one pattern; a site of random
    words makes a new pattern each time, which the bound for the host ends. Patterns that only
    lists share are bounded as well, but a page counts as fruitful if the pages it led to are.
    """

    def __init__(self) -> None:
        self._barren: Counter[str] = Counter()
        self._most_of_host: Counter[str] = Counter()  # of hosts with a bound of their own

    def narrow(self, host: str) -> None:
        """Expect little from the links of a host whose sitemap has led to its documents."""
        if host not in self._most_of_host:
            self._most_of_host[host] = _MOST_AFTER_SITEMAP
            self._barren.pop(host, None)

    def record(self, request: PageRequest, is_fruitful: bool) -> None:
        """Count a page that was read."""
        for key in (address_pattern(request.url), request.host):
            if is_fruitful:
                self._barren.pop(key, None)
            else:
                self._barren[key] += 1
        if is_fruitful and request.parent:
            self._barren.pop(address_pattern(request.parent), None)

    def refusal(self, request: PageRequest) -> str:
        """Return why a link is not followed, empty if it is."""
        pattern = address_pattern(request.url)
        if self._barren[pattern] >= _MOST_OF_PATTERN:
            return f"{_MOST_OF_PATTERN} pages like {pattern} brought nothing new"
        most = self._most_of_host[request.host] or _MOST_OF_HOST
        if self._barren[request.host] >= most:
            return f"{most} pages in a row brought nothing new"
        return ""


def address_pattern(url: str) -> str:
    """Return host and path with what varies replaced by `#`, and the names of the query."""
    parts = urlsplit(url)
    path = "/".join(_VARIABLE.sub("#", segment) for segment in parts.path.split("/"))
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair})
    return parts.netloc + path + ("?" + "&".join(names) if names else "")
