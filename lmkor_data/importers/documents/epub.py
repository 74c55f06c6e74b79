"""EPUB books as text: the pages in the order of the spine."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from urllib.parse import unquote
from xml.etree import ElementTree

from lmkor_data.errors import LmkorError
from lmkor_data.importers.content.content import Content

_PAGE_BYTES, _BOOK_BYTES = 16 << 20, 64 << 20

_BLOCKS = re.compile(r"</?(?:p|div|h[1-6]|li|br|tr|blockquote|section|figure|hr)\b[^>]*>", re.I)
_DROPPED = re.compile(
    r"<(script|style|head|svg|math|rt|rp)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.S | re.I
)


def epub_text(content: Content) -> tuple[str, str | None]:
    """Text and title of a book. Navigation and readings above the line (ruby) go.

    Raises `LmkorError` where it is damaged or locked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content.whole())) as book:
            if "META-INF/encryption.xml" in book.namelist() and _locked(book):
                raise LmkorError(f"{content.place} is locked (DRM): it cannot be read.")
            return _read(book)
    except (zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError, OSError) as cause:
        raise LmkorError(f"{content.place} is not a readable EPUB file ({cause}).") from cause


def _read(book: zipfile.ZipFile) -> tuple[str, str | None]:
    container = ElementTree.fromstring(_part(book, "META-INF/container.xml"))
    place = next(e for e in container.iter() if e.tag.endswith("}rootfile")).get("full-path", "")
    package = ElementTree.fromstring(_part(book, place))
    items = {
        e.get("id"): e
        for e in package.iter()
        if e.tag.endswith("}item") and "html" in (e.get("media-type") or "")
        and "nav" not in (e.get("properties") or "").split()
    }  # fmt: skip
    titles = [e.text for e in package.iter() if e.tag.endswith("}title") and e.text]
    pages: list[str] = []
    size = 0
    for entry in (e for e in package.iter() if e.tag.endswith("}itemref")):
        item = items.get(entry.get("idref"))
        if item is None:
            continue
        name = posixpath.normpath(
            posixpath.join(posixpath.dirname(place), unquote(item.get("href") or ""))
        )
        page = _part(book, name).decode("utf-8", "replace")
        size += len(page)
        if size > _BOOK_BYTES:
            raise ValueError("its pages are longer than 64 MB")
        pages.append(_words(page))
    return "\n\n".join(filter(None, pages)), titles[0].strip() if titles else None


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    info = book.getinfo(name)
    if info.file_size > _PAGE_BYTES:
        raise ValueError(f"{name} unpacks to more than 16 MB")
    return book.read(info)


def _locked(book: zipfile.ZipFile) -> bool:
    """Whether pages are encrypted, and not only fonts."""
    told = _part(book, "META-INF/encryption.xml").decode("utf-8", "replace")
    return bool(re.search(r'URI="[^"]+\.x?html', told))


def _words(page: str) -> str:
    import html

    text = page[max(0, page.lower().find("<body")) :]
    text = _DROPPED.sub("", _BLOCKS.sub("\n", re.sub(r"\s*\n\s*", " ", text)))
    lines = (" ".join(html.unescape(line).split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
