"""Pages written for these tests, put together from parts."""

from __future__ import annotations

#: Six plain sentences; no fixture of anybody's.
SENTENCES = (
    "아침에 창문을 열고 베란다에 둔 허브 화분에 물을 주었다.",
    "장을 보러 나갔다가 골목 끝 빵집에서 호밀빵을 하나 샀다.",
    "점심에는 감자를 얇게 썰어 들기름에 천천히 구워 먹었다.",
    "오후 내내 오래된 책상을 닦고 서랍의 손잡이를 갈아 끼웠다.",
    "해가 질 무렵 강가를 걸으며 물새가 내려앉는 것을 보았다.",
    "밤에는 차를 끓여 마시고 내일 할 일을 공책에 적어 두었다.",
)
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
MENU = "".join(f'<li><a href="/menu/{n}">메뉴 {n}</a></li>' for n in range(8))


def page(body: str, head: str = "", title: str = "느린 하루") -> str:
    """A whole page: menu above, footer below."""
    return (
        "<!DOCTYPE html><html lang=ko><head><meta charset=utf-8>"
        f"<title>{title}</title>{head}</head><body><nav><ul>{MENU}</ul></nav>{body}"
        "<footer>© 2024 모든 권리는 글쓴이에게</footer></body></html>"
    )


def post(inside: str = BODY, head: str = "", title: str = "느린 하루 | 작은 방") -> str:
    """A blog post with a title above its body."""
    return page(
        '<article><h1 class="post-title">느린 하루</h1>'
        f'<div class="post-content">{inside}</div></article>',
        head,
        title,
    )
