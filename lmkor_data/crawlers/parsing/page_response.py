"""A fetched page, decoded and parsed as text, HTML or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup
from parsel import Selector
from selectolax.lexbor import LexborHTMLParser

from lmkor_data.extraction.decoding.charset import Decoded, decode_html
from lmkor_data.extraction.decoding.transfer import decode_transfer


@dataclass
class PageResponse:
    """Hold what a server sent; text and trees are built on first use."""

    url: str
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)  #: names in lower case
    at: datetime = datetime(1970, 1, 1, tzinfo=UTC)  #: time of arrival

    @cached_property
    def text(self) -> str:
        """Return the decoded body."""
        return self._decoded.text

    @property
    def encoding(self) -> str:
        """Return the encoding in which links of this page write their query.

        The query of a link is encoded as its page is, the path always as UTF-8 (URL Standard,
        section 4.4).
        """
        return self._decoded.encoding.removesuffix("-sig").replace("utf-16", "utf-8")

    @cached_property
    def _decoded(self) -> Decoded:
        body = decode_transfer(self.body, self.headers)
        return decode_html(body, self.headers.get("content-type", ""))

    @cached_property
    def html(self) -> Selector:
        """Return the body parsed as HTML."""
        return Selector(text=self.text or "<html/>", type="html")

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """Return the body parsed by HTML5's rules: fast, and right where lxml gives up."""
        return LexborHTMLParser(self.text or "<html/>")

    @cached_property
    def soup(self) -> Selector:
        """Return the page with its nesting repaired by BeautifulSoup, for irregular markup."""
        return Selector(text=str(BeautifulSoup(self.text, "html.parser")) or "<html/>", type="html")


def decode(body: bytes) -> str:
    """Decode a body by its bytes, whatever headers say: those of Korean sites are often wrong."""
    return decode_html(body).text


def parse_json(text: str) -> Any:
    """Parse JSON as sites send it: behind a guard, in a callback, or with invalid escapes.

    Guards are what makes a response useless to a foreign script: `)]}'`, `for(;;);`, `{}&&`,
    `/**/cb(…);`, `/**/ typeof cb === 'function' && cb(…);`. Raises ValueError.
    """
    text = text.strip().removeprefix("\ufeff")
    for attempt in (text, _BAD_ESCAPE.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except ValueError as cause:
            fault = cause
        for begin in _JSON_BEGIN.finditer(attempt, 0, _LONGEST_GUARD):
            try:
                value, end = _DECODER.raw_decode(attempt, begin.start())
            except ValueError:
                continue
            if _JSON_END.fullmatch(attempt, end):
                return value
    raise fault


#: A backslash before a character that JSON does not escape (`\'`), or a \u without four digits.
#: Valid escapes are matched first and kept.
_BAD_ESCAPE = re.compile(r'(\\\\|\\["/bfnrt]|\\u[0-9a-fA-F]{4})|\\')

_DECODER = json.JSONDecoder(strict=False)
_JSON_BEGIN = re.compile(r"[\[{]")
#: What may follow the value: the end of a call, of a statement, of a `try`.
_JSON_END = re.compile(
    r"[\s);]*(?:\}\s*catch\s*\(\w*\)\s*\{\s*\}[\s;]*)?(?:<!--.*?-->|-->)?\s*", re.DOTALL
)
_LONGEST_GUARD = 300


def dig(data: Any, path: str) -> Any:
    """Return the value at a dotted path: `data.reviews[].text`, `0.name`, `Post:*[].body`.

    `[]` goes through a list; `Post:*` gathers the values of an object whose keys begin so. None
    where the path ends early; a list where it holds `[]`.
    """
    head, _, rest = path.partition(".")
    if not path:
        return data
    each = head.endswith("[]")
    head = head.removesuffix("[]")
    if head:
        if isinstance(data, dict) and head.endswith("*"):
            data = [value for key, value in data.items() if key.startswith(head[:-1])]
        elif isinstance(data, dict):
            data = data.get(head)
        elif isinstance(data, list) and head.lstrip("-").isdigit() and int(head) < len(data):
            data = data[int(head)]
        else:
            return None
    if each:
        found = [dig(one, rest) for one in data] if isinstance(data, list) else []
        flat = (f if isinstance(f, list) else [f] for f in found)
        return [value for values in flat for value in values if value is not None]
    return dig(data, rest)
