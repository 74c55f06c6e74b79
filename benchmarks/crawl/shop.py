"""A shop on loopback with as many products as wanted, 20 reviews each, served from memory.

    python benchmarks/crawl/shop.py --products 2000 --texts nsmc.jsonl.zst

Prints its port. Lists lead to 50 products a page; what is around the reviews weighs as much as in
a real shop (menus, scripts, recommendations).
"""

from __future__ import annotations

import argparse
import asyncio
import html
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from lmkor_data.corpus.reading import open_text

REVIEWS, PER_LIST = 20, 50

_MENU = "".join(f'<li class="menu"><a href="/help/{i}">메뉴 {i}</a></li>' for i in range(60))
_SCRIPT = (
    "<script>" + ";".join(f"function f{i}(a){{return a*{i}}}" for i in range(300)) + "</script>"
)
_HEAD = (
    '<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>{}</title>{}</head><body>'
)


def texts(path: Path | None) -> list[str]:
    """Every seventh review of a JSON Lines file, or sentences of no meaning."""
    if path is None:
        dice = random.Random(5)
        words = ["배송", "빨라요", "좋아요", "색이", "예뻐요", "다시", "살게요", "조금", "작아요"]
        return [" ".join(dice.choices(words, k=dice.randint(4, 20))) for _ in range(20_000)]
    with open_text(path) as lines:
        found = (json.loads(line)["text"] for i, line in enumerate(lines) if i % 7 == 0)
        return [text for text in found if 10 <= len(text) <= 300]


def product_page(number: int, products: int, reviews: list[str]) -> bytes:
    dice = random.Random(number)
    items = "".join(
        f'<li class="review" data-review-id="{number * REVIEWS + k}"><span class="stars" '
        f'data-score="{dice.randint(1, 5)}"><i></i><i></i></span><span class="nick">us***{k}</span>'
        f'<span class="date">2025.0{dice.randint(1, 9)}.1{k % 10}</span><div>옵션: 기본</div>'
        f'<p class="review-text">{html.escape(reviews[(number * REVIEWS + k) % len(reviews)])}</p>'
        f"<button>도움돼요 {k}</button><button>신고</button></li>"
        for k in range(REVIEWS)
    )
    others = "".join(
        f'<div class="card"><a href="/p/{dice.randrange(products)}"><span>추천 {j}</span></a></div>'
        for j in range(10)
    )
    return (
        _HEAD.format(f"상품 {number}", _SCRIPT)
        + f'<ul>{_MENU}</ul><h1>시험 상품 {number}</h1><div class="related">{others}</div>'
        f'<ul class="reviews">{items}</ul><footer><ul>{_MENU}</ul></footer></body></html>'
    ).encode()


def list_page(number: int, products: int) -> bytes:
    shown = range((number - 1) * PER_LIST, min(number * PER_LIST, products))
    links = "".join(f'<li class="product"><a href="/p/{i}">상품 {i}</a></li>' for i in shown)
    onward = f'<a class="next" href="/list?page={number + 1}">다음</a>' if shown else ""
    return (
        _HEAD.format("목록", "") + f"<ul>{_MENU}</ul><ul>{links}</ul>{onward}</body></html>"
    ).encode()


def site(products: int, reviews: list[str]) -> Callable[[str], bytes | None]:
    """Path → body. Up to 5,000 products are kept ready, so that the server's work stays small."""
    ready = {i: product_page(i, products, reviews) for i in range(min(products, 5000))}

    def body(path: str) -> bytes | None:
        if path == "/robots.txt":
            return b"User-agent: *\nDisallow: /help\n"
        if path.startswith("/list?page="):
            return list_page(int(path.partition("=")[2]), products)
        if path.startswith("/p/") and path[3:].isdecimal() and int(path[3:]) < products:
            number = int(path[3:])
            return ready.get(number) or product_page(number, products, reviews)
        return None

    return body


async def serve(body: Callable[[str], bytes | None]) -> None:
    async def response(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async for path in _requests(reader):
                found = body(path)
                status, kind = ("200 OK", "text/html") if found else ("404 Not Found", "text/plain")
                kind = "text/plain" if path == "/robots.txt" else kind
                head = (
                    f"HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\n"
                    f"Content-Length: {len(found or b'')}\r\n\r\n"
                )
                writer.write(head.encode() + (found or b""))
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(response, "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _requests(reader: asyncio.StreamReader) -> Iterator[str]:  # type: ignore[misc]
    while True:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return
        yield head.split(b" ", 2)[1].decode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=2000)
    parser.add_argument("--texts", type=Path)
    given = parser.parse_args()
    asyncio.run(serve(site(given.products, texts(given.texts))))


if __name__ == "__main__":
    main()
