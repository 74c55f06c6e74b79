"""Validates a recipe beyond its keys: names must exist, patterns must compile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from cssselect import SelectorError
from parsel.csstranslator import HTMLTranslator

from lmkor_data.crawlers.recipes.recipe import FIELDS, FORMATS, TERMS, Field, Page, Recipe
from lmkor_data.kind_table import KINDS

#: Called with a key and what is wrong with it; raises.
Fail = Callable[[str, str], None]


def check_recipe(recipe: Recipe, fail: Fail) -> None:
    """Call `fail` with the first thing that is wrong."""
    if not re.fullmatch(r"[a-z0-9_]+", recipe.site):
        fail("site", f"{recipe.site!r} may have small letters, digits and _ only")
    kinds = [kind.name for kind in KINDS]
    if recipe.kind not in kinds:
        fail("kind", f"{recipe.kind!r} is none of {', '.join(kinds)}")
    if recipe.terms.status not in TERMS:
        fail("terms.status", f"{recipe.terms.status!r} is none of {', '.join(TERMS)}")
    if not re.match(r"https?://[^/]+$", recipe.base):
        fail("base", f"{recipe.base!r} must be scheme and host: https://shop.example")
    for name in recipe.start:
        if name not in recipe.pages or not recipe.pages[name].url:
            fail("start", f"{name!r} must be a page with a `url`")
    for name in recipe.finish:
        if name not in recipe.pages or not recipe.pages[name].url:
            fail("finish", f"{name!r} must be a page with a `url`")
    for key in ("skip", "lists"):
        _pattern(getattr(recipe, key), key, fail)
    if recipe.hook and not re.fullmatch(r"[\w.]+:\w+", recipe.hook):
        fail("hook", f"{recipe.hook!r} must be package.module:function")
    for page in recipe.pages.values():
        _check_page(recipe, page, fail)


def _check_page(recipe: Recipe, page: Page, fail: Fail) -> None:
    key = f"pages.{page.name}"
    if page.format not in FORMATS:
        fail(f"{key}.format", f"{page.format!r} is none of {', '.join(FORMATS)}")
    if page.otherwise and not getattr(recipe.pages.get(page.otherwise), "url", ""):
        fail(f"{key}.otherwise", f"{page.otherwise!r} must be a page with a `url`")
    html = page.format in ("html", "soup", "article", "schema") or bool(page.html_in)
    if html:
        for name in ("items", "remove"):
            _selector(getattr(page, name), f"{key}.{name}", fail)
    for table in ("fields", "page_fields"):
        for name, field in getattr(page, table).items():
            if name not in FIELDS:
                fail(f"{key}.{table}.{name}", f"unknown; allowed are {', '.join(FIELDS)}")
            _check_field(field, f"{key}.{table}.{name}", html, fail)
    for follow in page.follow:
        if follow.page not in recipe.pages:
            fail(f"{key}.follow.page", f"{follow.page!r} is none of {', '.join(recipe.pages)}")
        for name in ("allow", "deny"):
            _pattern(getattr(follow, name), f"{key}.follow.{name}", fail)
        if html:
            _selector(follow.links, f"{key}.follow.links", fail)
        for name, field in follow.values.items():
            _check_field(field, f"{key}.follow.values.{name}", html, fail)
    known = {"category", "page", *_values(recipe)}
    for name in re.findall(r"{(\w+)}", page.url + page.body):
        if name not in known:
            fail(f"{key}.url", f"{{{name}}} is filled by nothing; known are {', '.join(known)}")


def _values(recipe: Recipe) -> Iterator[str]:
    """Yield the names that pages provide to the templates of later ones."""
    for page in recipe.pages.values():
        for follow in page.follow:
            yield from follow.values
        if page.paginate:
            yield from page.paginate.cursor


def _check_field(field: Field, key: str, html: bool, fail: Fail) -> None:
    _pattern(field.pattern, key, fail)
    if html:
        _selector(field.path, key, fail)


def _selector(css: str, key: str, fail: Fail) -> None:
    if css:
        try:
            HTMLTranslator().css_to_xpath(css)
        except SelectorError as cause:
            fail(key, f"{css!r} is no CSS selector: {cause}")


def _pattern(pattern: str, key: str, fail: Fail) -> None:
    try:
        re.compile(pattern)
    except re.error as cause:
        fail(key, f"{pattern!r} is no regular expression: {cause}")
