"""The same pages through other extractors, each as its documentation recommends."""

from __future__ import annotations

from collections.abc import Callable

import lxml.html
import trafilatura
from readability import Document
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import bytes_to_str, detect_encoding

from lmkor_data.extraction.page import extract_page


def ours(content: bytes) -> str:
    """Extract with lmkor_data, everything included: title, date, kind, language."""
    return extract_page(content, "https://site.example/post").text


def resiliparse(content: bytes) -> str:
    """Extract with Resiliparse's main content rules, line breaks kept."""
    html = bytes_to_str(content, detect_encoding(content))
    return str(
        extract_plain_text(html, main_content=True, alt_texts=False, preserve_formatting=True)
    )


def readability(content: bytes) -> str:
    """Extract with readability-lxml, its HTML as text."""
    summary = Document(content.decode("utf-8", "replace")).summary(html_partial=True)
    return str(lxml.html.fromstring(summary).text_content())


def _trafilatura(**options: bool) -> Callable[[bytes], str]:
    def extract(content: bytes) -> str:
        return trafilatura.extract(content, include_comments=False, **options) or ""

    return extract


PEERS: dict[str, Callable[[bytes], str]] = {
    "lmkor-data": ours,
    "trafilatura": _trafilatura(),
    "trafilatura precision": _trafilatura(favor_precision=True),
    "trafilatura recall": _trafilatura(favor_recall=True),
    "resiliparse": resiliparse,
    "readability-lxml": readability,
}
