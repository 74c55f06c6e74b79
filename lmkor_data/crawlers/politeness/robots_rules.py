"""robots.txt by RFC 9309; a host that does not clearly allow crawling is not crawled."""

from __future__ import annotations

import codecs
import re
import time
from dataclasses import dataclass

from protego import Protego
from scrapy.exceptions import IgnoreRequest

from lmkor_data.crawlers.politeness.refusals import HostRefused, HostUnclear, PageRefused

AGENT = "lmkor-data"

#: Seconds until robots.txt is fetched again: a day (RFC 9309, section 2.4); after a failure, when
#: the host's pause is over, but not for each of the requests waiting for it now.
FRESH, FRESH_FAILURE = 24 * 3600.0, 0.5
#: Crawlers that gather text for training, as their operators document them. A site that names
#: them speaks to everyone who does the same.
AI_AGENTS = (
    *("GPTBot", "CCBot", "Google-Extended", "Applebot-Extended", "anthropic-ai", "ClaudeBot"),
    *("Claude-Web", "cohere-ai", "cohere-training-data-crawler", "Bytespider", "FacebookBot"),
    *("Meta-ExternalAgent", "Amazonbot", "Diffbot", "Omgilibot", "Webzio-Extended", "AI2Bot"),
    *("Timpibot", "PanguBot", "img2dataset", "Kangaroo Bot", "VelenPublicWebCrawler"),
    *("DeepSeekBot"),
)
#: A version behind the product token, which RFC 9309 leaves out of the comparison (2.2.1).
_VERSION = re.compile(r"(?im)^(\s*user-agent\s*:\s*[a-z_-]+)/[^\s#]*")
MOST_BYTES = 500 << 10
_HTML = re.compile(rb"^\s*(?:<!doctype|<html|<head|<body|<script|<!--)", re.IGNORECASE)


@dataclass
class RobotsRules:
    """Hold a host's robots.txt: `parsed` (None: all allowed), or why everything is refused."""

    parsed: Protego | None = None
    refusal: IgnoreRequest | None = None
    ai_agents: tuple[str, ...] = ()  #: crawlers for training data that the file names
    until: float = 0.0  #: expiry on the monotonic clock

    def refuses(self, url: str, *, permitted: bool = False) -> IgnoreRequest | None:
        """Return why a page may not be fetched, None if it may.

        Groups addressed to crawlers that gather training data count for this one too, unless the
        site's owner has `permitted` the crawl.
        """
        if self.refusal is not None or self.parsed is None:
            return self.refusal
        if not self.parsed.can_fetch(url, AGENT):
            return PageRefused("robots.txt forbids it")
        if not permitted and any(not self.parsed.can_fetch(url, a) for a in self.ai_agents):
            return PageRefused("robots.txt forbids it to AI crawlers")
        return None

    @property
    def delay(self) -> float:
        """Return the Crawl-delay in seconds, 0 if there is none."""
        return float((self.parsed and self.parsed.crawl_delay(AGENT)) or 0.0)


def parse_robots(status: int, body: bytes) -> RobotsRules:
    """Parse the response to a request for robots.txt."""
    now = time.monotonic()
    if status == 429 or status >= 500:
        unclear = HostUnclear(f"robots.txt answers {status}")
        return RobotsRules(refusal=unclear, until=now + FRESH_FAILURE)
    if status in (401, 403, 407, 451) or not (200 <= status < 300 or 400 <= status < 500):
        return RobotsRules(refusal=HostRefused(f"robots.txt answers {status}"), until=now + FRESH)
    if status >= 400:
        return RobotsRules(until=now + FRESH)
    if is_web_page(body):
        page = HostRefused("robots.txt answers with a web page")
        return RobotsRules(refusal=page, until=now + FRESH)
    text = body[:MOST_BYTES].decode("utf-8-sig", errors="ignore")
    text = _VERSION.sub(r"\1", text)
    named = tuple(agent for agent in AI_AGENTS if agent.lower() in text.lower())
    return RobotsRules(Protego.parse(text), until=now + FRESH, ai_agents=named)


def is_web_page(body: bytes) -> bool:
    """Tell whether HTML came in the place of a text file: a challenge, a login, a front page."""
    return _HTML.match(body.removeprefix(codecs.BOM_UTF8)) is not None
