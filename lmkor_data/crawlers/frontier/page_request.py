"""What the crawl moves: a request still to be made, and what one brought home."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class PageRequest:
    """One page to fetch, and why. JSON-able, since it waits in the ledger."""

    site: str  #: the recipe
    category: str
    page: str  #: which of the recipe's pages it is: `category`, `reviews`, `post`
    url: str
    body: str = ""  #: of a POST; empty means GET
    values: dict[str, str] = field(default_factory=dict)  #: fills the templates of later pages
    number: int = 0  #: of the page in its series, as the site counts
    depth: int = 0  #: steps from the start
    previous: str = ""  #: digest of what the page before held, to see a series that repeats
    tries: int = 0
    id: int = 0  #: row in the ledger; 0 before it is there

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc.lower()

    @property
    def key(self) -> int:
        """64 signed bits; two requests with the same key are the same page of the same site."""
        return integer_key(self.site, self.url, self.body)

    def to_json(self) -> str:
        stored = {k: v for k, v in asdict(self).items() if v and k not in ("id", "tries")}
        return json.dumps(stored, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str, *, id: int, tries: int) -> PageRequest:
        return cls(**json.loads(text), id=id, tries=tries)


class Retry(Enum):
    """Whether a request is to be made again."""

    NEVER = "never"  #: it came to its end, good or bad
    LATER = "later"  #: in this run, after a pause
    NEXT_RUN = "next run"  #: the host is left alone for now


@dataclass
class PageResult:
    """What one request brought: the one item a page that goes through Scrapy's pipeline."""

    request: PageRequest
    outcome: str = "done"  #: done, or why nothing came: `404 Not Found`, `robots.txt forbids it`
    documents: list[dict[str, Any]] = field(default_factory=list)  #: columns of DOCUMENT + category
    requests: list[PageRequest] = field(default_factory=list)  #: what the page leads to
    bytes: int = 0  #: of the answer's body
    retry: Retry = Retry.NEVER
    pause: float = 0.0  #: seconds before the request is made again, if LATER
    declared: int = 0  #: reviews that the page says there are
    unreadable: int = 0  #: items without text


def integer_key(*parts: str) -> int:
    """A short name for a page or a document: 64 signed bits, as SQLite keeps integers."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
