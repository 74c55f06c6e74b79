"""A page as sections: how its headings stand in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

_SPACES = re.compile(r"[ \t\u00a0]+")


class Headings(StrEnum):
    """What stands above the text of a section."""

    PATH = "path"  #: 서울 - 역사 - 조선: a section that makes sense on its own
    PLAIN = "plain"  #: 조선 (and 역사 before it, if nothing stood there)
    NONE = "none"


@dataclass
class Section:
    """A heading with the lines below it, up to the next heading."""

    level: int = 0  #: 0: before the first heading
    heading: str = ""
    lines: list[str] = field(default_factory=list)


def render(title: str, sections: Iterable[Section], headings: Headings) -> str:
    """The sections that hold text, a blank line between them; white space is one space.

    Sections with no text in them or below them are left out, with their headings.
    """
    path: list[_Above] = []
    parts: list[str] = []
    for section in sections:
        path = [above for above in path if above.level < section.level]
        if section.level:
            path.append(_Above(section.level, section.heading))
        lines = [line for line in map(_tidy, section.lines) if line]
        if not lines:
            continue
        if path and headings is Headings.PATH:
            lines.insert(0, " - ".join([title, *(above.heading for above in path)]))
        elif headings is Headings.PLAIN:
            lines[:0] = [above.heading for above in path if not above.shown]
            for above in path:
                above.shown = True
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


@dataclass
class _Above:
    """A heading that the current section stands under, or its own."""

    level: int
    heading: str
    shown: bool = False


def _tidy(line: str) -> str:
    return _SPACES.sub(" ", line).strip()
