"""Reservations of rights: what site and page say about use of their text for training.

| said in | by | scope |
|---|---|---|
| robots.txt, groups of AI crawlers | RFC 9309 (`robots_rules`) | paths |
| `/ai.txt` | Spawning's ai.txt | paths or kinds of files |
| `/.well-known/tdmrep.json` | W3C TDM Reservation Protocol | paths |
| `X-Robots-Tag`, `<meta name=robots>` | `noindex`, `none`, `noai` | the page |
| `tdm-reservation` header, meta | W3C TDM Reservation Protocol | the page |

All are honoured unless the site's owner has permitted the crawl.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from protego import Protego

from lmkor_data.crawlers.parsing.page_response import PageResponse
from lmkor_data.crawlers.politeness.robots_rules import AGENT, MOST_BYTES, is_web_page

AI_TXT, TDM_REP = "/ai.txt", "/.well-known/tdmrep.json"

#: Directives of robots meta and header that keep a page's text from being taken.
_DIRECTIVES = ("noai", "noindex", "none")
#: Names of robots meta elements that address this crawler.
_ADDRESSED = (b"robots", AGENT.encode())
#: `ai.txt` lists patterns of files; a page of text is meant by these.
_TEXT_FILES = re.compile(r"(?im)^\s*disallow\s*:\s*(?:/|/?\*?\.?(?:txt|html?))\s*(?:#.*)?$")
#: Only the head of a page is searched (bytes).
_HEAD = 1 << 16
_META = re.compile(rb"<meta\s[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


@dataclass
class Reservations:
    """Hold what a host reserves as a whole."""

    ai_txt: Protego | None = None
    all_text: bool = False  #: `ai.txt` names files of text or everything
    tdm: tuple[tuple[re.Pattern[str], bool], ...] = ()  #: path → reserved, the first match counts

    def reserved(self, url: str, path: str) -> str:
        """Return which rule reserves a page, empty if none does."""
        if self.all_text or (self.ai_txt and not self.ai_txt.can_fetch(url, AGENT)):
            return "ai.txt reserves it"
        for pattern, is_reserved in self.tdm:
            if pattern.match(path):
                return "tdmrep.json reserves it" if is_reserved else ""
        return ""


def parse_reservations(ai_txt: bytes, tdm_rep: bytes) -> Reservations:
    """Parse the two files of a host; empty or unreadable ones reserve nothing."""
    found = Reservations(tdm=_tdm_rules(tdm_rep))
    if ai_txt and not is_web_page(ai_txt):
        text = ai_txt[:MOST_BYTES].decode("utf-8-sig", errors="ignore")
        found.ai_txt = Protego.parse(text)
        found.all_text = _TEXT_FILES.search(text) is not None
    return found


def page_reservation(response: PageResponse) -> str:
    """Return what a page says against use of its text: `noindex`, `noai`, …; empty if nothing."""
    headers = response.headers
    found = _directive(headers.get("x-robots-tag", ""))
    if found:
        return found
    if headers.get("tdm-reservation", "").strip() == "1":
        return "tdm-reservation"
    head = response.body[:_HEAD]
    lower = head.lower()
    if not any(word in lower for word in (*_ADDRESSED, b"tdm-reservation")):
        return ""
    for element in _META.findall(head):
        pairs = _ATTRIBUTE.findall(element)
        told = {name.lower(): (a or b or c).strip().lower() for name, a, b, c in pairs}
        content = told.get(b"content", b"").decode("latin-1")
        if told.get(b"name") in _ADDRESSED and _directive(content):
            return _directive(content)
        if told.get(b"name") == b"tdm-reservation" and content == "1":
            return "tdm-reservation"
    return ""


def _directive(text: str) -> str:
    """Find a directive in `noindex, nofollow` or `googlebot: noindex, lmkor-data: noai`.

    What follows the name of another crawler is not meant for this one.
    """
    meant = True
    for part in text.lower().split(","):
        name, colon, rest = part.strip().partition(":")
        if colon and name.strip() not in ("unavailable_after", "max-snippet", "max-image-preview"):
            meant = name.strip() in ("*", AGENT)
            part = rest
        if meant and part.strip() in _DIRECTIVES:
            return "noindex" if part.strip() == "none" else part.strip()
    return ""


def _tdm_rules(body: bytes) -> tuple[tuple[re.Pattern[str], bool], ...]:
    try:
        listed = json.loads(body) if body else []
    except ValueError:
        return ()
    rules = []
    for rule in listed if isinstance(listed, list) else [listed]:
        if isinstance(rule, dict) and isinstance(rule.get("location"), str):
            pattern = re.escape(rule["location"]).replace(r"\*", ".*")
            pattern = pattern.removesuffix(r"\$") + ("$" if pattern.endswith(r"\$") else "")
            rules.append((re.compile(pattern), str(rule.get("tdm-reservation")) == "1"))
    return tuple(rules)
