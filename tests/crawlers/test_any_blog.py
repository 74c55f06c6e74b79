"""The recipe for any blog: by sitemap, by what robots.txt names, by links and feed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.parsing.feeds import is_index, locations
from lmkor_data.crawlers.parsing.page_response import PageResponse
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext
from tests.crawlers.fault_server import FAULTS, Fault, FaultServer, Handler, at, ok, rules, says
from tests.crawlers.raw_rows import stored

URL = "http://blog.test"
BODY = (
    "이 글은 시험을 위해 쓴 짧은 글이다. 바람이 불고 창문이 흔들렸다. 그래서 차를 한 잔 더 끓였다."
)
MORE = (
    "비가 그친 뒤에는 뒷산까지 걸었다. 젖은 흙냄새가 올라왔고, 길가에는 이름을 모르는 작은 꽃이 "
    "피어 있었다. 돌아오는 길에 동네 빵집에 들러 식빵 한 봉지를 샀는데, 주인아저씨가 갓 구운 "
    "단팥빵을 하나 더 넣어 주었다. 집에 와서 창가에 앉아 빵을 뜯어 먹으며 오래 미뤄 둔 책을 "
    "펼쳤다. 열 쪽쯤 읽었을 때 고양이가 무릎 위로 올라왔고, 나는 책을 덮고 한참 동안 등을 "
    "쓰다듬었다. 이런 저녁이 일주일에 하루만 있어도 나머지 엿새를 견딜 수 있겠다고 생각했다. "
    "내일은 화분을 옮겨 심고, 모레는 멀리 사는 친구에게 편지를 쓸 것이다."
)
POSTED = '<meta property="article:published_time" content="2025-03-0{}T09:00:00+09:00">'


def post(number: int, kind: str, links: tuple[str, ...] = (), tag: str = "") -> Handler:
    anchors = "".join(f'<a href="{link}">다음</a>' for link in links)
    head = f'<meta property="og:type" content="{kind}">' + POSTED.format(number)
    head += f'<meta property="article:tag" content="{tag}">' if tag else ""
    body = f'<div class="post-content"><p>{number}번째 글. {BODY}</p><p>{MORE}</p></div>'
    return lambda hit: ok(f"<html><head>{head}</head><body>{body}{anchors}</body></html>")


def a_list(*links: str) -> Handler:
    """A list that calls itself an article, as some themes have it."""
    teasers = "".join(f'<li><a href="{link}">{BODY}</a></li>' for link in links)
    head = '<meta property="og:type" content="article">' + POSTED.format(9)
    return lambda hit: ok(f"<html><head>{head}</head><body><ul>{teasers}</ul></body></html>")


def sitemap(*paths: str) -> Handler:
    entries = "".join(f"<url><loc>{URL}{path}</loc></url>" for path in paths)
    return lambda hit: ok(f"<urlset>{entries}</urlset>")


FEED = f"<rss><channel><item><link>{URL}/third#comments</link></item></channel></rss>"
FRONT = (
    '<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body>'
    '<a href="/page/2">이전 글</a><a href="/tags/x">#x</a><a href="/search?q=1">찾기</a></body>'
)
PAGES = {
    "/": lambda hit: ok(FRONT),
    "/page/2": a_list("/2025/03/first", "/archives/2025/03/", "/logo.png"),
    "/archives/2025/03/": a_list("/2025/03/first"),
    "/2025/03/first": post(1, "article", ("/archive/second.html",), tag="여행"),
    "/archive/second.html": post(2, "website"),
    "/rss.xml": lambda hit: ok(FEED),
    "/third": post(3, "article"),
}
POSTS = ("/2025/03/first", "/archive/second.html", "/third")


def collect(raw: Path, pages: dict[str, Handler], monkeypatch, robots: Handler, **more: object):
    """Crawl the blog; returns the paths of its posts by category, and what was asked for."""
    fault = Fault("blog", at(pages, says(404)), 0, robots=robots)
    monkeypatch.setattr("tests.crawlers.fault_server.FAULTS", [*FAULTS, fault])
    for server in FaultServer().serve():
        resolve = (f"blog.test=127.0.0.1:{server.port}",)
        options = CrawlOptions(sites=("blog",), base_url=URL, resolve=resolve, **more)
        crawl(raw, options, StageContext())
        rows = {row["url"].removeprefix(URL): row["category"] for row in stored(raw)}
        return rows, server.hits["blog.test"]
    raise AssertionError


NOTHING = says(404)
ALL = sitemap(*POSTS, "/archives/2025/03/", "/tags/x", "/about/")


@pytest.mark.parametrize(
    ("more", "robots"),
    [
        ({"/sitemap.xml": ALL}, NOTHING),
        ({"/map.xml": ALL}, rules(f"User-agent: *\nDisallow:\nSitemap: {URL}/map.xml")),
        ({}, rules(f"Sitemap: {URL}/sitemap.xml")),  # which is not there
        ({"/sitemap.xml": sitemap()}, NOTHING),
        ({"/sitemap.xml": lambda hit: ok(FRONT)}, NOTHING),
        ({}, NOTHING),
    ],
    ids=["sitemap", "in robots.txt", "wrong in robots.txt", "empty", "a page instead", "none"],
)
def test_every_post_and_nothing_else(tmp_path, monkeypatch, more, robots):
    rows, asked = collect(tmp_path, PAGES | more, monkeypatch, robots)
    assert rows == dict(zip(POSTS, ("travel", "blog", "blog"), strict=True))
    assert "/" in asked  # last, for what a sitemap leaves out
    assert not {"/tags/x", "/search?q=1", "/about/", "/logo.png"} & set(asked)


def test_without_a_feed_links_suffice_for_what_they_lead_to(tmp_path, monkeypatch):
    pages = {path: page for path, page in PAGES.items() if path != "/rss.xml"}
    rows, _ = collect(tmp_path, pages, monkeypatch, NOTHING)
    assert set(rows) == set(POSTS[:2])


@pytest.mark.parametrize("more", [{}, {"/sitemap.xml": ALL}], ids=["by links", "by sitemap"])
def test_looking_again_fetches_no_post_twice(
    tmp_path, monkeypatch, more: dict[str, Callable]
) -> None:
    collect(tmp_path, PAGES | more, monkeypatch, NOTHING)
    news = {"/": lambda hit: ok(FRONT.replace("<body>", '<body><a href="/fourth">새 글</a>'))}
    news |= {"/sitemap.xml": sitemap(*POSTS, "/fourth")} if more else {}
    pages = PAGES | news | {"/fourth": post(4, "article")}
    rows, asked = collect(tmp_path, pages, monkeypatch, NOTHING, since="2025-01-01")
    assert set(rows) == {*POSTS, "/fourth"}
    assert asked["/fourth"] == 1
    assert not set(POSTS) & set(asked)


def test_robots_txt_names_sitemaps():
    text = b"# ours\nUser-agent: *\nDisallow: /x\nsitemap:https://a.test/1.xml\nSitemap : https://a.test/2"
    response = PageResponse("https://a.test/robots.txt", text)
    assert is_index(response)
    assert locations(response) == ["https://a.test/1.xml", "https://a.test/2"]
    assert not is_index(PageResponse("https://a.test/sitemap.txt", b"https://a.test/sitemap: it\n"))


def test_posts_that_the_sitemap_leaves_out_are_found_by_links(tmp_path, monkeypatch):
    rows, asked = collect(
        tmp_path, PAGES | {"/sitemap.xml": sitemap("/2025/03/first")}, monkeypatch, NOTHING
    )
    assert set(rows) == set(POSTS)  # by the front page, its feed, and links of a known post
    assert asked["/2025/03/first"] == 1
