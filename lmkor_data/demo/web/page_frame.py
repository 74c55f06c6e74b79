"""Common parts of shop and blog pages: frame, escaping, paging, JSON-LD."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, TypeVar

T = TypeVar("T")

HTML, XML, TEXT = (f"{kind}; charset=utf-8" for kind in ("text/html", "text/xml", "text/plain"))


@dataclass(frozen=True)
class Page:
    """A response: text and content type."""

    text: str
    content_type: str = HTML


def document(title: str, body: str, head: str = "", nav: str = "") -> Page:
    """Build an HTML page with the site's header and footer around `body`."""
    return Page(
        "<!doctype html>\n"
        f'<html lang="ko"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head>\n'
        f'<body>\n<header><nav class="gnb"><a href="/shop/">가게</a> <a href="/blog/">블로그</a> '
        f'{nav}<a href="/shop/private/orders">주문 조회</a></nav></header>\n'
        f"{body}\n"
        "<footer><p>상호: 도토리상점 | 대표: 홍길동 | 사업자등록번호 000-00-00000</p>"
        "<p>고객센터 1588-0000 (평일 09:00~18:00) | cs@example.com</p>"
        "<p>ⓒ 도토리상점. 무단 전재 및 재배포 금지</p></footer>\n</body></html>\n"
    )


def json_ld(data: dict[str, Any]) -> str:
    """Build a JSON-LD script; `<` is escaped so that no text can end the element."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return f'<script type="application/ld+json">{text.replace("<", chr(92) + "u003c")}</script>'


def page_of(items: Sequence[T], number: int, size: int) -> Sequence[T]:
    """Return the items of page `number` (from 1); none after the last page."""
    return items[(number - 1) * size : number * size]


def pager(number: int) -> str:
    """Build links to the pages around `number`; as in many shops, the last page is unknown."""
    links = [
        f'<a class="page{" on" if n == number else ""}" href="?page={n}">{n}</a>'
        for n in range(max(1, number - 2), number + 3)
    ]
    return f'<div class="paging">{" ".join(links)}</div>'


def link_list(links: Sequence[tuple[str, str]], css_class: str) -> str:
    """Build a list of links from (address, text) pairs."""
    rows = "".join(f'<li><a href="{href}">{escape(text)}</a></li>\n' for href, text in links)
    return f'<ul class="{css_class}">\n{rows}</ul>'
