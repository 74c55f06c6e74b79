"""What the head of a page declares: title, address, rights, kind."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from lmkor_data.extraction.decoding.transfer import header
from lmkor_data.extraction.head.linked_data import articles, linked_data

_ROBOTS = ("robots", "lmkor-data", "googlebot", "ai", "ccbot", "gptbot")
_DIRECTIVE = re.compile(r"[a-z][a-z-]*(?::[^,;]*)?")
#: TDM Reservation Protocol (W3C community group report): 1 means rights reserved.
_TDM = "tdm-reservation"


@dataclass
class Head:
    """The declarations of one page."""

    titles: list[str] = field(default_factory=list)  #: `<title>` last, what is more telling first
    metas: dict[str, list[str]] = field(default_factory=dict)  #: by name, property or itemprop
    things: list[dict[str, Any]] = field(default_factory=list)  #: JSON-LD objects
    postings: list[dict[str, Any]] = field(default_factory=list)  #: those that are one text
    canonical: str | None = None
    language: str = ""  #: of `<html lang>`
    robots: frozenset[str] = frozenset()

    def meta(self, *names: str) -> str:
        """The first value of the first of these names that has one."""
        for name in names:
            for told in self.metas.get(name, ()):
                if told.strip():
                    return told.strip()
        return ""


def read_head(tree: Any, url: str | None, headers: Mapping[str, str] | None) -> Head:
    """Read the declarations of a Lexbor tree and of its HTTP headers."""
    metas: dict[str, list[str]] = defaultdict(list)
    for node in tree.css("meta"):
        attributes = node.attributes
        told = attributes.get("content")
        if told is None:
            continue
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = attributes.get(key)
            if name:
                metas[name.strip().lower()].append(told)
    scripts = [
        node.text(deep=True)
        for node in tree.css("script[type]")
        if "ld+json" in (node.attributes.get("type") or "").lower()
    ]
    things = linked_data(scripts)
    root = tree.root
    head = Head(
        metas=dict(metas),
        things=things,
        postings=articles(things),
        canonical=_canonical(tree, metas, url),
        language=((root.attributes.get("lang") if root is not None else "") or "").lower(),
        robots=_directives(metas, headers),
    )
    title = tree.css_first("title")
    if title is not None:
        head.titles.append(" ".join(title.text(deep=True).split()))
    return head


def _canonical(tree: Any, metas: Mapping[str, list[str]], url: str | None) -> str | None:
    """The page's own idea of its address, absolute; None where it names none that is one."""
    links = tree.css('link[rel~="canonical"]')
    told = [node.attributes.get("href") for node in links] + metas.get("og:url", [])
    for address in told:
        if not address or not address.strip():
            continue
        full = urljoin(url or "", address.strip())
        if urlsplit(full).scheme in ("http", "https") and urlsplit(full).hostname:
            return full
    return None


def _directives(
    metas: Mapping[str, list[str]], headers: Mapping[str, str] | None
) -> frozenset[str]:
    """Robots directives of the page and its headers, in small letters: `noindex`, `noai`, …

    `googlebot: noindex` counts as well: it is what the site wants of machines. A reservation of
    text and data mining becomes `tdm-reservation`.
    """
    found: set[str] = set()
    for name in _ROBOTS:
        for told in metas.get(name, ()):
            found.update(
                part.strip() for part in re.split(r"[,;\s]+", told.lower()) if part.strip()
            )
    for part in header(headers, "x-robots-tag").lower().split(","):
        # `otherbot: noindex` is for that bot; `unavailable_after: …` is a directive with a value.
        agent, colon, rest = part.strip().partition(":")
        if colon and agent.strip() not in ("unavailable_after", *_ROBOTS) and "max-" not in agent:
            continue
        found.add((rest if agent.strip() in _ROBOTS else agent).strip())
    reserved = [*metas.get(_TDM, ()), header(headers, _TDM)]
    if any(told.strip() == "1" for told in reserved):
        found.add(_TDM)
    return frozenset(found - {"", "all", "index", "follow"})


class Heading(NamedTuple):
    """A text that may be the title."""

    text: str
    top: bool  #: a first-level heading that leads nowhere, so not the site's name
    own: bool = False  #: a link to the page itself


def choose_title(head: Head, headings: list[Heading]) -> str | None:
    """The title of the text, without the site's name.

    The longest heading that the page's `<title>`, `og:title` or JSON-LD begins with is it; else
    what JSON-LD or `og:title` says; else a first-level heading; else `<title>` without its last
    part.
    """
    whole = head.titles[-1] if head.titles else ""
    said = [str(one.get("headline") or one.get("name") or "") for one in head.postings[:1]]
    said += [head.meta("og:title", "twitter:title")]
    site = head.meta("og:site_name")
    declared = [" ".join(told.split()) for told in said if told and told.strip()]
    declared = [told for told in declared if told != site]
    own = next((h.text for h in headings if h.own and _key(h.text) in _key(whole)), None)
    if own:
        return own
    texts = declared or [whole]
    headings = [
        h
        for h in headings
        if h.text in declared or not (h.text == site or _is_site_name(h.text, whole))
    ]
    matching = [
        heading.text
        for heading in headings
        if len(key := _key(heading.text)) > 1 and any(_key(t).startswith(key) for t in texts)
    ]
    cut_off = [text for text in matching if any(_ends_there(told, text) for told in texts)]
    best = max(cut_off, key=len, default="")
    if best:
        return best
    best = max(matching, key=len, default="")
    told = declared[0] if declared else whole
    shortest = _without_site(told, site, whole if declared else "")
    if best and len(_key(best)) >= 0.6 * len(_key(shortest)):
        return best
    if not declared:
        top = next((heading.text for heading in headings if heading.top), "")
        if top and _key(top) in _key(shortest):
            return shortest  # which says more, as "2. " before it
        return top or shortest or (headings[0].text if headings else None)
    return shortest


def _ends_there(told: str, heading: str) -> bool:
    """Whether a declared title is this heading, or goes on behind it with a separator."""
    rest = told[len(heading) :].lstrip()
    return told.startswith(heading) and (not rest or rest[0] in "|-–—·•:»«>/")


def _is_site_name(heading: str, whole: str) -> bool:
    """Whether a heading is the last part of `<title>`, behind a separator."""
    parts = _SEPARATOR.split(whole)
    return len(parts) > 1 and bool(parts[0]) and _key(parts[-1]) == _key(heading)


_SEPARATOR = re.compile(r"\s+[|\-–—·•:»«/>]+\s+|\s*[|»]\s*|\s*::\s*")


def _without_site(title: str, site: str, whole: str) -> str:
    """Cut the site's name off, which stands behind (or before) a separator."""
    if site and title != site:
        for cut in (title.removesuffix(site), title.removeprefix(site)):
            shorter = cut.strip(" |-–—·•:»«")
            if cut != title and shorter and len(cut.strip()) > len(shorter):
                return shorter
    if title == whole or not whole:
        pieces = _SEPARATOR.split(title)
        if len(pieces) > 1:
            cut = title[: title.rfind(pieces[-1])].rstrip(" |-–—·•:»«/")
            return cut if len(cut) > 1 else title
    return title


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()
