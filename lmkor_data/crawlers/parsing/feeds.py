"""Reads the addresses in sitemaps (sitemaps.org 0.9), robots.txt, RSS 2.0 and Atom feeds."""

from __future__ import annotations

import gzip
import re
import zlib
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from lmkor_data.crawlers.parsing.page_response import PageResponse, decode

#: Maximum size of an unpacked sitemap in bytes (50 MB by sitemaps.org).
_MOST = 50 << 20

#: An ampersand that begins none of XML's own entities; the parser would drop what follows it.
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][\da-fA-F]{1,6});)")
_TWICE_ESCAPED = re.compile(r"%25(?=[0-9A-Fa-f]{2})")
_HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")

#: With fewer pages, one day for all of them may be true.
_FEW = 5

_ANNOUNCED = re.compile(r"sitemap\s*:\s*", re.IGNORECASE)


class Entry(NamedTuple):
    """A page or sitemap that a sitemap or feed names, and when it last changed (as written)."""

    address: str
    changed: str = ""


def entries(response: PageResponse) -> list[Entry]:
    """List every page or sitemap that a sitemap or feed names, in its order, each once."""
    body = _unpacked(response.body)
    root = _parse(body)
    found: dict[str, Entry] = {}
    if root is None:  # robots.txt, or a plain-text sitemap: one URL a line
        lines = [_ANNOUNCED.sub("", line.strip()) for line in decode(body).splitlines()]
        return [Entry(line) for line in dict.fromkeys(lines) if line.startswith("http")]
    for element in root.iter(etree.Element):
        address = _address(element)
        if address:
            address = _decoded(address)
            found.setdefault(address, Entry(address, _changed(element)))
    return _without_build_time(list(found.values()))


def locations(response: PageResponse) -> list[str]:
    """List the addresses of `entries`."""
    return [entry.address for entry in entries(response)]


def _without_build_time(listed: list[Entry]) -> list[Entry]:
    """Forget times that say when the sitemap was built: one day for every page."""
    days = {entry.changed[:10] for entry in listed}
    if len(listed) < _FEW or len(days) > 1:
        return listed
    return [Entry(entry.address) for entry in listed]


def is_index(response: PageResponse) -> bool:
    """Tell whether this is a sitemap index, or a robots.txt that names sitemaps."""
    body = _unpacked(response.body)
    if body.lstrip()[:1] == b"<":
        return re.search(rb"<(?:\w+:)?sitemapindex\b", body[:2000]) is not None
    return any(_ANNOUNCED.match(line.strip()) for line in decode(body).splitlines())


def _decoded(address: str) -> str:
    """Undo the second of two encodings: `&amp;amp;` in XML, `%25EC%2595%2588` for `%EC%95%88`."""
    address = address.replace("&amp;", "&")
    once = _TWICE_ESCAPED.sub("%", address)
    return once if once != address and _HANGUL.search(unquote(once)) else address


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacked = zlib.decompressobj(wbits=31).decompress(body, _MOST)
    if len(unpacked) == _MOST:
        raise gzip.BadGzipFile("a sitemap that unpacks to more than 50 MB")
    return unpacked


def _parse(body: bytes) -> etree._Element | None:
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode(body)).strip()
    text = _BARE_AMPERSAND.sub("&amp;", text)
    if not text.startswith("<"):
        return None
    # No entities, no network: a feed must not make the parser fetch or expand anything.
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root: etree._Element | None = etree.fromstring(text.encode(), parser)
    return root


def _address(element: etree._Element) -> str:
    parent = element.getparent()
    place = (
        "" if parent is None else etree.QName(parent).localname,
        etree.QName(element).localname,
    )
    if place in (("url", "loc"), ("sitemap", "loc"), ("item", "link")):
        return (element.text or "").strip()
    if place == ("entry", "link") and element.get("rel", "alternate") == "alternate":
        return element.get("href", "").strip()
    return ""


def _changed(element: etree._Element) -> str:
    """When the page of an address last changed: `lastmod` of a sitemap, `updated` of Atom."""
    for sibling in element.itersiblings(tag=etree.Element):
        if etree.QName(sibling).localname in ("lastmod", "updated"):
            return (sibling.text or "").strip()
    return ""
