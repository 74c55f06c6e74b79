"""Text from strangers, made safe for a terminal."""

from __future__ import annotations

import re

#: Control characters (C0, DEL, C1: escape codes begin with ESC or U+009B), line and paragraph
#: separators, and the marks that turn the direction of text (Trojan Source, CVE-2021-42574).
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)


def printable(text: str, longest: int = 300) -> str:
    """Return one line that a terminal shows as it is: no escape codes, no line breaks.

    Titles, categories and URLs of crawled or imported documents come from anybody. What is unsafe
    becomes `\\x1b`; more than `longest` characters are cut off with `…`. Markup of `rich` is not
    touched: print with `markup=False`, or `rich.markup.escape` it.
    """
    line = " ".join(text.split("\n")).replace("\t", " ")
    shown = _UNSAFE.sub(lambda found: f"\\x{ord(found[0]):02x}", line)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
