"""Whether a page is one text by somebody, or a list of such texts."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from lmkor_data.extraction.body.containers import SHORTEST, Container
from lmkor_data.extraction.body.elements import Element
from lmkor_data.extraction.body.furniture import is_furniture
from lmkor_data.extraction.head.linked_data import says_list
from lmkor_data.extraction.head.metadata import Head
from lmkor_data.extraction.name_sets import name_set


class Kind(NamedTuple):
    """`article`, `list` or `empty`, and the reason, for messages."""

    name: str
    reason: str


#: Addresses under which sites list what they hold.
_LISTS = re.compile(
    r"/(?:tags?|(?:sub-?)?categor(?:y|ies)|archives?|authors?|series|topics?|search|keywords?|page|pages|label)"
    r"(?:/|\.html?$|$)|/page[-/]?\d+(?:/|\.html?$|$)|/(?:404|search|tags?|archive|categories)\.html?$|"
    r"/(?:태그|카테고리|분류)(?:/|$)",
    re.IGNORECASE,
)
_PAGED = re.compile(r"/page[-/]?\d+(?:/|\.html?$|$)", re.IGNORECASE)
_NO_PAGE = re.compile(r"/404(?:/|\.html?$|$)")
_NOT_FOUND = re.compile(r"^\W*404\b|page not found|찾을 수 없(?:습니다|는)", re.IGNORECASE)
#: Files that prove to search engines whose site it is.
_PROOF = re.compile(r"\s*(?:google|naver)-site-verification\b")
_HEADINGS = name_set("h1 h2 h3 h4 h5")
#: So many headings that lead to other pages make a list, if they are most of the headings.
_TEASERS = 3
#: Under an address of lists, and with a theme that declares every page an article, an article has
#: so many letters and no more than this share of them in links.
_SUBSTANTIAL, _SOME_LINKED = 300, 0.3
#: More of the letters than this in links: a menu, a table of contents, an index.
_LINKED = 0.6


def classify(
    head: Head,
    container: Container,
    letters: int,
    url: str | None,
    title: str | None,
    *,
    dated: bool = False,
) -> Kind:
    """Tell articles from lists. Fails open: a page with a body and nothing against it is one.

    `dated`: the page or its address declares one day of publication.
    """
    path = unquote(urlsplit(url).path) if url else ""
    query = urlsplit(url).query if url else ""
    if not letters or (letters < SHORTEST and not container.known):
        return Kind("empty", "no main text")
    if _PROOF.match(container.element.text()[:80]):
        return Kind("empty", "a proof of ownership")
    if title and _NOT_FOUND.search(title):
        return Kind("empty", "an error page")
    if _NO_PAGE.search(path):
        return Kind("empty", "an error page")
    if _PAGED.search(path):
        return Kind("list", "a numbered page of a list")
    teasers, headings = _headings(container.element, url, head.canonical)
    many = teasers >= _TEASERS and teasers >= 0.5 * headings
    declared = bool(head.postings) or bool(head.meta("article:published_time"))
    share = container.element.linked / max(1, container.element.letters)
    listed = bool(_LISTS.search(path)) or says_list(head.things)
    if many and not (declared and not listed and share < _SOME_LINKED):
        return Kind("list", f"{teasers} headings that lead to other pages")
    if url and path in ("", "/", "/index.html") and not query:
        return Kind("list", "the start page")
    if listed and not (
        declared and not teasers and letters >= _SUBSTANTIAL and share < _SOME_LINKED
    ):
        return Kind("list", "an address of lists")
    posts = [e for e in container.element.walk() if e.tag == "article" and e.letters >= SHORTEST]
    if len(posts) >= _TEASERS and teasers >= 2:
        return Kind("list", f"{len(posts)} articles")
    if container.rivals and len(container.rivals) >= _TEASERS:
        return Kind("list", f"{len(container.rivals)} bodies of posts")
    if share > _LINKED and not (declared or dated):
        return Kind("list", f"{share:.0%} of the text in links")
    if share > 0.85:
        return Kind("list", f"{share:.0%} of the text in links")
    return Kind("article", "declared" if declared else "one body of text")


def _headings(element: Element, url: str | None, canonical: str | None) -> tuple[int, int]:
    """Headings whose whole text is a link to another page of the site, and all headings."""
    teasers = total = 0
    here = urlsplit(url or "")
    own = {_host(address) for address in (url, canonical) if address}
    for found in element.walk():
        if found.tag not in _HEADINGS or not found.letters:
            continue
        if any(is_furniture(above) for above in _above(found, element)):
            continue
        total += 1
        link = _link_of(found)
        if link is None:
            continue
        target = urlsplit(urljoin(url or "", link))
        same_page = target.path == here.path and target.query == here.query
        if not same_page and (not own or _host(target.geturl()) in own):
            teasers += 1
    return teasers, total


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _link_of(heading: Element) -> str | None:
    """Where a heading leads as a whole: a link in it or around it."""
    for found in heading.walk():
        if found.tag == "a" and found.letters >= 0.8 * heading.letters:
            target = found.attributes.get("href") or ""
            return target if target and target[0] != "#" else None
    above = heading.parent
    for _ in range(3):
        if above is None:
            return None
        if above.tag == "a":
            target = above.attributes.get("href") or ""
            return target if target and target[0] != "#" else None
        above = above.parent
    return None


def _above(element: Element, top: Element) -> list[Element]:
    chain = []
    above = element.parent
    while above is not None and above is not top:
        chain.append(above)
        above = above.parent
    return chain
