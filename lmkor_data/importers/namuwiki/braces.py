"""`{{{ … }}}`: size, colour, folding, boxes, code; any depth, across lines, in linear time."""

from __future__ import annotations

import re
from collections.abc import Callable

from lmkor_data.importers.nesting import unnest

_MARK = re.compile(r"\{\{\{|(?P<close>\}\}\})")

#: What a block holds is not text: HTML, program code, formulas.
_NO_TEXT = re.compile(r"#!(?:html|syntax|latex|math)\b", re.IGNORECASE)
#: Up to the end of the line only the box is described.
_BOX = re.compile(r"#!(?:folding|if|style)\b[^\n]*\n?", re.IGNORECASE)
_WIKI = re.compile(r"""#!wiki\b(?:[ \t]*[\w-]+\s*=\s*(?:"[^"]*"|'[^']*'|\S+))*[ \t]*\n?""")
_LOOK = re.compile(r"(?:[+-][1-5]|#[0-9a-zA-Z]+(?:,\s*#[0-9a-zA-Z]+)?)(?:\s+|$)")

#: Stands for a line end inside a block: a table row with a block in it stays one line.
INNER_LINE = "\v"


def unwrap_braces(text: str, block: Callable[[str], str]) -> str:
    """Every block as its text; `block` is applied to the text of each, inner ones first.

    A mark without its partner goes; the text around it stays.
    """

    def shown(inner: str) -> str:
        return block(_content(inner)).replace("\n", INNER_LINE)

    return block(unnest(text, _MARK, shown))


def _content(inner: str) -> str:
    if _NO_TEXT.match(inner):
        return ""
    for described in (_BOX, _WIKI, _LOOK):
        match = described.match(inner)
        if match:
            return inner[match.end() :]
    return inner
