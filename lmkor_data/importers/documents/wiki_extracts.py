"""Extracted wikis in text files: wikiextractor's `<doc>` blocks, namuwikitext's headed pages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_DOC = re.compile(
    r'<doc id="(?P<id>[^"]*)" (?:revid="[^"]*" )?url="(?P<url>[^"]*)" '
    r'title="(?P<title>[^"]*)">\n(?P<text>.*?)</doc>',
    re.S,
)
_PAGE = re.compile(r"^ ?= (?P<title>[^=\n].*?) =[ \t]*$", re.M)
_SECTION = re.compile(r"^ ?(={2,6}) (.*?) \1[ \t]*$", re.M)


@dataclass
class WikiPage:
    """A page of an extracted wiki."""

    id: str
    title: str
    text: str
    url: str | None = None


def is_wiki_extract(text: str) -> bool:
    """Whether a text is one of the two: a `<doc>` at its beginning, or several headed pages."""
    head = text[:200_000]
    if head.lstrip().startswith('<doc id="'):
        return True
    first = _PAGE.match(head.lstrip("\n"))
    return first is not None and (len(_PAGE.findall(head)) > 1 or bool(_SECTION.search(head)))


def wiki_pages(text: str) -> Iterator[WikiPage]:
    """Yield the pages; a page's own title at the beginning of its text goes."""
    if text.lstrip().startswith('<doc id="'):
        for found in _DOC.finditer(text):
            title = html.unescape(found["title"])
            body = found["text"].strip("\n")
            if body.split("\n", 1)[0].strip() == title:
                body = body.partition("\n")[2].strip("\n")
            yield WikiPage(found["id"], title, html.unescape(body), found["url"])
        return
    places = list(_PAGE.finditer(text))
    for at, place in enumerate(places):
        end = places[at + 1].start() if at + 1 < len(places) else len(text)
        body = _SECTION.sub(r"\2", text[place.end() : end])
        yield WikiPage(place["title"], place["title"], re.sub(r"\n{3,}", "\n\n", body).strip())
