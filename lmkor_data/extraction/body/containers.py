"""Which element of a page holds its main text."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

from lmkor_data.extraction.body.elements import Element
from lmkor_data.extraction.body.furniture import elsewhere_blocks, is_furniture
from lmkor_data.extraction.body.tables import is_layout
from lmkor_data.extraction.name_sets import name_set

#: Where blog systems, boards and news sites put the text, the most telling first.
_KNOWN: tuple[tuple[str, ...], ...] = (
    # Tistory, Naver blog, news and café, Daum, gnuboard, XE and Rhymix, Brunch, velog
    (
        "tt_article_useless_p_margin", "se-main-container", "#postviewarea", 
        "__se_component_area", "#dic_area", "#articlebodycontents", "#articebody",
        "#newsendcontents", "#bo_v_con", "xe_content", "rhymix_content", "#harmonycontainer",
        "#article-view-content-div", "contents_style", "wrap_body", "fr-view",
    ),
    (
        "se_doc_viewer", "post_ct",
        "entry-content", "post-content", "article-content", "article-body", "post-body",
        "articlebody", "article_body", "article-entry", "article_view", "article_txt", "e-content",
        "markdown-body", "theme-doc-markdown", "vp-doc", "theme-default-content",
        "post__content", "article__content", "post_content", "content__default", "post-article",
        "markdown-section", "gh-content", "blog-post-content", "d-article", "#article-view",
        "single-content", "post-text", "view_content", "view-content", "board_view", "read_body",
        "#articlebody", "#article_body", "#news_body_area", "#article-body", "#post-content",
        "md-content__inner", "page-body", "post-entry", "notion-page-content", "bd-article",
    ),
    (
        "markdown", "prose", "post-single", "article-inner", "page__content", "content-body",
        "js-post-content", "td-content", "docs-content", "doc-content", "blog-content",
        "#write", "rst-content", "document", "ql-editor", "ck-content",
    ),
)  # fmt: skip
_RANKS = {name: rank for rank, names in enumerate(_KNOWN) for name in names}

#: A shorter one is an empty frame.
SHORTEST = 20
#: One body must outweigh the others of its rank together so many times; else they are teasers.
_OUTWEIGHS = 2.0
#: A container with so many letters is no box, and a page with fewer in all has no great body.
_PLENTY = 1000
#: A body is not made of links to this share.
_LINKED = 0.8
#: The container goes down to a child that holds this share of the text around it.
_HOLDS = 0.85
#: A known container with less than this share of what the page says is a teaser or a box; by rank.
_LEAST = (0.05, 0.1, 0.3)


@dataclass
class Container:
    """The element with the main text, and how sure that is."""

    element: Element
    known: bool  #: a system's own name for it, not a guess by weight
    rivals: list[Element] = field(default_factory=list)  #: bodies of other posts beside it
    elsewhere: set[int] = field(default_factory=set)  #: places of blocks of related posts


def find_container(root: Element) -> Container:
    """The main text's element: one with a known name if it weighs enough, else the heaviest."""
    elsewhere = elsewhere_blocks(root)
    weights = _weights(root, elsewhere)
    total = weights[root.order]
    named, rank = _named(root)
    if named:
        heaviest = max(named, key=lambda e: e.letters)
        others = [e for e in named if e is not heaviest]
        if heaviest.letters >= _OUTWEIGHS * sum(e.letters for e in others):
            enough = weights[heaviest.order] >= _LEAST[rank] * total or heaviest.letters >= _PLENTY
            if enough or (rank < 2 and total < _PLENTY):
                return Container(heaviest, True, [], elsewhere)
        else:
            shared = _common(named)
            return Container(shared, False, named, elsewhere)
    return Container(_heaviest(root, weights), False, [], elsewhere)


