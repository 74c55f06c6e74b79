"""A page to fetch, and the result of fetching it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class PageRequest:
    """Describe one page to fetch and how it was found; stored as JSON in the ledger."""

    site: str  #: name of the recipe
    category: str
    page: str  #: name of the recipe's page: `category`, `reviews`, `post`
    url: str
    body: str = ""  #: POST body; empty means GET
    values: dict[str, str] = field(default_factory=dict)  #: fill the templates of later pages
    number: int = 0  #: page number in its series, as the site counts
    depth: int = 0  #: steps from the start
    previous: str = ""  #: digest of the previous page's content, to detect a repeating series
    tries: int = 0
    id: int = 0  #: row id in the ledger; 0 before it is stored

    @property
    def host(self) -> str:
        """Return the lower-case host with its port."""
        return urlsplit(self.url).netloc.lower()

    @property
    def key(self) -> int:
        """Return a signed 64-bit hash; equal keys mean the same page of the same site."""
        return integer_key(self.site, self.url, self.body)

    def to_json(self) -> str:
        """Serialise without the columns that the ledger keeps by themselves."""
        stored = {k: v for k, v in asdict(self).items() if v and k not in ("id", "tries")}
        return json.dumps(stored, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str, *, id: int, tries: int) -> PageRequest:
        """Restore a request from a row of the ledger."""
        return cls(**json.loads(text), id=id, tries=tries)


class Retry(Enum):
    """Say whether and when a request is made again."""

    NEVER = "never"  #: finished, with or without success
    LATER = "later"  #: in this run, after `pause`
    NEXT_RUN = "next run"  #: the host is not contacted again in this run


@dataclass
class PageResult:
    """Result of one request: the item that passes through Scrapy's pipeline, one a page."""

    request: PageRequest
    outcome: str = "done"  #: `done`, or the reason it failed: `404 Not Found`
    documents: list[dict[str, Any]] = field(default_factory=list)  #: rows of DOCUMENT + category
    requests: list[PageRequest] = field(default_factory=list)  #: pages that this page leads to
    bytes: int = 0  #: size of the response body
    retry: Retry = Retry.NEVER
    pause: float = 0.0  #: seconds until the request is made again, if LATER
    declared: int = 0  #: number of reviews that the page claims
    unreadable: int = 0  #: items without text


def integer_key(*parts: str) -> int:
    """Hash strings to a signed 64-bit integer, the width of SQLite's integers."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
