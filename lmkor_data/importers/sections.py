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
    PLAIN = "plain"  #: 조선
    NONE = "none"


@dataclass
class Section:
    """A heading with the lines below it, up to the next heading."""

    level: int = 0  #: 0: before the first heading
    heading: str = ""
    lines: list[str] = field(default_factory=list)


def render(title: str, sections: Iterable[Section], headings: Headings) -> str:
    """The sections that hold text, a blank line between them; white space is one space.

    Sections without text are left out, with their headings.
    """
    path: list[tuple[int, str]] = []
    parts: list[str] = []
    for section in sections:
        path = [above for above in path if above[0] < section.level]
        if section.level:
            path.append((section.level, section.heading))
        lines = [line for line in map(_tidy, section.lines) if line]
        if not lines:
            continue
        if section.level and headings is Headings.PATH:
            lines.insert(0, " - ".join([title, *(heading for _, heading in path)]))
        elif section.level and headings is Headings.PLAIN:
            lines.insert(0, section.heading)
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _tidy(line: str) -> str:
    return _SPACES.sub(" ", line).strip()
