"""Blocks of code in the tree: their lines, their language, and the numbers beside them."""

from __future__ import annotations

import re

from lmkor_data.extraction.body.code_text import is_gutter_name, own_line, tidy
from lmkor_data.extraction.body.elements import Element
from lmkor_data.extraction.name_sets import name_set

_BROKEN = name_set("div p li tr br ol ul table tbody pre")
_LANGUAGE = re.compile(r"^(?:language|lang|highlight-source|hljs-lang)-([\w#+.-]+)$")
#: Class names of code blocks that are no language.
_NOT_LANGUAGES = name_set("plaintext text plain none txt console-output undefined")
_NUMBERS = re.compile(r"[\s\d]*\d[\s\d]*$")


def code_lines(block: Element) -> list[str]:
    """The lines of a code block, indentation kept, empty lines at both ends left out."""
    if block.tag == "pre":
        return str(block.children[0]).split("\n") if block.letters else []
    out: list[str] = []
    _collect(block, out)
    return [line for line in tidy("".join(out)).split("\n") if line or out]


def language(block: Element) -> str:
    """The language that a class on the block or around it names, or nothing.

    Jekyll, Hugo and VuePress put it on a box around the `<pre>`.
    """
    above: Element | None = block
    for _ in range(7):
        if above is None or above.letters > 2 * block.letters + 200:
            return ""
        for token in above.tokens:
            found = _LANGUAGE.match(token)
            if found:
                return "" if found[1] in _NOT_LANGUAGES else found[1]
        if above.tag == "figure" and above.tokens[:1] == ("highlight",):
            name = above.tokens[1] if len(above.tokens) > 1 else ""  # Hexo
            return "" if name in _NOT_LANGUAGES else name
        above = above.parent
    return ""


def is_gutter(element: Element) -> bool:
    """Whether it holds line numbers or tools, by its name or by holding nothing but numbers."""
    names = element.attributes.get("class") if element.attributes else None
    if element.tag == "pre":
        parent = element.parent
        return parent is not None and is_gutter_name(parent.attributes.get("class") or "")
    if names and is_gutter_name(names):
        return True
    if element.tag == "td":
        if "data-line-number" in element.attributes:
            return True
        beside = element.parent.elements() if element.parent is not None else []
        if len(beside) == 2 and beside[0] is element and element.letters:
            return bool(_NUMBERS.match(element.text())) and _holds_code(beside[1])
    return False


def _holds_code(cell: Element) -> bool:
    return any(e.tag in ("pre", "code") for e in cell.walk())


def _collect(element: Element, out: list[str]) -> None:
    for child in element.children:
        if isinstance(child, str):
            out.append(child)
        elif child.tag == "br":
            out.append("\n")
        elif not is_gutter(child):
            if child.tag in _BROKEN or "line" in child.tokens:
                own_line(lambda child=child: _collect(child, out), out)
            else:
                _collect(child, out)
