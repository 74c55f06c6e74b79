"""Selects the parts of a page that a recipe names: the whole, and its items."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from parsel import Selector

from lmkor_data.crawlers.parsing.page_response import PageResponse, dig, parse_json
from lmkor_data.crawlers.recipes.recipe import Page


class Nodes:
    """Hold a parsed page: `whole` is a Selector or JSON data, the items are parts of it.

    Parsed on first use: the body of an article is read without it.
    """

    def __init__(self, page: Page, response: PageResponse) -> None:
        self._page, self._response = page, response

    @cached_property
    def whole(self) -> Any:
        """Parse the page as its recipe says. Raises ValueError if that fails."""
        whole = _whole(self._page, self._response)
        if isinstance(whole, Selector) and self._page.remove:
            for element in whole.css(self._page.remove):
                element.drop()
        return whole

    @cached_property
    def items(self) -> list[Any]:
        """Select the parts of the page that are documents."""
        if not self._page.items:
            return []
        if isinstance(self.whole, Selector):
            return list(self.whole.css(self._page.items))
        found = dig(self.whole, self._page.items)
        return found if isinstance(found, list) else [] if found is None else [found]


def _whole(page: Page, response: PageResponse) -> Any:
    if page.format != "json":
        return response.soup if page.format == "soup" else response.html
    if response.status == 204 or not response.body.strip():
        return {}
    data = parse_json(_embedded(page.json_in, response) if page.json_in else response.text)
    if page.html_in:
        return Selector(text=str(dig(data, page.html_in) or "<html/>"), type="html")
    return data


def _embedded(where: str, response: PageResponse) -> str:
    """Find JSON inside HTML: in the element that a CSS selector names, or after `name =`."""
    if where.endswith("="):
        begin = re.search(re.escape(where.rstrip("= ")) + r"\s*=\s*", response.text)
        if not begin:
            raise ValueError(f"the page holds no `{where}`")
        return _balanced(response.text, begin.end())
    found = response.html.css(where)
    if not found:
        raise ValueError(f"the page holds no `{where}`")
    return "".join(found[0].css("::text").getall()) or "{}"


def _balanced(text: str, begin: int) -> str:
    """Cut out the JSON value that starts at `begin`, up to its closing bracket."""
    depth, quoted, position = 0, False, begin
    while position < len(text):
        character = text[position]
        if quoted:
            if character == "\\":
                position += 1
            elif character == '"':
                quoted = False
        elif character == '"':
            quoted = True
        elif character in "{[":
            depth += 1
        elif character in "}]":
            depth -= 1
            if not depth:
                return text[begin : position + 1]
        position += 1
    raise ValueError("JSON that never ends")
