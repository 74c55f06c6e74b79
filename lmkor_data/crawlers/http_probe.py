"""Single requests outside a crawl: a page to try a recipe on, robots.txt for a dry run."""

from __future__ import annotations

import http.client
import zlib
from collections.abc import Collection, Mapping
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lmkor_data import __version__
from lmkor_data.crawlers.politeness.network_border import connect, is_loopback
from lmkor_data.crawlers.politeness.robots_rules import RobotsRules, parse_robots
from lmkor_data.errors import LmkorError

_TIMEOUT = 30.0
_MOST_BYTES = 8 << 20
_MOST_REDIRECTS = 5


class _Answer(NamedTuple):
    """A response, or the place that it redirects to."""

    status: int
    body: bytes
    location: str


class HttpProbe:
    """Fetch single pages as the crawl would: robots.txt first, once a host, with contact.

    `resolved` maps hosts to the addresses to contact; `hosts` are those that a redirect may lead
    to beside the host asked for. Raises `LmkorError` for a host beyond this machine if no contact
    is given.
    """

    def __init__(
        self, contact: str, resolved: Mapping[str, str], hosts: Collection[str] = ()
    ) -> None:
        self._contact, self._resolved, self._hosts = contact, resolved, hosts
        self._rules: dict[tuple[str, str], RobotsRules | str] = {}

    def refusal(self, url: str) -> str:
        """Return why a page may not be fetched, empty if it may."""
        parts = urlsplit(url)
        host = (parts.scheme, parts.netloc.lower())
        if host not in self._rules:
            self._rules[host] = self._robots(f"{host[0]}://{host[1]}/robots.txt")
        rules = self._rules[host]
        return rules if isinstance(rules, str) else str(rules.refuses(url) or "")

    def body(self, url: str) -> bytes:
        """Fetch the body of one page that robots.txt allows, and each page on the way to it."""
        asked = url
        for _ in range(_MOST_REDIRECTS + 1):
            why = self.refusal(url)
            if why:
                raise LmkorError(f"{url} may not be fetched: {why}.")
            try:
                answer = self._get(url)
            except (OSError, http.client.HTTPException, zlib.error) as cause:
                raise LmkorError(f"{url} cannot be reached: {cause}.") from cause
            if answer.location:
                url = self._onward(asked, url, answer.location)
                continue
            if answer.status >= 400:
                raise LmkorError(f"{url} answers {answer.status}.")
            return answer.body
        raise LmkorError(f"{asked} redirects more than {_MOST_REDIRECTS} times.")

    def _robots(self, url: str) -> RobotsRules | str:
        asked = url
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                answer = self._get(url)
            except (OSError, http.client.HTTPException, zlib.error) as cause:
                return f"robots.txt cannot be reached: {cause}"
            if not answer.location:
                return parse_robots(answer.status, answer.body)
            try:
                url = self._onward(asked, url, answer.location)
            except LmkorError:
                return "robots.txt leads to another host"
        return "robots.txt redirects too often"

    def _onward(self, asked: str, url: str, location: str) -> str:
        """Return where a redirect leads, within the host asked for and `hosts`."""
        try:
            onward = urlsplit(urljoin(url, location))
            first = urlsplit(asked).netloc.lower()
        except ValueError as cause:
            raise LmkorError(f"{url} redirects to a malformed URL.") from cause
        allowed = {first, first.removeprefix("www."), f"www.{first}", *self._hosts}
        if onward.scheme not in ("http", "https") or onward.netloc.lower() not in allowed:
            raise LmkorError(f"{url} leads to another host ({onward.netloc or location}).")
        return onward.geturl()

    def _get(self, url: str) -> _Answer:
        parts = urlsplit(url)
        host = parts.netloc.lower()
        place = self._resolved.get(host)
        if not self._contact and not is_loopback(host, self._resolved):
            raise LmkorError(f"{url} is not on this machine: give --contact you@example.org.")
        secure = parts.scheme == "https" and place is None
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(place or host, timeout=_TIMEOUT)
        if place is None:  # who says --resolve has named the address
            connection._create_connection = connect  # type: ignore[attr-defined]
        agent = f"lmkor-data/{__version__}" + (f" (+{self._contact})" if self._contact else "")
        path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        try:
            headers = {"Host": parts.netloc, "User-Agent": agent, "Accept-Encoding": "gzip"}
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            body = response.read(_MOST_BYTES)
            if response.getheader("Content-Encoding", "").lower() == "gzip":
                body = zlib.decompressobj(wbits=31).decompress(body, _MOST_BYTES)
            moved = response.status in (301, 302, 303, 307, 308)
            return _Answer(response.status, body, response.getheader("Location", "") * moved)
        finally:
            connection.close()
