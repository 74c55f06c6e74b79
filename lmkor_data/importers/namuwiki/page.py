"""A Namuwiki page as text."""

from __future__ import annotations

import html
import re

from lmkor_data.importers.namuwiki.braces import INNER_LINE, unwrap_braces
from lmkor_data.importers.namuwiki.escapes import hide_escapes, show_escapes
from lmkor_data.importers.namuwiki.inline import (
    plain_footnotes,
    plain_links,
    plain_macros,
    plain_styles,
)
from lmkor_data.importers.namuwiki.options import NamuwikiOptions
from lmkor_data.importers.namuwiki.tables import with_plain_tables, without_tables
from lmkor_data.importers.sections import Section, render

_REDIRECT = re.compile(r"\s*#(?:redirect|넘겨주기)\s", re.IGNORECASE)
_COMMENT = re.compile(r"^##.*\n?", re.MULTILINE)
_HEADING = re.compile(r"^(={1,6})(#?) +(.+?) +\2\1[ \t]*$")
_LEADING = re.compile(r"^[ \t]*>[> \t]*|^(?:[ \t]+|(?=\*[ \t]))(?:\*+|[1aAiI]\.(?:#\d+)?)[ \t]*")
_RULE = re.compile(r"^-{4,9}$")


def is_redirect(markup: str) -> bool:
    return bool(_REDIRECT.match(markup))


def page_text(title: str, markup: str, options: NamuwikiOptions) -> str:
    """The text of a page, sections apart, in the order of the page."""
    text = hide_escapes(markup.replace("\r\n", "\n").replace(INNER_LINE, " "))
    text = _COMMENT.sub("", text)
    text = unwrap_braces(text, with_plain_tables if options.tables else without_tables)
    text = plain_links(text.replace(INNER_LINE, "\n"))
    text = plain_footnotes(plain_macros(text), options.footnotes)
    text = html.unescape(plain_styles(text, options.strikes))
    return show_escapes(render(title, _sections(text), options.headings))


def _sections(text: str) -> list[Section]:
    sections = [Section()]
    for line in text.split("\n"):
        heading = _HEADING.match(line)
        if heading:
            sections.append(Section(len(heading[1]), heading[3].strip()))
        elif not _RULE.match(line):
            sections[-1].lines.append(_LEADING.sub("", line))
    return sections
