"""Code as it was typed, out of the markup of highlighters: no line numbers, a line a line."""

from __future__ import annotations

import functools
import re
from typing import Any

from lmkor_data.extraction.name_sets import name_set

#: Line numbers, in a cell, a column or before each line; copy buttons and language labels.
_GUTTERS = re.compile(
    r"(?:^|\s)(?:gutter|linenos?|linenodiv|line-?numbers?(?:-rows|-wrapper)?|lnt|ln|rouge-gutter|gl|"
    r"hljs-ln-numbers|crayon-nums?|crayon-toolbar|crayon-info|blob-num|line-num|lnum|react-syntax-highlighter-line-number|"
    r"copy(?:-btn|-button|-to-clipboard\S*)?|copybtn|toolbar|code-copy\S*|btn-clipboard|"
    r"grvsc-gutter\S*|buttongroup\S*|codeblock-copy)(?:\s|$)",
    re.IGNORECASE,
)
#: One line each; some highlighters leave the line break to the style sheet.
_LINES = re.compile(
    r"(?:^|\s)(?:line|token-line|code-line|grvsc-line|ec-line|view-line|crayon-line|hljs-ln-line)"
    r"(?:\s|$)"
)
_BROKEN = name_set("div p li tr br ol ul table tbody")
_UNSEEN = name_set("button style script svg template")
#: A line break that merges with one that follows.
_SOFT = "\x00"


@functools.lru_cache(1 << 13)
def is_gutter_name(names: str) -> bool:
    """Whether a class attribute names line numbers or the tools of a code block."""
    return bool(_GUTTERS.search(names))


@functools.lru_cache(1 << 13)
def _is_line_name(names: str) -> bool:
    return bool(_LINES.search(names))


def code_text(block: Any) -> str:
    """The text of a `<pre>` (a Lexbor node) with its line breaks, gutters left out."""
    out: list[str] = []
    _collect(block, out)
    return tidy("".join(out))


def tidy(written: str) -> str:
    """Lines without blanks behind and without empty lines at both ends."""
    written = written.replace(_SOFT + "\n", "\n").replace(_SOFT, "\n").replace("\xa0", " ")
    lines = [line.rstrip() for line in written.split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)


def _collect(element: Any, out: list[str]) -> None:
    node = element.first_child
    while node is not None:
        tag = node.tag
        if tag == "-text":
            out.append(node.text_content)
        elif tag == "br":
            out.append("\n")
        elif tag[0] not in "-!" and tag not in _UNSEEN:
            attributes = node.attributes
            names = (attributes.get("class") or "") if attributes else ""
            if (names and is_gutter_name(names)) or "data-line-number" in attributes:
                pass
            elif tag in _BROKEN or (names and _is_line_name(names)):
                own_line(lambda node=node: _collect(node, out), out)
            elif tag == "td" and _is_number_column(node):
                pass
            elif tag == "a" and "colorscripter.com" in (attributes.get("href") or ""):
                pass  # the highlighter's own name
            else:
                _collect(node, out)
        node = node.next


def own_line(write: Any, out: list[str]) -> None:
    """Write a line (or several) broken off from what stands around it.

    A line break that stands in the text already is not doubled.
    """
    if not _at_start(out):
        out.append("\n")
    before = len(out)
    write()
    for piece in reversed(out[before:]):
        if piece:
            if piece[-1] != "\n":
                out.append(_SOFT)
            return
    out.append(_SOFT)


def _at_start(out: list[str]) -> bool:
    for piece in reversed(out):
        if piece:
            return piece[-1] in "\n\x00"
    return True


def _is_number_column(cell: Any) -> bool:
    """A first cell that holds numbers alone, beside another."""
    if cell.prev is not None and cell.prev.tag == "td":
        return False
    text = cell.text()
    return bool(text.strip()) and not text.strip("0123456789 \n\t\r")