def _weights(root: Element, elsewhere: set[int]) -> list[int]:
    """Letters outside links and furniture below each element, by its place."""
    weights = [0] * len(root.page)
    half = 0.5 * root.letters
    for element in reversed(root.page):
        if (
            element.tag == "a"
            or element.order in elsewhere
            or (element.letters < half and is_furniture(element))
        ):
            weights[element.order] = 0
            continue
        weights[element.order] += element.own
        parent = element.parent
        if parent is not None:
            weights[parent.order] += weights[element.order]
    return weights


def _named(root: Element) -> tuple[list[Element], int]:
    """The outermost elements of the best known name that hold some text."""
    best = len(_KNOWN)
    found: list[tuple[int, Element]] = []
    for element in root.page:
        if not element.attributes:
            continue
        rank = _rank(element.tokens, element.attributes.get("itemprop"))
        if rank <= best and rank < len(_KNOWN) and element is not root:
            if element.letters < (SHORTEST if rank > 1 else 1):
                continue
            if element.linked > _LINKED * element.letters:
                continue  # a box of links that borrowed the name
            best = min(rank, best)
            found.append((rank, element))
    same = [element for rank, element in found if rank == best]
    held = {element.order for element in same}
    outer = [e for e in same if not _stands_in(e, held)]
    return [e for e in outer if not _in_furniture(e)] or outer, best


@functools.lru_cache(1 << 14)
def _rank(tokens: tuple[str, ...], itemprop: str | None) -> int:
    rank = min((_RANKS[token] for token in tokens if token in _RANKS), default=len(_KNOWN))
    return min(rank, 1) if itemprop and "articleBody" in itemprop else rank


def _in_furniture(element: Element) -> bool:
    """Whether it is furniture itself (a comment with the class of bodies) or stands in some."""
    above: Element | None = element
    while above is not None:
        if is_furniture(above):
            return True
        above = above.parent
    return False


def _stands_in(element: Element, orders: set[int]) -> bool:
    above = element.parent
    while above is not None:
        if above.order in orders:
            return True
        above = above.parent
    return False


def _common(elements: list[Element]) -> Element:
    """The closest element around all of them."""
    chains = []
    for element in elements:
        chain: list[Element] = []
        above: Element | None = element
        while above is not None:
            chain.append(above)
            above = above.parent
        chains.append(chain[::-1])
    shared = chains[0][0]
    for level in zip(*chains, strict=False):
        if any(e is not level[0] for e in level):
            break
        shared = level[0]
    return shared


def _heaviest(root: Element, weights: list[int]) -> Element:
    """Go down from the body as long as one child holds almost all text outside links."""
    element = _sole_article(root, weights) or root
    while True:
        total = weights[element.order]
        children = [c for c in element.children if not isinstance(c, str)]
        if not children or not total:
            return element
        best = max(children, key=lambda c: weights[c.order])
        if weights[best.order] < _HOLDS * total or not _may_enter(element, best):
            return element
        element = best


def _sole_article(root: Element, weights: list[int]) -> Element | None:
    """The one `<article>`, else the one `<main>`, if it holds a good part of the text."""
    for tag in ("article", "main"):
        found = [e for e in root.page if e.tag == tag and weights[e.order]]
        held = {e.order for e in found}
        outer = [e for e in found if not _stands_in(e, held)]
        if outer:
            best = max(outer, key=lambda e: weights[e.order])
            rest = sum(weights[e.order] for e in outer) - weights[best.order]
            if (
                weights[best.order] >= 0.35 * weights[root.order]
                and rest <= 0.2 * weights[best.order]
            ):
                return best
    return None


def _may_enter(element: Element, child: Element) -> bool:
    """Whether going down into a child loses nothing: tables only where they lay out the page."""
    if child.tag == "table":
        return is_layout(child)
    if child.tag in ("tbody", "tr"):
        return element.tag in ("table", "tbody")
    return child.tag not in _TEXT_ITSELF


#: Going down into one of these would lose what stands beside it.
_TEXT_ITSELF = name_set("p ul ol pre blockquote h1 h2 h3 li dl figure a span")
