"""Namumark line by line: headings, lists, quotations, tables, comments."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lmkor_data.importers.namuwiki.inline import render_inline
from lmkor_data.importers.namuwiki.namuwiki_options import PROSE, Rendering
from lmkor_data.importers.namuwiki.placeholders import Placeholders, extract_placeholders

_HEADING = re.compile(r"(={1,6})(#?) (?P<title>.+?) \2\1\s*$")
_ITEM = re.compile(r"(?: +(?:\*|[1aAiI]\.)(?:#\d+)? ?|\* ?)")
_QUOTE = re.compile(r"\s*>[> ]*")
_RULE = re.compile(r"-{4,9}\s*$")
_ROW = re.compile(r"\s*\|\|")
_CAPTION = re.compile(r"\s*\|[^|\n]+\|")
_ROW_END = re.compile(r"\|\|\s*$")
_CELL_STYLE = re.compile(r"^(?:\s*<[^<>\n]*>)+")

#: The first line of `{{{…}}}`: a colour or a size before words.
_COLOUR = re.compile(r"#\w+(?:\s*,\s*#\w+)?\s")
_SIZE = re.compile(r"[+-][1-5]\s")

#: `#!wiki style="…" words`: the words stand behind the attributes.
_ONE_LINE_BOX = re.compile(r"""#!wiki(?:[ ]+[\w-]+=(?:"[^"\n]*"|'[^'\n]*'))+[ ]+(?P<body>[^\n]+)""")

_GAPS = re.compile(r"[ \t\u00a0]{2,}|\u00a0")
_EMPTY = re.compile(r" ?(?:\(\s*[,·/]?\s*\)|\[\s*\]|「\s*」|『\s*』)")


@dataclass
class Heading:
    """A heading of level 1 to 6."""

    level: int
    title: str


def render_page(markup: str, rendering: Rendering = PROSE, title: str = "") -> str:
    """The text of a page: a line a paragraph or list item, an empty line before a heading.

    Headings over nothing are left out. With a title, a section is headed by its whole path,
    `서울 - 역사 - 조선`, so that it makes sense on its own; without, by its own heading.
    The markup is that of the wiki engine of Namuwiki (the seed), as its help pages describe it;
    what is not closed, or is not known, stays as text.
    """
    text, placeholders = extract_placeholders(markup.replace("\r\n", "\n"))
    blocks = _with_text(list(_blocks(text, placeholders, rendering)))
    return _joined(_with_paths(blocks, title) if title else blocks)


def redirects(markup: str) -> bool:
    """Whether the page only points to another one."""
    return markup.lstrip("\ufeff \n").lower().startswith(("#redirect", "#넘겨주기"))


def _blocks(text: str, placeholders: Placeholders, rendering: Rendering) -> Iterator[Heading | str]:
    lines = text.split("\n")
    row_end = _row_ends(lines)
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.startswith("##") or _RULE.match(line):
            continue
        if heading := _HEADING.match(line):
            title = _finished(heading["title"], placeholders, rendering)
            yield Heading(len(heading[1]), title.replace("\n", " "))
        elif _ROW.match(line) or _CAPTION.match(line):
            end = row_end[at - 1]
            if rendering.tables:
                row = "\n".join(lines[at - 1 : end])
                yield _row(row, placeholders, rendering)
            at = end
        else:
            quoted = _QUOTE.match(line)
            line = line[quoted.end() :] if quoted else line
            item = _ITEM.match(line)
            yield _finished(line[item.end() :] if item else line, placeholders, rendering)


def _row_ends(lines: list[str]) -> list[int]:
    """For each line the one after the row that may begin on it.

    A cell may hold line breaks, so a row goes on to the line that ends with `||`, but not past a
    heading. Found from below, so that a page of rows that nobody closes takes no longer.
    """
    ends = [0] * len(lines)
    closing = 0  # the line after the next one that ends a row; 0: a heading or the end is nearer
    for at in range(len(lines) - 1, -1, -1):
        if _HEADING.match(lines[at]):
            closing = 0
        whole = _ROW_END.search(_ROW.sub("", lines[at], count=1))
        ends[at] = at + 1 if whole else closing or at + 1
        if _ROW_END.search(lines[at]):
            closing = at + 1
    return ends


def _row(row: str, placeholders: Placeholders, rendering: Rendering) -> str:
    cells = [_CELL_STYLE.sub("", cell) for cell in row.strip().strip("|").split("||")]
    shown = [_finished(cell, placeholders, rendering).replace("\n", " ").strip() for cell in cells]
    return " ".join(cell for cell in shown if cell)


def _finished(line: str, placeholders: Placeholders, rendering: Rendering) -> str:
    """The words of a line and of all that was put away in it."""
    shown = render_inline(line, rendering)
    return placeholders.restore(shown, lambda content: _braces(content, placeholders, rendering))


def _braces(content: str, placeholders: Placeholders, rendering: Rendering) -> str:
    """What `{{{…}}}` shows."""
    if content.startswith("#!"):
        head, _, body = content.partition("\n")
        folded = head.startswith("#!folding")
        if not (head.startswith("#!wiki") or (folded and rendering.folding)):
            return ""  # programs, HTML, formulas, conditions of templates
        if box := _ONE_LINE_BOX.fullmatch(content):
            body = box["body"]
        inside = _joined(_with_text(list(_blocks(body, placeholders, rendering))))
        return f"\n{inside}\n" if folded else inside  # what is folded is a block of its own
    styled = _COLOUR.match(content) or _SIZE.match(content)
    if styled:
        return _joined(_with_text(list(_blocks(content[styled.end() :], placeholders, rendering))))
    return "" if "\n" in content.strip() else placeholders.verbatim(content)


def _with_text(blocks: list[Heading | str]) -> list[Heading | str]:
    """Without the headings that have no text under them, nor under their subheadings."""
    kept: list[Heading | str] = []
    deepest = 0  # a heading above this level has text below it; 7: text comes next
    for block in reversed(blocks):
        if isinstance(block, str):
            if block.strip():
                deepest = 7
            kept.append(block)
        elif block.level < deepest:
            kept.append(block)
            deepest = block.level
    kept.reverse()
    return kept


def _with_paths(blocks: list[Heading | str], title: str) -> list[Heading | str]:
    """Headings as paths from the title; those with no text of their own are only part of them."""
    path: list[Heading] = []
    shown: list[Heading | str] = []
    for block, following in itertools.zip_longest(blocks, blocks[1:]):
        if isinstance(block, str):
            shown.append(block)
            continue
        path = [*(above for above in path if above.level < block.level), block]
        if not isinstance(following, Heading):
            words = " - ".join([title, *(above.title for above in path)])
            shown.append(Heading(block.level, words))
    return shown


def _joined(blocks: list[Heading | str]) -> str:
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            lines += ["", block.title] if lines else [block.title]
        else:
            lines += [tidy for part in block.split("\n") if (tidy := _tidy(part))]
    return "\n".join(lines)


def _tidy(line: str) -> str:
    """Without the gaps that dropped markup leaves."""
    return _GAPS.sub(" ", _EMPTY.sub("", html.unescape(line))).strip()
