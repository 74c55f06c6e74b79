"""Braces and escapes taken out of namumark, so that lines and brackets can be read around them.

`{{{…}}}` may hold whole tables, and a table cell may hold `{{{…}}}` of many lines. So each is put
away, innermost first, and a mark of two private-use characters stays in its place until the text
around it is done.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

_OPEN, _CLOSE = "\ue000", "\ue001"
MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")

#: Braces further inside are passed over, lest a page exhaust the stack.
_DEEPEST = 60

_TOKEN = re.compile(r"\\(.)|\{\{\{|\}\}\}")


@dataclass
class Placeholders:
    """What was put away: `{{{…}}}` with the marks of what was inside it, and escaped letters."""

    items: list[str] = field(default_factory=list)
    escaped: set[int] = field(default_factory=set)

    def put(self, content: str) -> str:
        """Store content and return the mark that stands for it."""
        self.items.append(content)
        return f"{_OPEN}{len(self.items) - 1}{_CLOSE}"

    def restore(self, text: str, render: Callable[[str], str]) -> str:
        """The text with every mark replaced: braces by `render`, escapes by their letter."""

        def content(mark: re.Match[str]) -> str:
            number = int(mark[1])
            item = self.items[number]
            return item if number in self.escaped else render(item)

        return MARK.sub(content, text)

    def verbatim(self, text: str) -> str:
        """The text as it was written, without its braces."""

        def content(mark: re.Match[str]) -> str:
            number = int(mark[1])
            item = self.items[number]
            return f"\\{item}" if number in self.escaped else self.verbatim(item)

        return MARK.sub(content, text)


def extract_placeholders(markup: str) -> tuple[str, Placeholders]:
    """The markup with marks for its braces and escapes. Braces without a partner go."""
    placeholders = Placeholders()
    levels: list[list[str]] = [[]]
    markup = markup.replace(_OPEN, "").replace(_CLOSE, "")
    at = 0
    for token in _TOKEN.finditer(markup):
        levels[-1].append(markup[at : token.start()])
        at = token.end()
        if token[1]:
            levels[-1].append(placeholders.put(token[1]))
            placeholders.escaped.add(len(placeholders.items) - 1)
        elif token[0] == "{{{":
            if len(levels) <= _DEEPEST:
                levels.append([])
        elif len(levels) > 1:
            content = "".join(levels.pop())
            levels[-1].append(placeholders.put(content))
    levels[-1].append(markup[at:])
    return "".join("".join(level) for level in levels), placeholders
