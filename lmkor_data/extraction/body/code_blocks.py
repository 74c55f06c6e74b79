"""Code as it was typed: line by line, without the numbers that highlighters put beside it."""

from __future__ import annotations

import re

from lmkor_data.extraction.body.elements import Element

#: Line numbers, in a cell, a column or before each line; copy buttons and language labels.
_GUTTERS = re.compile(
    r"^(?:gutter|linenos?|lineno|linenodiv|line-numbers?(?:-rows|-wrapper)?|linenumbers?|lnt|ln|"
    r"rouge-gutter|gl|hljs-ln-numbers|crayon-nums?|crayon-num|blob-num|line-num|lnum|"
    r"react-syntax-highlighter-line-number|copy(?:-btn|-button|-to-clipboard.*)?|"
    r"copybtn|toolbar|code-copy.*|btn-clipboard|grvsc-gutter.*|button-group|codeblock-copy)$"
)
#: One line each; some highlighters leave the line break to the style sheet.
_LINES = re.compile(
    r"^(?:line|token-line|code-line|grvsc-line|ec-line|view-line|crayon-line|cl|hljs-ln-line)$"
)
_BROKEN = frozenset("div p li tr br ol ul table tbody".split())
_LANGUAGE = re.compile(r"^(?:language|lang|brush:?|highlight-source|hljs-lang)-?(.+)$")
_NUMBERS = re.compile(r"[\s\d]*\d[\s\d]*$")
#: Class names of code blocks that are no language.
_NOT_LANGUAGES = frozenset("plaintext text plain none txt console-output undefined".split())

#: Elements around a `<pre>` that make one block of code with it.
WRAPPERS = re.compile(
    r"^(?:highlight|highlighter-rouge|chroma|syntaxhighlighter|colorscripter-code|code-block|"
    r"lntable|rouge-table|crayon-syntax|hljs-ln|expressive-code)$"
)


def code_lines(block: Element) -> list[str]:
    """The lines of a code block, indentation kept, empty lines at both ends left out."""
    out: list[str] = []
    _collect(block, out)
    written = "".join(out).replace(_SOFT + "\n", "\n").replace(_SOFT, "\n")
    lines = [line.rstrip() for line in written.replace("\xa0", " ").split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def language(block: Element) -> str:
    """The language that a class names (`language-java`), or nothing."""
    for element in block.walk()[:12]:
        for token in element.tokens:
            found = _LANGUAGE.match(token)
            if found and found[1] not in _NOT_LANGUAGES and re.fullmatch(r"[\w#+.-]+", found[1]):
                return found[1]
    return ""


def is_gutter(element: Element) -> bool:
    """Whether it holds line numbers or tools, by its name or by holding nothing but numbers."""
    if element.tag == "pre":
        return element.parent is not None and any(
            _GUTTERS.match(token) for token in element.parent.tokens
        )
    if any(_GUTTERS.match(token) for token in element.tokens):
        return True
    if element.tag == "td":
        if "data-line-number" in element.attributes:
            return True
        beside = element.parent.elements() if element.parent is not None else []
        return (
            len(beside) > 1
            and beside[0] is element
            and bool(_NUMBERS.match(element.text() or " "))
        )
    return False


def _collect(element: Element, out: list[str]) -> None:
    for child in element.children:
        if isinstance(child, str):
            out.append(child)
            continue
        if child.tag == "br":
            out.append("\n")
            continue
        if is_gutter(child):
            continue
        if child.tag in _BROKEN or any(_LINES.match(token) for token in child.tokens):
            _own_line(child, out)
        else:
            _collect(child, out)


def _own_line(child: Element, out: list[str]) -> None:
    """A child that is a line (or several) by itself: broken off from what stands around it.

    A line break that stands in the text already is not doubled.
    """
    if not _at_start(out):
        out.append("\n")
    before = len(out)
    _collect(child, out)
    written = "".join(out[before:])
    if not written.endswith("\n"):
        out.append(_SOFT)


#: A line break that merges with one that follows.
_SOFT = "\x00"


def _at_start(out: list[str]) -> bool:
    for piece in reversed(out):
        if piece:
            return piece[-1] in "\n\x00"
    return True
