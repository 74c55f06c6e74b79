"""Write down the main text of a page: a line a block, code between fences, lists, rows, quotes."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from lmkor_data.extraction.body.code_blocks import code_lines, is_gutter, language
from lmkor_data.extraction.body.elements import INLINE, Element
from lmkor_data.extraction.body.furniture import is_furniture, is_navigation
from lmkor_data.extraction.body.tables import is_layout, table_rows
from lmkor_data.extraction.name_sets import name_set


class Line(NamedTuple):
    """One line of the text; code is kept to the blank and never gets a mark before it."""

    text: str
    code: bool = False
    heading: bool = False  #: a first-level heading without a name: the author's, not the theme's


FENCE = "```"

#: A block named like furniture that holds more of the text than this is the text.
_TOO_MUCH = 0.5
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
#: Texts of links that mark a heading's own address.
_ANCHORS = frozenset(("", "#", "¶", "§", "🔗", "⚓", "∞", "link", "direct link to heading"))
_CODE_BLOCKS = name_set("pre table div p br")
_BACK = frozenset(("↩", "↩︎", "↑", "^", "⏎"))


def render(container: Element, surplus: AbstractSet[int] = frozenset()) -> list[Line]:
    """The lines of a container; `surplus` holds the places of further elements to pass over."""
    return _Writer(container.letters, surplus).lines_of(container)


def heading_text(element: Element) -> str:
    """The text of a heading without the link to its own address."""
    anchors = "".join(f" {e.text()}" for e in element.walk() if e.tag == "a" and _is_anchor(e))
    return element.text().removesuffix(anchors.rstrip()).strip() if anchors else element.text()


class _Writer:
    """Collects the lines of one element; lists and quotes use one of their own each."""

    def __init__(self, letters: int, surplus: AbstractSet[int]) -> None:
        self.letters = letters  #: of the whole container
        self.surplus = surplus
        self.lines: list[Line] = []
        self.parts: list[str] = []

    def lines_of(self, element: Element) -> list[Line]:
        self._children(element)
        self._flush()
        return self.lines

    def _flush(self) -> None:
        if self.parts:
            line = " ".join(_INVISIBLE.sub("", "".join(self.parts)).split())
            self.parts = []
            if line:
                self.lines.append(Line(line))

    def _children(self, element: Element) -> None:
        for child in element.children:
            if isinstance(child, str):
                self.parts.append(child)
            else:
                self._element(child)

    def _element(self, element: Element) -> None:
        tag = element.tag
        if tag == "br":
            self._flush()
            return
        if tag == "img":
            self._picture(element)
            return
        if tag == "code" and element.parent is not None and element.parent.tag != "pre":
            self._inline_code(element)
            return
        if not element.letters or self._passed_over(element):
            return
        write = _WRITERS.get(tag)
        if write is not None:
            write(self, element)
        elif tag in INLINE:
            self._children(element)
        else:
            self._flush()
            self._children(element)
            self._flush()

    def _passed_over(self, element: Element) -> bool:
        tag = element.tag
        if tag == "a" and _is_anchor(element):
            return True
        if tag in INLINE and not element.tokens:
            return False
        if element.order in self.surplus:
            return True
        if element.letters > _TOO_MUCH * self.letters:
            return False
        if is_furniture(element) or is_gutter(element):
            return True
        return tag in ("div", "ul", "section", "p", "table") and is_navigation(element)

    def _picture(self, element: Element) -> None:
        """An emoji drawn as a picture stands for its character."""
        alternative = element.attributes.get("alt") or ""
        if "emoji" in element.tokens and len(alternative) <= 8:
            self.parts.append(alternative)

    def _inline_code(self, element: Element) -> None:
        lines = code_lines(element)
        # A block that the style sheet makes one, or that Rouge puts around its `<pre>`.
        if len(lines) > 3 or any(e.tag in _CODE_BLOCKS for e in element.walk()[1:]):
            self._flush()
            self._fenced(lines, language(element))
        else:
            self.parts.append(" ".join(lines))

    def _code(self, element: Element) -> None:
        self._flush()
        self._fenced(code_lines(element), language(element))

    def _fenced(self, lines: list[str], name: str) -> None:
        if not lines:
            return
        fence = FENCE
        while any(line.lstrip().startswith(fence) for line in lines):
            fence += "`"
        self.lines.append(Line(fence + name, True))
        self.lines += [Line(line, True) for line in lines]
        self.lines.append(Line(fence, True))

    def _list(self, element: Element) -> None:
        self._flush()
        number = _start(element)
        for item in element.children:
            if isinstance(item, str):
                self.parts.append(item)
                continue
            if item.tag != "li":
                self._element(item)
                continue
            if not item.letters or self._passed_over(item):
                continue
            mark = f"{number}. " if element.tag == "ol" else "- "
            number += 1
            self._marked(item, mark, " " * len(mark))
        self._flush()

    def _quote(self, element: Element) -> None:
        self._flush()
        self._marked(element, "> ", "> ")

    def _marked(self, element: Element, first: str, further: str) -> None:
        lines = _Writer(self.letters, self.surplus).lines_of(element)
        self._flush()
        mark = first
        for line in lines:
            self.lines.append(line if line.code else Line(mark + line.text))
            mark = further if not line.code else mark

    def _table(self, element: Element) -> None:
        self._flush()
        if is_layout(element):
            self._children(element)
            self._flush()
            return
        for row in table_rows(element):
            if len(row) == 1:  # a cell over the whole width: text, not a value
                self._children(row[0])
                self._flush()
                continue
            cells = [self._cell(cell) for cell in row]
            line = " | ".join(cells).strip()
            if line.strip("| "):
                self.lines.append(Line(line))

    def _cell(self, cell: Element) -> str:
        lines = _Writer(self.letters, self.surplus).lines_of(cell)
        return " ".join(line.text.strip() for line in lines)

    def _math(self, element: Element) -> None:
        """TeX where the page keeps it, else the characters as they stand."""
        for inner in element.walk():
            if inner.tag == "annotation":
                if "tex" in (inner.attributes.get("encoding") or "").lower():
                    self.parts.append(f" ${inner.text()}$ ")
                return
        self._children(element)

    def _span(self, element: Element) -> None:
        if "katex-html" in element.tokens:  # drawn again for the eye
            return
        self._children(element)

    def _top_heading(self, element: Element) -> None:
        """A bare `<h1>` is told from the theme's, which has a class or stands in a header."""
        self._flush()
        before = len(self.lines)
        self._children(element)
        self._flush()
        above = element.parent
        bare = "class" not in element.attributes and (above is None or above.tag != "header")
        if bare and len(self.lines) == before + 1:
            self.lines[-1] = self.lines[-1]._replace(heading=True)


_WRITERS: dict[str, Callable[[_Writer, Element], None]] = {
    "h1": _Writer._top_heading,
    "pre": _Writer._code,
    "ul": _Writer._list,
    "ol": _Writer._list,
    "menu": _Writer._list,
    "blockquote": _Writer._quote,
    "table": _Writer._table,
    "math": _Writer._math,
    "span": _Writer._span,
}


def _is_anchor(link: Element) -> bool:
    """A link to its own heading, or from a footnote back to the text."""
    target = link.attributes.get("href") or ""
    if "#" not in target:
        return False
    text = _INVISIBLE.sub("", link.text()).lower()
    return (
        text in _ANCHORS
        or text in _BACK
        or (target[0] == "#" and len(text) == 1 and not text.isalnum())
    )


def _start(element: Element) -> int:
    told = element.attributes.get("start") or ""
    return int(told) if told.isdigit() and len(told) < 7 else 1
