"""An HTML page, read: `extract_page` is what crawlers and importers call."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from lmkor_data.extraction.body.containers import find_container
from lmkor_data.extraction.body.edges import trim
from lmkor_data.extraction.body.elements import Element, empty_tree, release, visible_tree
from lmkor_data.extraction.body.rendering import Line, heading_text, render
from lmkor_data.extraction.classification import classify
from lmkor_data.extraction.decoding.charset import decode_html
from lmkor_data.extraction.decoding.transfer import decode_transfer, header
from lmkor_data.extraction.head.linked_data import value
from lmkor_data.extraction.head.metadata import Head, Heading, choose_title, read_head
from lmkor_data.extraction.head.publication_date import find_published, has_day
from lmkor_data.extraction.language import Language, identify_language
from lmkor_data.extraction.name_sets import name_set


@dataclass(frozen=True)
class Page:
    """What one HTML page says.

    | field | |
    |---|---|
    | `text` | main text; code between ``` fences, lists, rows, quotes; "" where there is none |
    | `kind` | `article`, `list` or `empty`; `reason` says why |
    | `published_at`, `date_source` | UTC, and json-ld, meta, microdata, time, class, text, url |
    | `robots` | directives of page and headers: `noindex`, `noai`, `tdm-reservation`, … |
    """

    text: str
    title: str | None
    published_at: datetime | None
    date_source: str | None
    kind: str
    reason: str
    url: str | None
    canonical_url: str | None
    section: str | None
    tags: tuple[str, ...]
    robots: frozenset[str]
    declared_language: str
    language: Language
    encoding: str
    faults: int  #: bytes that were not of the encoding
    linked_data: list[dict[str, Any]] = field(default_factory=list, repr=False)

    @property
    def is_article(self) -> bool:
        """Whether the page is one text by somebody."""
        return self.kind == "article"


def extract_page(
    content: bytes,
    url: str | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    now: datetime | None = None,
    repair: bool = False,
) -> Page:
    """Read a page as it came: bytes, address, HTTP headers.

    `headers` serve to undo chunks and compression, to know the declared encoding and
    `X-Robots-Tag`. `now` is when the page came: later dates are not believed. `repair` sends the
    markup through BeautifulSoup first, for nesting that HTML5's own rules do not mend.
    """
    decoded = decode_html(decode_transfer(content, headers), header(headers, "content-type"))
    return extract_text(
        decoded.text,
        url,
        headers,
        now=now,
        repair=repair,
        encoding=decoded.encoding,
        faults=decoded.faults,
    )


def extract_text(
    html: str,
    url: str | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    now: datetime | None = None,
    repair: bool = False,
    encoding: str = "",
    faults: int = 0,
) -> Page:
    """Read a page that is text already, as a browser or another program gives it."""
    tree = LexborHTMLParser(_repaired(html) if repair else html)
    head = read_head(tree, url, headers)
    body = tree.body
    root = visible_tree(body) if body is not None else empty_tree()
    container = find_container(root)
    title = choose_title(head, _headings(root, container.element, url))
    lines = trim(render(container.element, container.elsewhere), title)
    letters = sum(len(line.text) for line in lines if line.text != "```")
    text = joined(lines)
    published = find_published(head, root, container.element, url, now)
    dated = published is not None and (
        published.source in ("json-ld", "meta", "url") or has_day(url)
    )
    kind = classify(head, container, letters, url, title, dated=dated)
    release(root)
    return Page(
        text=text,
        title=composed(title) if title else None,
        published_at=published.at if published else None,
        date_source=published.source if published else None,
        kind=kind.name,
        reason=kind.reason,
        url=url,
        canonical_url=head.canonical,
        section=_section(head),
        tags=_tags(head),
        robots=head.robots,
        declared_language=head.language,
        language=identify_language(text),
        encoding=encoding,
        faults=faults,
        linked_data=head.things,
    )


def joined(lines: list[Line]) -> str:
    """The lines as one text."""
    return composed("\n".join(line.text for line in lines))


def composed(text: str) -> str:
    """The text with decomposed Hangul, as macOS writes it, in whole syllables (NFC)."""
    return unicodedata.normalize("NFC", text) if _JAMO.search(text) else text


_JAMO = re.compile(r"[\u1100-\u11ff]")


def _repaired(html: str) -> str:
    from bs4 import BeautifulSoup  # slow, and few pages need it

    return str(BeautifulSoup(html, "html.parser"))


_TITLE_NAME = re.compile(r"(?:^|[-_])(?:title|headline|subject|tit)(?:$|[-_])")


def _headings(root: Element, container: Element, url: str | None) -> list[Heading]:
    """Texts that may be the title: first-level headings and what is named so, the closest first."""
    found: list[tuple[int, int, Element]] = []
    for element in root.page:
        tag = element.tag
        if tag == "h1":
            rank = 0
        elif element.tokens and tag in _TITLED and _is_title_name(element.tokens):
            rank = 1
        elif tag == "h2":
            rank = 2
        else:
            continue
        if 0 < element.letters < 300:
            found.append((rank, abs(element.order - container.order), element))
    found.sort(key=lambda entry: entry[:2])
    return [
        Heading(heading_text(e), e.tag == "h1" and not e.linked, _links_to(e, url))
        for _, _, e in found[:12]
    ]


def _links_to(heading: Element, url: str | None) -> bool:
    """Whether the whole heading links to the page it stands on, as boards have it."""
    path = urlsplit(url).path if url else ""
    if not heading.linked or not path.strip("/"):
        return False
    return any(
        e.tag == "a"
        and e.letters >= 0.8 * heading.letters
        and urlsplit(urljoin(url or "", e.attributes.get("href") or "")).path == path
        for e in heading.walk()
    )


_TITLED = name_set("h2 h3 strong div span p")


@functools.lru_cache(1 << 13)
def _is_title_name(tokens: tuple[str, ...]) -> bool:
    return any(_TITLE_NAME.search(token) for token in tokens)


def _section(head: Head) -> str | None:
    for posting in head.postings:
        if told := value(posting, "articleSection"):
            return told
    return head.meta("article:section", "og:article:section") or None


def _tags(head: Head) -> tuple[str, ...]:
    told = [*head.metas.get("article:tag", ()), *head.metas.get("og:article:tag", ())]
    told += head.meta("keywords", "news_keywords").split(",")
    return tuple(dict.fromkeys(tag.strip() for tag in told if tag.strip()))
