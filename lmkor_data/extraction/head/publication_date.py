"""When a page was published: the most trustworthy place that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from lmkor_data.extraction.body.elements import Element
from lmkor_data.extraction.head.linked_data import value
from lmkor_data.extraction.head.metadata import Head
from lmkor_data.text.dates import parse_date

#: Nothing on the web is older; what seems so is a number that is no date.
_FIRST_YEAR = 1991


class Published(NamedTuple):
    """A moment, and where it was found."""

    at: datetime
    source: str  #: json-ld, meta, microdata, time, class, text, url


_METAS = (
    "article:published_time", "article:published", "og:article:published_time", "datepublished",
    "publish_date", "publishdate", "pubdate", "published_time", "published", "date",
    "dc.date.issued", "dc.date", "dcterms.created", "dcterms.date", "dc.date.created",
    "sailthru.date", "article:created_time", "og:regdate", "article_date_original",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime", "creation_date", "regdate",
)  # fmt: skip
#: Class names and ids of the date that a post shows.
_DATES = re.compile(
    r"(?:^|[-_#])(?:date|dates|datetime|published|publish|pubdate|posted|posted-on|postdate|"
    r"regdate|reg-date|wdate|timestamp|dt-published|created|written|if-date|info-date|day)(?:$|[-_])|"
    r"publishdate|postdate|blog-date|entrydate|writedate"
)
_CHANGED = re.compile(r"modif|updat|수정|갱신|edit|last|변경|lastmod", re.IGNORECASE)
_ADDRESS = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
_ADDRESS_COMPACT = re.compile(
    r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=\d{0,8}(?!\d))"
)
#: Names of blocks that hold the dates of other texts.
_OTHERS = re.compile(
    r"comment|bo_vc|cmt|fdb_|repl(?:y|ies)|related|recent|recommend|sidebar|widget|popular|guestbook"
)
#: A date longer than this is part of a sentence.
_LONGEST = 90
#: So many elements before the body may hold its headline and date.
_HEADLINE = 80


def find_published(
    head: Head, root: Element, body: Element, url: str | None, now: datetime | None = None
) -> Published | None:
    """The publication date: JSON-LD, meta, microdata, `<time>`, class, address, visible text."""
    told = _told(head, root, body, url)
    for source, text in told:
        moment = _moment(text, now)
        if moment is None:
            continue
        if _UTC.search(text) and (moment + _NINE_HOURS).date() != moment.date():
            moment = _with_korean_clock(text.strip(), moment, told, now)
        return Published(moment, source)
    return None


def has_day(url: str | None) -> bool:
    """Whether an address has folders of the day, as posts have."""
    return bool(url and _ADDRESS.search(unquote(urlsplit(url).path)))


_UTC = re.compile(r"\d(?:Z|[+]00:?00)\s*$")
_NINE_HOURS = timedelta(hours=9)


def _with_korean_clock(
    written: str, moment: datetime, told: Iterator[tuple[str, str]], now: datetime | None
) -> datetime:
    """Mend a stamp that calls a Korean clock UTC, as generators on a build server write it.

    It shows where the stamp's day in Korea is another than the day that the page shows or that
    its address holds, while the stamp's own day is that one.
    """
    for source, text in told:
        if source in ("meta", "json-ld") or _UTC.search(text):
            continue
        if source != "url" and written.endswith("Z"):
            continue  # JavaScript writes true UTC so, and pages built on a server show it
        day = _moment(text, now)
        if day is not None:
            shown = (day + _NINE_HOURS).date()
            return moment - _NINE_HOURS if shown == moment.date() else moment
    return moment


def _told(head: Head, root: Element, body: Element, url: str | None) -> Iterator[tuple[str, str]]:
    for posting in head.postings:
        told = value(posting, "datePublished", "dateCreated", "uploadDate")
        if told:
            yield "json-ld", told
    for name in _METAS:
        for told in head.metas.get(name, ()):
            yield "meta", told
    for thing in head.things:
        told = value(thing, "datePublished")
        if told:
            yield "json-ld", told
    seen = _visible(root, body)
    path = unquote(urlsplit(url).path) if url else ""
    yield from (one for one in seen if one[0] != "text")
    # Folders of the day are a system's own; a line of text may name any day.
    yield from (("url", "-".join(found.groups())) for found in _ADDRESS.finditer(path))
    yield from (one for one in seen if one[0] == "text")
    yield from (("url", "-".join(found.groups())) for found in _ADDRESS_COMPACT.finditer(path))


def _visible(root: Element, body: Element) -> list[tuple[str, str]]:
    """Dates that readers see in the article, else in what stands before its body."""
    seen = list(_dates_among(_article_around(body, root).walk(), body))
    if not any(_moment(told) for _, told in seen):
        before = max(0, body.order - _HEADLINE)
        seen = list(_dates_among(root.page[before : body.end + _HEADLINE // 2], body))
    return seen


def _dates_among(elements: list[Element], body: Element) -> Iterator[tuple[str, str]]:
    """Dates in some elements, the one nearest above the body first within each kind."""
    times: list[tuple[int, str]] = []
    classes: list[tuple[int, str]] = []
    texts: list[tuple[int, str]] = []
    properties: list[tuple[int, str]] = []
    end = body.order
    for element in elements:
        attributes = element.attributes
        if not attributes and element.letters > _LONGEST:
            continue
        distance = element.order - end
        near = (0 if distance <= 0 else 1) * 100_000 + abs(distance)
        if distance > 0 and _is_aside(element, body):
            continue
        if "itemprop" in attributes and "datePublished" in (attributes["itemprop"] or ""):
            told = attributes.get("content") or attributes.get("datetime") or element.text()
            properties.append((near, told))
        if element.letters > _LONGEST:
            continue
        if element.tag == "time":
            if not _says_changed(element):
                stamp = attributes.get("datetime") or ""
                times.append((near, stamp if _moment(stamp) else element.text()))
        elif element.tokens and any(_DATES.search(token) for token in element.tokens):
            if not _says_changed(element):
                stamp = attributes.get("data-date-time") or attributes.get("title") or ""
                classes.append((near, stamp if _moment(stamp) else element.text()))
        elif distance <= 0 or element.order - end < 40:
            own = " ".join(c for c in element.children if isinstance(c, str))
            if any(mark in own for mark in "0123456789") and not _CHANGED.search(own):
                texts.append((near, own))
    for source, found in (("microdata", properties), ("time", times), ("class", classes)):
        for _, told in sorted(found, key=lambda pair: pair[0]):
            yield source, told
    for _, told in sorted(texts, key=lambda pair: pair[0]):
        if _moment(told) and _is_mostly_date(told):
            yield "text", told


def _article_around(body: Element, root: Element) -> Element:
    """The element that holds the post with its headline: where its date may stand."""
    element = body
    while element.parent is not None:
        if element.tag in ("article", "main"):
            return element.parent if element.tag == "article" and element is body else element
        element = element.parent
    return root


def _is_aside(element: Element, body: Element) -> bool:
    """Whether it stands in furniture behind the body: related posts and comments have dates too."""
    above: Element | None = element
    while above is not None and above is not body:
        if above.tag == "aside" or any(_OTHERS.search(token) for token in above.tokens):
            return True
        above = above.parent
    return False


def _says_changed(element: Element) -> bool:
    """Whether it is the date of a change: its own names, or the words right before it."""
    names = " ".join(element.tokens) + " " + (element.attributes.get("itemprop") or "")
    if _CHANGED.search(names) or _CHANGED.search(element.text()[:20]):
        return True
    inner = element
    for _ in range(3):
        parent = inner.parent
        if parent is None or parent.letters > _LONGEST:
            break
        before = parent.children[: parent.children.index(inner)]
        told = "".join(child if isinstance(child, str) else child.text() for child in before)
        if _CHANGED.search(told[-24:]) or _CHANGED.search(" ".join(parent.tokens)):
            return True
        inner = parent
    return False


_WORDS = re.compile(r"[^\W\d_]+")


def _is_mostly_date(text: str) -> bool:
    """A line of a date and few words beside: no sentence that mentions a day."""
    return len("".join(_WORDS.findall(text))) <= 20


def _moment(text: str, now: datetime | None = None) -> datetime | None:
    """A moment on the web: nothing there is older than 1991, or came after the page did."""
    return parse_date(text, latest=now or datetime.now(UTC), earliest=_FIRST_YEAR)
