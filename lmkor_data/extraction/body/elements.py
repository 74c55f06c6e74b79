"""A light copy of the part of a page that readers see, with the numbers that tell text from menus.

Built in one walk over the Lexbor tree (selectolax); everything after it works on these objects,
which cost a tenth of what asking the DOM again costs.
"""

from __future__ import annotations

import functools
import re
from typing import Any, Union

from lmkor_data.extraction.body.code_text import code_text
from lmkor_data.extraction.name_sets import name_set

#: Never text: what runs, what is drawn, what is filled in.
UNSEEN = name_set(
    "script style template noscript svg iframe object embed canvas video audio map button select "
    "option optgroup input textarea datalist dialog head meta link"
)
#: Elements that go on in the line.
INLINE = name_set(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark math q "
    "rp rt ruby s samp small span strike strong sub sup time tt u var wbr nobr"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
#: React sends late parts of a page in hidden boxes and moves them in the browser.
_STREAMED = re.compile(r"S:[0-9a-f]+$")

#: Deeper wrappers are taken for part of the one above: nobody nests so on purpose.
_DEEPEST = 100
_WRAPPERS = name_set("div span font section b i strong em a")

#: Boxes that Naver, Color Scripter, SyntaxHighlighter and Crayon put code into without `<pre>`.
_DRAWN_CODE = name_set(
    "__se_code_view colorscripter-code colorscripter-code-table syntaxhighlighter crayon-syntax"
)

Child = Union["Element", str]
Attributes = dict[str, str | None]


class Element:
    """One element: its name, class and id, its children, and the letters below it."""

    __slots__ = (
        "attributes", "children", "depth", "end", "letters", "linked", "order", "own", "page",
        "parent", "tag", "tokens",
    )  # fmt: skip

    def __init__(
        self, tag: str, attributes: Attributes, parent: Element | None, page: list[Element]
    ) -> None:
        self.tag = tag
        self.attributes = attributes
        self.tokens: tuple[str, ...] = (
            _tokens(attributes.get("class"), attributes.get("id")) if attributes else ()
        )
        self.children: list[Child] = []
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent is not None else 0
        self.page = page  #: every element, in the order of the page
        self.order = len(page)  #: its place there
        self.end = 0  #: the place after the last element below it
        self.own = 0  #: characters of its own text, blanks at the ends left out
        self.letters = 0  #: the same with all below it
        self.linked = 0  #: those of them that stand in links to elsewhere
        page.append(self)

    def elements(self) -> list[Element]:
        """The child elements."""
        return [child for child in self.children if not isinstance(child, str)]

    def walk(self) -> list[Element]:
        """This element and all below it, in the order of the page."""
        return self.page[self.order : self.end]

    def text(self) -> str:
        """The text below, blanks collapsed."""
        parts: list[str] = []
        stack: list[Child] = [self]
        while stack:
            child = stack.pop()
            if isinstance(child, str):
                parts.append(child)
            else:
                stack += reversed(child.children)
                if child.tag not in INLINE:
                    parts.append(" ")
        return " ".join("".join(parts).split())


@functools.lru_cache(1 << 14)
def _tokens(names: str | None, key: str | None) -> tuple[str, ...]:
    """Class names, then the id behind a `#`; `tocWrapper` becomes `toc-wrapper`."""
    told = f"{names or ''} #{key}" if key else names or ""
    if not told.islower():
        told = _CAMEL.sub("-", told).lower()
    return tuple(told.split())


def visible_tree(body: Any) -> Element:
    """The elements of a page below a Lexbor node that readers see, letters counted.

    A page that is hidden as a whole waits for a script to show it, so it is read all the same.
    What stands in a `<pre>` becomes one text at once: highlighters put each word of it into an
    element, which would be most of the page.
    """
    root = _tree(body, with_hidden=False)
    return root if root.letters else _tree(body, with_hidden=True)


def _tree(body: Any, *, with_hidden: bool) -> Element:
    page: list[Element] = []
    root = Element("body", body.attributes, None, page)
    stack: list[tuple[Element, Any]] = [(root, body.first_child)]
    while stack:
        element, node = stack.pop()
        while node is not None:
            tag = node.tag
            if tag == "-text":
                element.children.append(node.text_content)
            elif tag not in UNSEEN and tag[0] not in "-!":
                attributes = node.attributes
                if element.depth > _DEEPEST and (tag in _WRAPPERS or element.depth > 2 * _DEEPEST):
                    stack.append((element, node.next))
                    node = node.first_child
                    continue
                if not attributes or with_hidden or not _is_hidden(tag, attributes):
                    child = Element(tag, attributes, element, page)
                    element.children.append(child)
                    if tag == "pre" or not _DRAWN_CODE.isdisjoint(child.tokens):
                        child.tag = "pre"
                        _take_code(child, node)
                    else:
                        below = node.first_child
                        if below is not None:
                            stack.append((element, node.next))
                            element, node = child, below
                            continue
            elif tag == "script" and (formula := _formula(node)):
                element.children.append(formula)
            node = node.next
    _count(page)
    return root


def release(root: Element) -> None:
    """Cut the ties between the elements of a page that is done with.

    They point at each other, so that only the garbage collector would find them: late, and at a
    tenth of the time that a page takes.
    """
    page = root.page
    for element in page:
        element.parent = None
        element.page = _NO_PAGE
    page.clear()


_NO_PAGE: list[Element] = []


def empty_tree() -> Element:
    """The tree of a page without a body."""
    page: list[Element] = []
    root = Element("body", {}, None, page)
    _count(page)
    return root


def _take_code(element: Element, node: Any) -> None:
    inner = node.css_first("code[class]")
    if inner is not None:
        element.tokens += _tokens(inner.attributes.get("class"), None)
    element.children.append(code_text(node))


def _is_hidden(tag: str, attributes: Attributes) -> bool:
    if "hidden" in attributes:
        shown_later = attributes.get("role") == "tabpanel"
        return not shown_later and not _STREAMED.match(attributes.get("id") or "")
    if "style" in attributes and _HIDDEN.search(attributes["style"] or ""):
        return True
    # Icons and anchors are hidden from screen readers; a whole layer behind a dialog is too.
    return (
        "aria-hidden" in attributes
        and attributes["aria-hidden"] == "true"
        and tag in ("a", "i", "span", "math")
    )


def _formula(script: Any) -> str | None:
    """TeX that MathJax reads from a script."""
    kind = script.attributes.get("type") or ""
    return f" ${script.text()}$ " if kind.startswith("math/tex") else None


def _count(page: list[Element]) -> None:
    """Sum letters from the leaves up: elements are listed before what stands in them."""
    for element in reversed(page):
        own = 0
        for child in element.children:
            if isinstance(child, str):
                own += len(child.strip())
        element.own = own
        element.letters += own
        if element.end <= element.order:
            element.end = element.order + 1
        if element.tag == "a" and (element.attributes.get("href") or "#")[0] != "#":
            element.linked = element.letters
        parent = element.parent
        if parent is not None:
            parent.letters += element.letters
            parent.linked += element.linked
            if parent.end < element.end:
                parent.end = element.end
