"""A light copy of the part of a page that readers see, with the numbers that tell text from menus.

Built in one walk over the Lexbor tree (selectolax); everything after it works on these objects,
which cost a tenth of what asking the DOM again costs.
"""

from __future__ import annotations

import re
from typing import Any, Union

#: Never text: what runs, what is drawn, what is filled in.
UNSEEN = frozenset(
    "script style template noscript svg iframe object embed canvas video audio map button select "
    "option optgroup input textarea datalist dialog head meta link".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
#: React sends late parts of a page in hidden boxes and moves them in the browser.
_STREAMED = re.compile(r"S:[0-9a-f]+$")

Child = Union["Element", str]


class Element:
    """One element: its name, class and id, its children, and the letters below it."""

    __slots__ = ("attributes", "children", "letters", "linked", "order", "parent", "tag", "tokens")

    def __init__(
        self, tag: str, attributes: dict[str, str | None], parent: Element | None, order: int
    ) -> None:
        self.tag = tag
        self.attributes = attributes
        self.tokens: list[str] = _tokens(attributes) if attributes else []
        self.children: list[Child] = []
        self.parent = parent
        self.order = order  #: its place in the page, for "before" and "after"
        self.letters = 0  #: characters of text below, blanks at the ends left out
        self.linked = 0  #: those of them that stand in links to somewhere else

    def elements(self) -> list[Element]:
        """The child elements."""
        return [child for child in self.children if not isinstance(child, str)]

    def walk(self) -> list[Element]:
        """This element and all below it, in the order of the page."""
        found, stack = [], [self]
        while stack:
            element = stack.pop()
            found.append(element)
            stack += reversed([c for c in element.children if not isinstance(c, str)])
        return found

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

    def within(self, other: Element) -> bool:
        """Whether it is `other` or stands in it."""
        above: Element | None = self
        while above is not None:
            if above is other:
                return True
            above = above.parent
        return False


#: Elements that go on in the line.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark math q "
    "rp rt ruby s samp small span strike strong sub sup time tt u var wbr nobr".split()
)


def _tokens(attributes: dict[str, str | None]) -> list[str]:
    """Class names, then the id behind a `#`; `tocWrapper` becomes `toc-wrapper`."""
    names = attributes.get("class") or ""
    key = attributes.get("id")
    if key:
        names += " #" + key
    if not names.islower():
        names = _CAMEL.sub("-", names).lower()
    return names.split()


def visible_tree(body: Any) -> Element:
    """The visible elements of a page below a Lexbor node, letters counted."""
    root = Element("body", body.attributes, None, 0)
    made = [root]
    stack: list[tuple[Element, Any]] = [(root, body.first_child)]
    while stack:
        element, node = stack.pop()
        while node is not None:
            tag = node.tag
            if tag == "-text":
                element.children.append(node.text_content)
            elif tag not in UNSEEN and tag[0] not in "-!":
                attributes = node.attributes
                if not attributes or not _is_hidden(tag, attributes):
                    child = Element(tag, attributes, element, len(made))
                    made.append(child)
                    element.children.append(child)
                    below = node.first_child
                    if below is not None:
                        stack.append((element, node.next))
                        element, node = child, below
                        continue
            elif tag == "script" and (formula := _formula(node)):
                element.children.append(formula)
            node = node.next
    _count(made)
    return root


def _is_hidden(tag: str, attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes:
        shown_later = attributes.get("role") == "tabpanel"
        return not shown_later and not _STREAMED.match(attributes.get("id") or "")
    style = attributes.get("style")
    if style and _HIDDEN.search(style):
        return True
    # Icons and anchors are hidden from screen readers; a whole layer behind a dialog is too.
    return attributes.get("aria-hidden") == "true" and tag in ("a", "i", "span", "math")


def _formula(script: Any) -> str | None:
    """TeX that MathJax reads from a script."""
    kind = script.attributes.get("type") or ""
    return f" ${script.text()}$ " if kind.startswith("math/tex") else None


def _count(made: list[Element]) -> None:
    """Sum letters from the leaves up: elements are listed before what stands in them."""
    for element in reversed(made):
        for child in element.children:
            if isinstance(child, str):
                element.letters += len(child.strip())
        if element.tag == "a" and (element.attributes.get("href") or "#")[0] != "#":
            element.linked = element.letters
        parent = element.parent
        if parent is not None:
            parent.letters += element.letters
            parent.linked += element.linked
