"""Wikitext as plain text: one pass for each kind of markup, all in linear time.

A parser of the whole grammar (mwparserfromhell) reads 0.5 MB/s of the Korean Wikipedia, and on a
broken page its time grows with the square of the size. Prose needs less: what nests (elements,
links, templates, tables) is resolved from the inside out, the rest by expressions.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lmkor_data.importers.content.nesting import unnest
from lmkor_data.importers.wikipedia.elements import restore_nowiki, without_elements
from lmkor_data.importers.wikipedia.templates import without_templates

#: Links that show a picture or file a page under a category. Korean and English both, because
#: the names that a dump declares are not always those of its language.
_SILENT = re.compile(r"\s*(?:파일|그림|이미지|분류|file|image|category)\s*:", re.IGNORECASE)
#: Links to sound and film: their words belong to the sentence.
_MEDIA = re.compile(r"\s*(?:미디어|media)\s*:", re.IGNORECASE)
_LANGUAGE = re.compile(r"\s*[a-z]{2,3}(?:-[a-z-]+)?\s*:\s*\S")

#: Sections that hold references and addresses, not prose.
_NO_PROSE = {
    *("각주", "주석", "출처", "참고 문헌", "참고문헌", "참고 자료", "참고자료", "외부 링크"),
    *("외부링크", "바깥 고리", "같이 보기", "더 보기", "함께 보기", "각주 및 참고 문헌", "갤러리"),
}

_SWITCH = re.compile(r"__[A-Z가-힣]+__")

#: Bold and italic.
_STYLE = re.compile(r"'{2,5}")

#: Most links hold no other: they are resolved in one pass, the rest from the inside out.
_FLAT_LINK = re.compile(r"\[\[([^\[\]]*)\]\](?!\])")
_LINK = re.compile(r"\[\[|(?P<close>\]\])")
_TABLE = re.compile(r"^[ \t:*#]*\{\||(?P<close>^[ \t]*\|\})", re.MULTILINE)
_ADDRESS = re.compile(
    r"\[(?:https?:|ftp:|mailto:)?//(?:[^\s\[\]]*(?:\s+([^\[\]\n]*))?\])?", re.IGNORECASE
)

_EMPTY = re.compile(r" ?\((?:[\s,;:·/]|,)*\)")
_LEADING = re.compile(r"\(\s*[,;:·]\s*")
_TRAILING = re.compile(r"\s*[,;:·]\s*\)|\s+\)")
_GAPS = re.compile(r"[ \t\u00a0]+")


def plain_text(markup: str, title: str = "") -> str:
    """Render wikitext: paragraphs and list items a line each, headings after an empty line.

    No boxes, tables or notes; sections of references and links are left out, headings over
    nothing too. `title` is what `{{PAGENAME}}` shows.
    """
    bare, verbatim = without_elements(markup)
    bare = _ADDRESS.sub(_label, _STYLE.sub("", bare))
    bare = unnest(_FLAT_LINK.sub(lambda link: _link(link[1]), bare), _LINK, _link)
    bare = unnest(without_templates(bare, title), _TABLE, lambda _: "")
    bare = _ADDRESS.sub(_label, _SWITCH.sub("", bare))
    return restore_nowiki(_tidy(_without_tags(bare)), verbatim)


#: Marks a heading in the text under way: level, then title.
_HEADING_MARK = "\x02"

_HEADING = re.compile(r"^(={1,6})[ \t]*(.+?)[ \t]*\1[ \t]*$", re.MULTILINE)
_DEFINITION = re.compile(r"^;([^:\n]*[^:\s\n])\s*:(?!//)", re.MULTILINE)
_HTML_TABLE = re.compile(r"<table\b[^<>]*>|(?P<close></table\s*>)", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|hr|/p|/div|li|/li|/blockquote|/center)\b[^<>]*/?>", re.IGNORECASE)
_RAISED = re.compile(r"(?<=\d)<sup>\s*([-+−]?\d+)\s*</sup>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BARE_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>\[\]{}|\"]+", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def _without_tags(text: str) -> str:
    """Headings marked, tags and addresses gone, character references resolved."""
    if "<" in text:
        text = unnest(text, _HTML_TABLE, lambda _: "")
        text = _RAISED.sub(lambda raised: raised[1].translate(_SUPERSCRIPTS), text)
        text = _TAG.sub("", _BREAK.sub("\n", text))
    text = _DEFINITION.sub(r"\1\n", _BARE_ADDRESS.sub("", text))
    text = _HEADING.sub(_marked, text)
    return html.unescape(text) if "&" in text else text


def _marked(heading: re.Match[str]) -> str:
    return f"\n{_HEADING_MARK}{len(heading[1])}{heading[2].strip()}\n"


def _label(link: re.Match[str]) -> str:
    return link[1] or ""


def _link(inside: str) -> str:
    """What a link shows; `[[` that only the next paragraph closes is none."""
    if "\n\n" in inside:
        return inside
    target, bar, shown = inside.partition("|")
    if _SILENT.match(target) or (not bar and (_LANGUAGE.match(target) or _MEDIA.match(target))):
        return ""
    if bar:
        return shown or _pipe_trick(target)
    return target.strip().lstrip(":#")


def _pipe_trick(target: str) -> str:
    """`[[서울 (영화)|]]` shows 서울."""
    return target.rpartition(":")[2].partition(" (")[0].strip()


def _tidy(text: str) -> str:
    """Lines without the gaps that dropped markup leaves, and without empty sections."""
    kept: list[str] = []
    deepest = 0  # a heading above this level has text below it; 7: text comes next
    for line in reversed(list(_prose(text.split("\n")))):
        if not line.startswith(_HEADING_MARK):
            kept.append(line)
            deepest = 7
        elif int(line[1]) < deepest:
            kept += [line[2:], ""]
            deepest = int(line[1])
    return "\n".join(reversed(kept)).strip("\n")


def _prose(lines: list[str]) -> Iterator[str]:
    """Lines that are not empty, without the sections that hold no prose."""
    left_out = 7  # the level of a section that is being left out
    for line in lines:
        if line.startswith(_HEADING_MARK):
            level, title = int(line[1]), line[2:]
            if level <= left_out:
                left_out = level if title in _NO_PROSE else 7
            if left_out == 7:
                yield line
        elif left_out == 7:
            line = _EMPTY.sub("", line)
            line = _TRAILING.sub(")", _LEADING.sub("(", line))
            line = _GAPS.sub(" ", line).strip(" *#:;\t")
            if line:
                yield line
