"""Finds the body of a blog post, and removes what is not part of its text."""

from __future__ import annotations

from parsel import Selector

from lmkor_data.crawlers.parsing.element_text import element_text

#: Containers in which common blog systems put the body, the most specific first.
_BODIES = (
    ".tt_article_useless_p_margin",
    ".se-main-container",
    "#postViewArea",
    '[itemprop~="articleBody"]',
    ".entry-content",
    ".post-content",
    ".post-body",
    ".article_view",
    ".article-content",
    ".article-body",
    ".markdown-body",
    ".e-content",
)

#: What themes put inside the body: navigation, share bars, line numbers of code.
_EXTRAS = ", ".join(
    (
        "nav, aside, form, .toc, #toc, .table-of-contents, .post-toc, #markdown-toc",
        ".post-meta, .post-tags, .tags, .share, .share-wrapper, .sns, .license-wrapper",
        ".related, .related-posts, .another_category, .container_postbtn, .postbtn",
        ".comments, #comments, .adsbygoogle, .revenue_unit_wrap, .pagination, .breadcrumb",
        ".post-nav, .post-copyright, .post-footer, .post-tail-wrapper",
        ".sr-only, .screen-reader-text, .headerlink, .header-anchor",
        ".lineno, .linenos, .rouge-gutter, td.gutter, .hljs-ln-numbers, .code-header",
    )
)

#: Minimum length of a body (characters); shorter ones are empty frames.
_SHORTEST = 20
#: The body must be this many times as long as all teasers together.
_OUTWEIGHS = 2


def body_text(html: Selector) -> str | None:
    """Extract the text of the page's one body; teasers of other posts beside it are small.

    Empty if there are several (a list of posts), None if no known container is found.
    """
    for css in _BODIES:
        sizes = {body: len(element_text(body.root)) for body in _outermost(html, css)}
        if sizes:
            body = max(sizes, key=sizes.__getitem__)
            alone = sizes[body] >= _OUTWEIGHS * (sum(sizes.values()) - sizes[body])
            return _without_extras(body) if alone else ""
    return None


def _outermost(html: Selector, css: str) -> list[Selector]:
    found = html.css(css)
    roots = {one.root for one in found}
    return [
        one
        for one in found
        if not any(above in roots for above in one.root.iterancestors())
        and len(element_text(one.root)) >= _SHORTEST
    ]


def _without_extras(body: Selector) -> str:
    for extra in body.css(_EXTRAS):
        if extra.root is not body.root:
            extra.drop()
    return element_text(body.root)
