"""Data model of a recipe: how to find, page through and read one site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

#: Format of a page, which decides how its items are found.
Format = Literal["html", "soup", "json", "schema", "article", "sitemap", "feed"]
FORMATS: tuple[Format, ...] = ("html", "soup", "json", "schema", "article", "sitemap", "feed")

#: Fields of a document, or of a page for all of its documents.
FIELDS = ("text", "key", "title", "rating", "published_at", "url", "category", "declared")
TERMS = ("allowed", "forbidden", "unread")


@dataclass(frozen=True)
class Terms:
    """State whether the site's terms of use allow crawling, as somebody read them."""

    status: str  #: allowed, forbidden, unread
    url: str = ""
    checked_on: date | None = None
    licence: str = ""  #: of the text, such as `CC BY-SA 4.0`; empty: unknown


@dataclass(frozen=True)
class Field:
    """Locate a value within an item or a page.

    `path` is a CSS selector (HTML) or a dotted path (JSON); empty means the item itself.
    """

    path: str = ""
    attribute: str = ""  #: attribute of the element; empty: its text
    pattern: str = ""  #: regular expression; its first group, or the match, is the value
    date: str = ""  #: strptime format; empty: the usual Korean and ISO forms
    scale: float = 1.0  #: divides a rating: 20 where 100 means 5 stars


@dataclass(frozen=True)
class Follow:
    """Select links to another page of the recipe."""

    page: str
    links: str = ""  #: CSS selector or path of the linking elements
    values: Mapping[str, Field] = field(default_factory=dict)  #: read from each of them
    allow: str = ""  #: regular expressions for the URL
    deny: str = ""
    only_lists: bool = False  #: not from pages that hold documents themselves


@dataclass(frozen=True)
class Paginate:
    """Describe how a series of pages continues, and when it ends.

    A series also ends on a page without items, and on one that repeats the page before.
    """

    first: int = 1
    step: int = 1
    last: Field | None = None  #: number of the last page, as the page tells it
    more: Field | None = None  #: continues while this is present and not false
    #: Values for the templates of the next page; the series ends if one is missing.
    cursor: Mapping[str, Field] = field(default_factory=dict)
    end: str = ""  #: CSS selector of what only the page after the last shows
    most: int = 10_000  #: maximum number of pages, against calendars and counters


@dataclass(frozen=True)
class Page:
    """Describe one kind of page of the site."""

    name: str
    format: Format = "html"
    url: str = ""  #: template with `{category}`, `{page}`, `{cursor}` and values read earlier
    body: str = ""  #: template of a POST body
    headers: Mapping[str, str] = field(default_factory=dict)
    json_in: str = ""  #: CSS selector of, or `name =` before, JSON inside HTML
    html_in: str = ""  #: path to HTML inside JSON
    items: str = ""  #: CSS selector or path of one review or post
    fields: Mapping[str, Field] = field(default_factory=dict)
    page_fields: Mapping[str, Field] = field(default_factory=dict)  #: the same for all items
    remove: str = ""  #: CSS selector of what is removed before reading
    follow: tuple[Follow, ...] = ()
    paginate: Paginate | None = None
    render: bool = False  #: run the page's scripts in a browser before reading it
    otherwise: str = ""  #: page to fetch if this one fails or leads nowhere


@dataclass(frozen=True)
class Recipe:
    """Describe one site."""

    site: str
    title: str
    kind: str  #: review, blog
    base: str  #: scheme and host for relative URLs of the recipe
    terms: Terms
    categories: Mapping[str, tuple[str, ...]]  #: our key → values of `{category}`
    start: tuple[str, ...]  #: pages with which the crawl begins
    pages: Mapping[str, Page]
    finish: tuple[str, ...] = ()  #: pages fetched last, for what the others have left out
    hosts: tuple[str, ...] = ()  #: other hosts that may be contacted
    delay: float = 1.0  #: seconds between two pages of a host
    timezone: str = "Asia/Seoul"
    skip: str = ""  #: regular expression of URLs never followed
    lists: str = ""  #: regular expression of URLs that list posts
    hook: str = ""  #: `package.module:function` that corrects results
    path: str = ""  #: the file, for messages

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the time zone of dates without one."""
        return ZoneInfo(self.timezone)

    @property
    def named_hosts(self) -> set[str]:
        """Return the hosts that the recipe names, in lower case."""
        return {urlsplit(self.base).netloc.lower(), *(host.lower() for host in self.hosts)}

    @cached_property
    def all_hosts(self) -> set[str]:
        """Return the hosts that may be contacted: those named, with and without `www.`."""
        named = self.named_hosts
        return named | {host.removeprefix("www.") for host in named} | {f"www.{h}" for h in named}
