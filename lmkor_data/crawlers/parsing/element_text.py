"""Renders an HTML element as the text a reader sees, with the page's line breaks."""

from __future__ import annotations

import re
from typing import Any

#: Elements that begin and end a line.
_BLOCKS = frozenset({
    *("address", "article", "aside", "blockquote", "br", "caption", "dd", "details", "div", "dl"),
    *("dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5"),
    *("h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table"),
    *("td", "th", "tr", "ul"),
})  # fmt: skip
#: Blocks set apart by empty lines, across which cleaning continues no sentence. Between other
#: blocks it may: many blogs make every line a paragraph.
_APART = frozenset({
    *("blockquote", "caption", "dd", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "hr", "li", "ol", "pre", "table", "tr", "ul"),
})  # fmt: skip
_SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "button", "select", "textarea"}
)

_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?[\n\x02][ \n\x02]*")


def element_text(element: Any) -> str:
    """Render an lxml element as text: spaces folded, a line break where a block begins or ends.

    Headings, list items, table rows and the like stand between empty lines.
    """
    parts: list[str] = []
    _gather(element, parts)
    return tidy("".join(parts))


def tidy(text: str) -> str:
    """Fold runs of spaces and of line breaks."""
    return _BREAKS.sub(_break, _SPACES.sub(" ", text.replace("\x01", "\n"))).strip()


def _break(run: re.Match[str]) -> str:
    return "\n\n" if "\x02" in run[0] else "\n"


def _gather(element: Any, parts: list[str]) -> None:
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return
    block = element.tag in _BLOCKS
    mark = "\x02" if element.tag in _APART else "\x01"
    if block:
        parts.append(mark)
    if element.text:
        parts.append(element.text.replace("\n", " "))
    for child in element:
        _gather(child, parts)
        if child.tail:
            parts.append(child.tail.replace("\n", " "))
    if block and element.tag != "br":
        parts.append(mark)
