"""Single requests outside a crawl: a page to try a recipe on, robots.txt for a dry run."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from urllib.parse import urlsplit

from lmkor_data import __version__
from lmkor_data.crawlers.frontier.crawl_job import is_loopback
from lmkor_data.crawlers.politeness.robots_rules import AGENT, RobotsRules, parse_robots
from lmkor_data.errors import LmkorError

_TIMEOUT = 30.0
_MOST_BYTES = 8 << 20


class HttpProbe:
    """Fetch single pages as the crawl would: robots.txt first, once a host, with contact.

    `resolved` maps hosts to the addresses to contact. Raises `LmkorError` for a host beyond this
    machine if no contact is given.
    """

    def __init__(self, contact: str, resolved: Mapping[str, str]) -> None:
        self._contact, self._resolved = contact, resolved
        self._rules: dict[tuple[str, str], RobotsRules | str] = {}

    def refusal(self, url: str) -> str:
        """Return why a page may not be fetched, empty if it may."""
        parts = urlsplit(url)
        host = (parts.scheme, parts.netloc.lower())
        if host not in self._rules:
            try:
                self._rules[host] = parse_robots(*self._get(f"{host[0]}://{host[1]}/robots.txt"))
            except OSError as cause:
                self._rules[host] = f"robots.txt cannot be reached: {cause}"
        rules = self._rules[host]
        if isinstance(rules, str):
            return rules
        if rules.refusal:
            return str(rules.refusal)
        forbidden = rules.parsed is not None and not rules.parsed.can_fetch(url, AGENT)
        return "robots.txt forbids it" if forbidden else ""

    def body(self, url: str) -> bytes:
        """Fetch the body of one page that robots.txt allows."""
        why = self.refusal(url)
        if why:
            raise LmkorError(f"{url} may not be fetched: {why}.")
        try:
            status, body = self._get(url)
        except OSError as cause:
            raise LmkorError(f"{url} cannot be reached: {cause}.") from cause
        if status >= 400:
            raise LmkorError(f"{url} answers {status}.")
        return body

    def _get(self, url: str) -> tuple[int, bytes]:
        parts = urlsplit(url)
        place = self._resolved.get(parts.netloc.lower())
        if not self._contact and not is_loopback(parts.netloc.lower(), self._resolved):
            raise LmkorError(f"{url} is not on this machine: give --contact you@example.org.")
        agent = f"lmkor-data/{__version__}" + (f" (+{self._contact})" if self._contact else "")
        headers = {"User-Agent": agent}
        if place:
            headers["Host"] = parts.netloc
            url = parts._replace(scheme="http", netloc=place).geturl()
        request = urllib.request.Request(url, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
                return response.status, response.read(_MOST_BYTES)
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read(_MOST_BYTES)
