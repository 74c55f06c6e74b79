"""Markup within lines: links, macros, footnotes, styles."""

from __future__ import annotations

import re

from lmkor_data.importers.nesting import unnest

_LINK_MARK = re.compile(r"\[\[|(?P<close>\]\])")
_MEDIA = re.compile(r"\s*(?:파일|file|분류|category|이미지|image)\s*:", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*(?:https?|ftp)://", re.IGNORECASE)

_BREAK = re.compile(r"\[br\]", re.IGNORECASE)
_RUBY = re.compile(r"\[ruby\(([^,\[\]]*),[^\[\]]*\)\]", re.IGNORECASE)
_FORMULA = re.compile(r"\[math\(.*?\)\]|<math>.*?</math>", re.IGNORECASE)
_MACRO = re.compile(
    r"\[(?:include|anchor|youtube|kakaotv|nicovideo|navertv|tvpot|vimeo|twitter|date|datetime|age"
    r"|dday|pagecount|pageviews|목차|tableofcontents|toc|각주|footnote|clearfix|html)"
    r"(?:\([^\[\]]*\))?\]",
    re.IGNORECASE,
)
_NOTE_MARK = re.compile(r"\[\*|\[|\]|\n\n")

_BOLD = re.compile(r"'''(.*?)'''")
_ITALIC = re.compile(r"''(.*?)''")
_UNDERLINE = re.compile(r"__(.+?)__")
_RAISED = re.compile(r"\^\^(.+?)\^\^|,,(.+?),,")
_STRIKE = re.compile(r"~~(?!~)(.+?)~~|(?<![-<!A-Za-z+])--(?![-\s>])([^\n]*?[^-\s])--(?!-)")
_BOX = re.compile(r"\{\{\||\|\}\}")


def plain_links(text: str) -> str:
    """Links as what a reader sees of them: pictures, categories and bare addresses go.

    A picture's caption may hold a link. Marks without a partner in their paragraph go.
    """
    return unnest(text, _LINK_MARK, _shown)


def _shown(link: str) -> str:
    if "\n\n" in link:
        return link
    target, bar, label = link.partition("|")
    if _MEDIA.match(target):
        return ""
    if bar:
        return label
    if _ADDRESS.match(target):
        return ""
    page = target.split("#")[0] or target.lstrip("#")
    return page.strip().removeprefix(":").removeprefix("../").strip("/") if page != "/" else page


def plain_macros(text: str) -> str:
    """`[br]` as a line end, ruby as its base, formulas and all other macros gone."""
    text = _FORMULA.sub("", text)
    text = _RUBY.sub(r"\1", _BREAK.sub("\n", text))
    return _MACRO.sub("", text)


def plain_footnotes(text: str, keep: bool) -> str:
    """`[* …]` and `[*name …]` gone, or in parentheses; brackets inside must balance.

    Of a footnote that is not closed in its paragraph only the mark goes.
    """
    if "[*" not in text:
        return text
    stack: list[tuple[str, list[str]]] = [("", [])]
    at = 0
    for found in _NOTE_MARK.finditer(text):
        mark = found[0]
        stack[-1][1].append(text[at : found.start()])
        at = found.end()
        if mark == "\n\n":
            stack = [("", [_unclosed(stack), mark])]
        elif mark != "]":
            stack.append((mark, []))
        elif len(stack) == 1:
            stack[0][1].append(mark)
        else:
            opened, pieces = stack.pop()
            inner = "".join(pieces)
            stack[-1][1].append(f"[{inner}]" if opened == "[" else _note(inner, keep))
    stack[-1][1].append(text[at:])
    return _unclosed(stack)


def _unclosed(stack: list[tuple[str, list[str]]]) -> str:
    return "".join((opened if opened == "[" else "") + "".join(pieces) for opened, pieces in stack)


def _note(inner: str, keep: bool) -> str:
    _, _, note = inner.partition(" ")
    return f" ({note.strip()})" if keep and note.strip() else ""


def plain_styles(text: str, keep_strikes: bool) -> str:
    """Bold, italic, underlined, raised: their text; struck out: gone, or its text."""
    text = _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text)).replace("'''", "")
    text = _STRIKE.sub(lambda struck: (struck[1] or struck[2]) if keep_strikes else "", text)
    text = _UNDERLINE.sub(r"\1", text)
    text = _RAISED.sub(lambda raised: raised[1] or raised[2], text)
    return _BOX.sub("", text)
