"""DNS resolver of the crawl: names of private addresses do not resolve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from lmkor_data.crawlers.politeness.network_border import address_refusal

#: Name → why it was refused, for the message of the request that failed.
refused: dict[str, str] = {}


class PublicResolver(CachingThreadedResolver):
    """Resolve names to public addresses only; the checked address is the one connected to."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        """Resolve a name, or fail with `DNSLookupError` and note the reason in `refused`."""
        found: Deferred[Any] = super().getHostByName(name, timeout)
        return found.addCallback(_checked, name)


def _checked(address: str, name: str) -> str:
    refusal = address_refusal(name, [address])
    if refusal:
        refused[name] = refusal
        raise DNSLookupError(refusal)
    return address
