"""Reads the addresses in sitemaps (sitemaps.org 0.9), robots.txt, RSS 2.0 and Atom feeds."""

from __future__ import annotations

import gzip
import re
import zlib
from urllib.parse import unquote

from lxml import etree

from lmkor_data.crawlers.parsing.page_response import PageResponse, decode

#: Maximum size of an unpacked sitemap in bytes (50 MB by sitemaps.org).
_MOST = 50 << 20

#: An ampersand that begins none of XML's own entities; the parser would drop what follows it.
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][\da-fA-F]{1,6});)")
_TWICE_ESCAPED = re.compile(r"%25(?=[0-9A-Fa-f]{2})")
_HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")

_ANNOUNCED = re.compile(r"sitemap\s*:\s*", re.IGNORECASE)


def locations(response: PageResponse) -> list[str]:
    """List every page or sitemap that a sitemap or feed names, in its order, each once."""
    body = _unpacked(response.body)
    root = _parse(body)
    if root is None:  # robots.txt, or a plain-text sitemap: one URL a line
        lines = [line.strip() for line in decode(body).splitlines()]
        lines = [_ANNOUNCED.sub("", line) for line in lines]
        return list(dict.fromkeys(line for line in lines if line.startswith("http")))
    addresses = (_address(element) for element in root.iter(etree.Element))
    return list(dict.fromkeys(_decoded(address) for address in addresses if address))


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
