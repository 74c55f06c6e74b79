"""Writes a learned wrapper as a recipe file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lmkor_data.crawlers.recipes.learning.induction import LearnedField, Wrapper

#: Parameters by which sites count pages.
_PAGE = re.compile(r"([?&](?:page|pageNo|pageno|p|pg|pageNum|currentPage|page_no)=)(\d+)")


@dataclass(frozen=True)
class Source:
    """The page that was learned from: its site's short name, address and format."""

    site: str
    url: str  #: empty: the user has to write it into the recipe
    category: str
    format: str = "html"
    json_in: str = ""


def recipe_toml(source: Source, wrapper: Wrapper) -> str:
    """Write a recipe; what the user has to fill in is marked with `TODO`."""
    parts = urlsplit(source.url)
    base = f"{parts.scheme}://{parts.netloc}" if parts.netloc else "https://TODO.example"
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/TODO"
    paged = _PAGE.search(path)
    template = _PAGE.sub(r"\g<1>{page}", path, count=1)
    first = int(paged[2]) if paged and paged[2] == "0" else 1
    lines = [
        f"# Learned from a saved page of {source.url or 'the site'}.",
        f"site = {_quoted(source.site)}",
        f"title = {_quoted(source.site)}",
        f"kind = {_quoted('blog' if source.format == 'article' else 'review')}",
        f"base = {_quoted(base)}",
        f"start = {_quoted('sitemap' if source.format == 'article' else 'reviews')}",
        "",
        "# Somebody has to read the site's terms: allowed, forbidden or unread.",
        "[terms]",
        'status = "unread"',
        'url = ""',
        "",
        "[categories]",
        f"{source.category} = {_quoted(source.category)}",
        "",
    ]
    if source.format == "article":
        lines += _ARTICLE
        return "\n".join(lines) + "\n"
    lines += ["[pages.reviews]", f"url = {_quoted(template)}"]
    if source.format != "html":
        lines.append(f"format = {_quoted(source.format)}")
    if source.json_in:
        lines.append(f"json_in = {_quoted(source.json_in)}")
    if wrapper.items:
        lines.append(f"items = {_quoted(wrapper.items)}")
    if paged:
        lines.append("paginate = { first = 0 }" if first == 0 else "paginate = {}")
    if wrapper.fields:
        lines += ["", "[pages.reviews.fields]"]
    lines += [f"{name} = {_field(learned)}" for name, learned in sorted(wrapper.fields.items())]
    return "\n".join(lines) + "\n"


#: The pages of a recipe for posts, whose body, date and title the shared extractor finds.
_ARTICLE = [
    "[pages.sitemap]",
    'format = "sitemap"',
    'url = "/sitemap.xml"',
    'follow = [{ page = "post" }]',
    "",
    "[pages.post]",
    'format = "article"',
]


def _field(learned: LearnedField) -> str:
    if not learned.pattern and learned.scale == 1.0:
        path = f"{learned.path} @{learned.attribute}" if learned.attribute else learned.path
        return _quoted(path.strip())
    told = {"path": learned.path, "attribute": learned.attribute, "pattern": learned.pattern}
    pairs = [f"{name} = {_quoted(value)}" for name, value in told.items() if value]
    if learned.scale != 1.0:
        pairs.append(f"scale = {learned.scale:g}")
    return "{ " + ", ".join(pairs) + " }"


def _quoted(text: str) -> str:
    return f"'{text}'" if "\\" in text and "'" not in text else json.dumps(text, ensure_ascii=False)
