"""Links: what is followed, in which encoding, and what must not lose the page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lmkor_data.crawlers.frontier.page_request import PageRequest
from lmkor_data.crawlers.parsing.links import clean_url
from lmkor_data.crawlers.parsing.page_reader import read_page
from lmkor_data.crawlers.parsing.page_response import PageResponse
from lmkor_data.crawlers.recipes.recipe import Field, Follow, Page, Recipe, Terms

PAGE = Page(
    "list",
    items="li",
    fields={"text": Field("p")},
    follow=(Follow("list", links="a"),),
)
RECIPE = Recipe(
    site="shop",
    title="",
    kind="review",
    base="https://shop.example",
    terms=Terms("allowed"),
    categories={"food": ("1",)},
    start=("list",),
    pages={"list": PAGE},
)


def read(html: str, encoding: str = "utf-8"):
    url = "https://shop.example/list?p=1"
    response = PageResponse(url, html.encode(encoding), at=datetime(2026, 1, 1, tzinfo=UTC))
    return read_page(RECIPE, PageRequest("shop", "food", "list", url), response)


@pytest.mark.parametrize(
    "link",
    ["http://[주소]/", "http://[::1", "https://shop.example:99999/", "//[", "javascript:void(0)"],
)
def test_a_malformed_link_does_not_lose_the_page(link):
    found = read(f'<li><p>맛있어요</p></li><a href="{link}">x</a><a href="/ok">y</a>')
    assert [document["text"] for document in found.documents] == ["맛있어요"]
    assert [request.url for request in found.requests] == ["https://shop.example/ok"]


@pytest.mark.parametrize(
    ("encoding", "asked"),
    [
        ("cp949", "https://shop.example/goods?cat=%B5%CE%BA%CE&no=1"),
        ("utf-8", "https://shop.example/goods?cat=%EB%91%90%EB%B6%80&no=1"),
    ],
)
def test_a_query_is_written_in_the_encoding_of_its_page(encoding, asked):
    found = read('<li><p>두부</p></li><a href="/goods?cat=두부&no=1">x</a>', encoding)
    assert [request.url for request in found.requests] == [asked]


def test_a_path_is_always_utf_8():
    assert clean_url("https://a.example/두부", "cp949") == "https://a.example/%EB%91%90%EB%B6%80"


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/p;jsessionid=1A2B3C4D5E?no=1",
        "https://a.example/p?no=1&PHPSESSID=abcdef0123456789",
        "https://a.example/p?sid=abcdef0123456789&no=1",
        "https://A.example/p?no=1#top",
    ],
)
def test_session_ids_do_not_make_another_page(url):
    assert clean_url(url) == "https://a.example/p?no=1"


def test_a_sitemap_with_a_placeholder_for_its_host_is_read_as_the_sites_own():
    pages = {
        "map": Page("map", format="sitemap", follow=(Follow("post"),)),
        "post": Page("post", format="article"),
    }
    recipe = Recipe(
        site="blog", title="", kind="blog", base="https://blog.example", terms=Terms("allowed"),
        categories={"blog": ("blog",)}, start=("map",), pages=pages,
    )  # fmt: skip
    url = "https://blog.example/sitemap.xml"
    for host, led in (("http://localhost:4000", True), ("https://other.example", False)):
        body = f"<urlset><url><loc>{host}/p/1</loc></url></urlset>".encode()
        request = PageRequest("blog", "blog", "map", url)
        found = read_page(recipe, request, PageResponse(url, body))
        assert [r.url for r in found.requests] == ["https://blog.example/p/1"] * led
