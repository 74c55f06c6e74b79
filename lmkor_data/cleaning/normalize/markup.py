"""Remove HTML left in a text: decode entities, drop tags, begin blocks on a new line."""

from __future__ import annotations

import html
import re

import numpy as np
from numpy.typing import NDArray

from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer

#: Only these names count as tags: people also write <사은품>, <3 and a<b.
_BLOCK = """
address article aside blockquote body br caption center dd details div dl dt fieldset
figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html li main nav ol option p pre
section select summary table tbody td tfoot th thead title tr ul
"""
_INLINE = """
a abbr acronym b big button canvas cite code col colgroup del dfn em embed font frame
frameset i iframe img input ins kbd label legend link map mark meta noscript object param picture
q rp rt ruby s samp small source span strike strong sub sup svg template textarea time tt u var
video wbr
"""


def _any(names: str) -> str:
    return "|".join(sorted(names.split(), key=len, reverse=True))


_ENTITY = re.compile(
    r"&(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};"
    r"|(?:nbsp|amp|lt|gt|quot)(?![A-Za-z0-9=]))"
)
_HIDDEN_BEGINS = re.compile(r"<!--|<(script|style)\b[^<>]{0,2000}>", re.I)
_HIDDEN_ENDS = {
    "": re.compile("-->"),
    "script": re.compile(r"</script\s*>", re.I),
    "style": re.compile(r"</style\s*>", re.I),
}
_TAG = re.compile(
    rf"</?\s*(?:({_any(_BLOCK)})"
    rf"|{_any(_INLINE)})"
    r"(?:\s[^<>]*)?/?\s*>|<!doctype[^<>]{0,400}>|<\?xml[^<>]{0,400}>",
    re.I,
)


def remove_markup(spans: SpanBuffer, documents: NDArray[np.int64]) -> NDArray[np.int64]:
    """Decode entities and remove tags; returns the documents that changed."""
    return spans.rewrite(documents, without_markup)


def without_markup(text: str) -> str:
    """Return the text with entities decoded and tags removed."""
    if "&" in text:
        text = _ENTITY.sub(lambda entity: _decoded(entity[0]), text)
    if "<" in text:
        text = _without_hidden(text)
        text = _TAG.sub(lambda tag: "\n" if tag[1] else "", text)
    return text


def _without_hidden(text: str) -> str:
    """The text without comments, scripts and styles; one that never ends is left as it is.

    Two searches a piece, never one pattern over both ends, which a text of many beginnings would
    make quadratic.
    """
    parts: list[str] = []
    endless: set[str] = set()
    at = done = 0
    while found := _HIDDEN_BEGINS.search(text, at):
        at = found.end()
        kind = (found[1] or "").lower()
        end = None if kind in endless else _HIDDEN_ENDS[kind].search(text, at)
        if end is None:
            endless.add(kind)
            continue
        parts += text[done : found.start()], " "
        at = done = end.end()
    return "".join([*parts, text[done:]])


def _decoded(entity: str) -> str:
    """The character of an entity; one that Unicode does not know, or a surrogate, stays."""
    character = html.unescape(entity)
    return entity if any("\ud800" <= c <= "\udfff" for c in character) else character
