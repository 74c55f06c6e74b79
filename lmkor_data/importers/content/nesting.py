"""Marks that open and close around each other, resolved from the inside out in linear time."""

from __future__ import annotations

import re
from collections.abc import Callable


def unnest(text: str, marks: re.Pattern[str], shown: Callable[[str], str]) -> str:
    """Every marked span replaced by `shown(what is inside)`; inner spans come first.

    `marks` matches an opening mark or, in the group `close`, a closing one. A mark without its
    partner goes, and the text around it stays.
    """
    stack: list[list[str]] = [[]]
    at = 0
    for mark in marks.finditer(text):
        stack[-1].append(text[at : mark.start()])
        at = mark.end()
        if mark["close"] is None:
            stack.append([])
        elif len(stack) > 1:
            inner = "".join(stack.pop())
            stack[-1].append(shown(inner))
    if at == 0:
        return text
    stack[-1].append(text[at:])
    return "".join(piece for frame in stack for piece in frame)
