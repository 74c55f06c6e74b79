"""A page to fetch, and the result of fetching it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

#: Fields that are columns of the ledger, beside the JSON.
_LEDGER_COLUMNS = {"id", "tries", "etag", "modified", "made_at"}


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
    lastmod: str = ""  #: when the page last changed, as a sitemap says
    parent: str = ""  #: URL of the page that led here
    tries: int = 0
    etag: str = ""  #: of the response that the ledger remembers, for a conditional request
    modified: str = ""  #: its Last-Modified
    made_at: float = 0.0  #: when the page was last fetched (epoch seconds); 0: never
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
        stored = {k: v for k, v in vars(self).items() if v and k not in _LEDGER_COLUMNS}
        return json.dumps(stored, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str, **columns: Any) -> PageRequest:
        """Restore a request from a row of the ledger."""
        return cls(**json.loads(text), **columns)


#: Outcomes of a request that ended well; UNCHANGED is the answer to a conditional request.
READ, UNCHANGED = "done", "unchanged"


class Retry(Enum):
    """Say whether and when a request is made again."""

    NEVER = "never"  #: finished, with or without success
    LATER = "later"  #: in this run, after `pause`
    NEXT_RUN = "next run"  #: the host is not contacted again in this run


@dataclass
class PageResult:
    """Result of one request: the item that passes through Scrapy's pipeline, one a page."""

    request: PageRequest
    outcome: str = READ  #: `done`, or the reason it failed: `404 Not Found`
    documents: list[dict[str, Any]] = field(default_factory=list)  #: rows of DOCUMENT + category
    requests: list[PageRequest] = field(default_factory=list)  #: pages that this page leads to
    later: list[PageRequest] = field(default_factory=list)  #: a sample, for when all is done
    bytes: int = 0  #: size of the response body
    retry: Retry = Retry.NEVER
    pause: float = 0.0  #: seconds until the request is made again, if LATER
    declared: int = 0  #: number of reviews that the page claims
    unreadable: int = 0  #: items without text
    reserved: str = ""  #: why the documents may not be kept: `noindex`, `noai`, …
    etag: str = ""  #: validators of the response (RFC 9110, section 8.8)
    modified: str = ""


def integer_key(*parts: str) -> int:
    """Hash strings to a signed 64-bit integer, the width of SQLite's integers."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
