"""What a recipe says: how to find, page through and read one site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

#: What a page is made of, and so how its items are found.
Format = Literal["html", "soup", "json", "schema", "article", "sitemap", "feed"]
FORMATS: tuple[Format, ...] = ("html", "soup", "json", "schema", "article", "sitemap", "feed")

KINDS = ("review", "blog", "news", "comment", "archive")
#: What a document, or a page for all of its documents, can have.
FIELDS = ("text", "key", "title", "rating", "published_at", "url", "category", "declared")
TERMS = ("allowed", "forbidden", "unread")


@dataclass(frozen=True)
class Terms:
    """Whether the site's terms of use let it be crawled, as somebody read them."""

    status: str  #: allowed, forbidden, unread
    url: str = ""
    checked_on: date | None = None


@dataclass(frozen=True)
class Field:
    """Where a value stands within an item or a page.

    `path` is a CSS selector (HTML) or a dotted path (JSON); empty means the item itself.
    """

    path: str = ""
    attribute: str = ""  #: of the element; empty: its text
    pattern: str = ""  #: a regular expression; its first group, or all it matches, is the value
    date: str = ""  #: strptime format; without it the usual Korean and ISO forms are tried
    scale: float = 1.0  #: divides a rating: 20 where 100 means 5 stars


@dataclass(frozen=True)
class Follow:
    """Links that lead to another of the recipe's pages."""

    page: str
    links: str = ""  #: CSS selector or path of the things that lead on
    values: Mapping[str, Field] = field(default_factory=dict)  #: read from each of them
    allow: str = ""  #: regular expressions on the URL
    deny: str = ""


@dataclass(frozen=True)
class Paginate:
    """How a series of pages goes on, and when it ends.

    A series also ends on a page without items, and on one that repeats the page before.
    """

    first: int = 1
    step: int = 1
    last: Field | None = None  #: the number of the last page, as the page tells it
    more: Field | None = None  #: goes on while this is there and not false
    #: What the page tells for the templates of the next one; ends where any of it is missing.
    cursor: Mapping[str, Field] = field(default_factory=dict)
    end: str = ""  #: CSS selector of what only the page after the last one shows
    most: int = 10_000  #: pages; a calendar or a counter without end stops here


@dataclass(frozen=True)
class Page:
    """One kind of page of the site."""

    name: str
    format: Format = "html"
    url: str = ""  #: template with `{category}`, `{page}`, `{cursor}` and values read earlier
    body: str = ""  #: template of a POST body
    headers: Mapping[str, str] = field(default_factory=dict)
    json_in: str = ""  #: CSS selector, or a pattern, of JSON that stands inside HTML
    html_in: str = ""  #: path to HTML that stands inside JSON
    items: str = ""  #: CSS selector or path of one review or post
    fields: Mapping[str, Field] = field(default_factory=dict)
    page_fields: Mapping[str, Field] = field(default_factory=dict)  #: the same for all items
    remove: str = ""  #: CSS selector of what is taken out of the page before reading
    follow: tuple[Follow, ...] = ()
    paginate: Paginate | None = None
    render: bool = False  #: run the page's scripts in a browser before reading it
    otherwise: str = ""  #: the page to go to where this one is not there, or leads nowhere


@dataclass(frozen=True)
class Recipe:
    """One site."""

    site: str
    title: str
    kind: str  #: review, blog
    base: str  #: scheme and host that relative URLs in the recipe are below
    terms: Terms
    categories: Mapping[str, tuple[str, ...]]  #: ours → what `{category}` becomes
    start: tuple[str, ...]  #: pages whose URLs begin the crawl
    pages: Mapping[str, Page]
    hosts: tuple[str, ...] = ()  #: other hosts that may be visited
    delay: float = 1.0  #: seconds between two pages of a host
    timezone: str = "Asia/Seoul"
    skip: str = ""  #: regular expression of URLs that are never followed
    lists: str = ""  #: of URLs that lead to posts and are none themselves
    hook: str = ""  #: `package.module:function` that reads pages TOML cannot describe
    path: str = ""  #: the file, for messages

    @property
    def named_hosts(self) -> set[str]:
        """The hosts that the recipe names, in small letters."""
        return {urlsplit(self.base).netloc.lower(), *(host.lower() for host in self.hosts)}

    @cached_property
    def all_hosts(self) -> set[str]:
        """The hosts that may be visited: those it names, with and without `www.`."""
        named = self.named_hosts
        return named | {host.removeprefix("www.") for host in named} | {f"www.{h}" for h in named}
