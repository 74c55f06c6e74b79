"""CSS selectors for elements: short, by names that mean something, tried on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from parsel.csstranslator import HTMLTranslator

#: Class names that builds make up (`css-1x2y3z`, `sc-bdVaJa`, `_3kqP9`) change with the next one.
_GENERATED = re.compile(
    r"^(?:css-|sc-|jsx?-|_)?(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[a-z])[A-Za-z0-9]{5,}$"
    r"|^(?:sc|css|jsx)-\w+$|^\d|__[A-Za-z0-9]{5,}$"
)
#: Names of a state, which the next item does not share.
_STATES = {"active", "on", "off", "first", "last", "selected", "odd", "even", "hover", "open"}
_NAME = re.compile(r"^-?[A-Za-z_가-힣][\w가-힣-]*$")


def find_all(root: etree._Element, css: str) -> list[etree._Element]:
    """Return the elements below a root (or the root, for an empty selector) in document order."""
    if not css:
        return [root]
    found = etree.XPath(HTMLTranslator().css_to_xpath(css))(root)
    return [element for element in found if isinstance(element, etree._Element)]


def stable_classes(element: etree._Element) -> list[str]:
    """List the class names of an element that are likely to outlive a redesign of nothing."""
    names = (element.get("class") or "").split()
    return [
        name
        for name in names
        if _NAME.match(name) and name.lower() not in _STATES and not _GENERATED.search(name)
    ]


def simple_selectors(element: etree._Element) -> Iterator[str]:
    """Yield selectors for one element, the most telling first: classes, microdata, tag."""
    tag = str(element.tag)
    classes = stable_classes(element)
    for name in classes:
        yield f".{name}"
    for name in ("itemprop", "data-testid", "data-role", "role"):
        value = element.get(name)
        if value and _NAME.match(value):
            yield f'[{name}="{value}"]'
    if len(classes) > 1:
        yield "." + ".".join(classes)
    for name in classes:
        yield f"{tag}.{name}"
    yield tag


def item_selectors(element: etree._Element) -> Iterator[str]:
    """Yield selectors for an item among others of its kind, then with what stands above it."""
    own = list(simple_selectors(element))
    yield from own[:-1]
    above = element.getparent()
    for _ in range(4):
        if above is None or not isinstance(above.tag, str):
            return
        identity = above.get("id")
        names = [f"#{identity}"] if identity and _NAME.match(identity) else []
        names += [f".{name}" for name in stable_classes(above)]
        for name in names:
            link = " > " if above is element.getparent() else " "
            for selector in own:
                yield f"{name}{link}{selector}"
        above = above.getparent()
    yield own[-1]


def field_selectors(item: etree._Element, element: etree._Element) -> Iterator[str]:
    """Yield selectors for an element within its item, short ones first, the exact path last."""
    if element is item:
        yield ""
        return
    own = list(simple_selectors(element))
    yield from own
    above = element.getparent()
    while above is not None and above is not item:
        for outer in list(simple_selectors(above))[:-1]:
            for selector in own:
                yield f"{outer} {selector}"
        above = above.getparent()
    yield _path(item, element)


def _path(item: etree._Element, element: etree._Element) -> str:
    steps: list[str] = []
    while element is not item:
        parent = element.getparent()
        assert parent is not None
        alike = [child for child in parent if child.tag == element.tag]
        steps.append(f"{element.tag}:nth-of-type({alike.index(element) + 1})")
        element = parent
    return " > ".join(reversed(steps))
