"""Wikitext as plain text: elements by mwparserfromhell's tree, what nests around them by us.

mwparserfromhell reads 0.5 MB/s of a whole page of the Korean Wikipedia; nearly all of that time
goes into templates, tables and links, and on a broken page it grows with the square of its size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import mwparserfromhell
from mwparserfromhell.nodes import (
    Argument,
    Comment,
    ExternalLink,
    Heading,
    HTMLEntity,
    Node,
    Tag,
    Text,
)
from mwparserfromhell.wikicode import Wikicode

from lmkor_data.importers.content.nesting import unnest
from lmkor_data.importers.wikipedia.elements import without_elements
from lmkor_data.importers.wikipedia.templates import without_templates

#: Links that show a picture or file a page under a category. Korean and English both, because
#: the names that a dump declares are not always those of its language.
_SILENT = re.compile(
    r"\s*(?:파일|그림|이미지|미디어|분류|file|image|media|category)\s*:", re.IGNORECASE
)
_LANGUAGE = re.compile(r"\s*[a-z]{2,3}(?:-[a-z-]+)?\s*:\s*\S")

#: Sections that hold references and addresses, not prose.
_NO_PROSE = {
    *("각주", "주석", "출처", "참고 문헌", "참고문헌", "참고 자료", "참고자료", "외부 링크"),
    *("외부링크", "바깥 고리", "같이 보기", "더 보기", "함께 보기", "각주 및 참고 문헌", "갤러리"),
}

_SWITCH = re.compile(r"__[A-Z가-힣]+__")

#: Bold and italic.
_STYLE = re.compile(r"'{2,5}")

_LINK = re.compile(r"\[\[|(?P<close>\]\])")
_TABLE = re.compile(r"^[ \t:*#]*\{\||(?P<close>^[ \t]*\|\})", re.MULTILINE)
_ADDRESS = re.compile(
    r"\[(?:https?:|ftp:|mailto:)?//(?:[^\s\[\]]*(?:\s+([^\[\]\n]*))?\])?", re.IGNORECASE
)

_EMPTY = re.compile(r" ?\((?:[\s,;:·/]|,)*\)")
_LEADING = re.compile(r"\(\s*[,;:·]\s*")
_TRAILING = re.compile(r"\s*[,;:·]\s*\)|\s+\)")
_GAPS = re.compile(r"[ \t\u00a0]+")


def plain_text(markup: str) -> str:
    """Paragraphs and list items a line each, headings after an empty line; no boxes, no notes.

    Sections of references and links are left out, headings over nothing too.
    """
    bare = unnest(without_elements(_STYLE.sub("", markup)), _LINK, _link)
    bare = unnest(without_templates(bare), _TABLE, lambda _: "")
    bare = _ADDRESS.sub(lambda link: link[1] or "", _SWITCH.sub("", bare))
    code = mwparserfromhell.parse(bare, skip_style_tags=True)
    return _tidy("".join(_words(code)))


#: Marks a heading in the text under way: level, then title.
_HEADING_MARK = "\x02"


def _words(code: Wikicode | None) -> Iterator[str]:
    for node in code.nodes if code is not None else ():
        yield from _shown(node)


def _inside(code: Wikicode | None) -> str:
    return "".join(_words(code))


def _shown(node: Node) -> Iterator[str]:
    if isinstance(node, Text):
        yield node.value
    elif isinstance(node, Heading):
        title = _inside(node.title).strip().replace("\n", " ")
        yield f"\n{_HEADING_MARK}{node.level}{title}\n"
    elif isinstance(node, Tag):
        yield from _tag(node)
    elif isinstance(node, HTMLEntity):
        yield node.normalize()
    elif isinstance(node, ExternalLink):
        yield _inside(node.title)
    elif not isinstance(node, Comment | Argument):
        yield str(node)


def _link(inside: str) -> str:
    """What a link shows; `[[` that only the next paragraph closes is none."""
    if "\n\n" in inside:
        return inside
    target, bar, shown = inside.partition("|")
    if _SILENT.match(target) or (_LANGUAGE.match(target) and not bar):
        return ""
    return shown if bar else target.strip().lstrip(":#")


def _tag(node: Tag) -> Iterator[str]:
    name = str(node.tag).strip().lower()
    if name == "table":
        return
    if name in ("br", "hr"):
        yield "\n"
    elif name in ("li", "dt", "dd") and node.self_closing:
        return  # the mark of a list item: `*`, `#`, `;`, `:`
    else:
        yield from _words(node.contents)


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
