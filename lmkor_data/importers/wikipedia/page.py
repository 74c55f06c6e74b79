"""A Wikipedia article as text."""

from __future__ import annotations

import html
import re

from lmkor_data.importers.nesting import unnest
from lmkor_data.importers.sections import Headings, Section, render
from lmkor_data.importers.wikipedia.elements import without_elements
from lmkor_data.importers.wikipedia.templates import plain_templates

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BREAK = re.compile(r"<br\b[^<>]*>|</(?:p|div|li|tr|blockquote|center)\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")

_TABLE = re.compile(r"^[ \t:*#]*\{\||(?P<close>^[ \t]*\|\})", re.MULTILINE)
_LINK = re.compile(r"\[\[|(?P<close>\]\])")
#: Files, categories and other wikis; a dump's own list of names may be in English.
_NOT_SHOWN = re.compile(
    r"\s*(?:파일|그림|미디어|분류|file|image|media|category|[a-z]{2,3}|simple|zh-[a-z-]+)\s*:",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\[(?:https?:|ftp:|mailto:)?//[^\s\[\]]*(?:\s+([^\]\n]*))?\]", re.IGNORECASE)
_QUOTES = re.compile(r"'{2,5}")
_SWITCH = re.compile(r"__[A-Z]+__|__[가-힣]+__")

_HEADING = re.compile(r"^(={1,6})\s*(.+?)\s*\1[ \t]*$")
_LEADING = re.compile(r"^[*#:;]+[ \t]*")
_LEFT_OVER = re.compile(r"^[ \t]*(?:\||!|\{\||-{4,})")
#: What a dropped template leaves of a pair of parentheses.
_HOLLOW = re.compile(r"[ \t]*\([\s,;:·/]{0,20}\)|(?<=\()[\s,;:·/]{1,20}|[\s,;:·/]{1,20}(?=\))")

#: Sections of references and links, with what stands below them.
_APPARATUS = {
    *(
        "각주",
        "주석",
        "주해",
        "출처",
        "참고",
        "참조",
        "참고 문헌",
        "참고문헌",
        "참고 자료",
        "참고자료",
    ),
    *("외부 링크", "외부링크", "바깥 고리", "같이 보기", "같이보기", "함께 보기", "관련 항목"),
    *("인용", "내용주", "각주 및 참고 문헌", "갤러리", "사진", "더 읽어보기", "추가 자료"),
}

_REDIRECT = re.compile(r"\s*#\s*(?:redirect|넘겨주기)\b", re.IGNORECASE)
_DISAMBIGUATION = re.compile(
    r"\{\{\s*(?:동음이의|동명이인|인명 동음이의|지명 동음이의|disambig)\w*\s*[|}]", re.IGNORECASE
)


def is_redirect(markup: str) -> bool:
    return bool(_REDIRECT.match(markup))


def is_disambiguation(markup: str) -> bool:
    return bool(_DISAMBIGUATION.search(markup))


def article_text(title: str, markup: str, headings: Headings) -> str:
    """The text of an article, sections apart; boxes, tables, notes and references are gone."""
    text = without_elements(_COMMENT.sub("", markup))
    text = plain_templates(text)
    text = unnest(text, _TABLE, lambda _: "")
    text = unnest(text, _LINK, _shown)
    text = _ADDRESS.sub(lambda link: link[1] or "", text)
    text = _TAG.sub("", _BREAK.sub("\n", text))
    text = _SWITCH.sub("", _QUOTES.sub("", html.unescape(text)))
    return render(title, _sections(text), headings)


def _shown(link: str) -> str:
    if "\n\n" in link:
        return link
    target, bar, label = link.partition("|")
    if _NOT_SHOWN.match(target):
        return ""
    return label if bar else target.removeprefix(":").split("#")[0] or target.lstrip("#")


def _sections(text: str) -> list[Section]:
    sections = [Section()]
    passed_over = 0  #: level of the apparatus that we are in, 0 where in none
    for line in text.split("\n"):
        heading = _HEADING.match(line)
        if heading:
            level, name = len(heading[1]), heading[2]
            if passed_over == 0 or level <= passed_over:
                passed_over = level if name in _APPARATUS else 0
            sections.append(Section(level, name))
        elif not passed_over and not _LEFT_OVER.match(line):
            sections[-1].lines.append(_HOLLOW.sub("", _LEADING.sub("", line)))
    return sections
