"""Sitemaps as generators write them."""

from __future__ import annotations

import pytest

from lmkor_data.crawlers.parsing.feeds import locations
from lmkor_data.crawlers.parsing.page_response import PageResponse


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://a.example/post?id=1&amp;cat=2", "https://a.example/post?id=1&cat=2"),
        ("https://a.example/post?id=1&cat=2", "https://a.example/post?id=1&cat=2"),
        ("https://a.example/tom&jerry", "https://a.example/tom&jerry"),
        ("https://a.example/?a=1&amp;amp;b=2", "https://a.example/?a=1&b=2"),
        ("https://a.example/%25EB%25B4%2584", "https://a.example/%EB%B4%84"),
        ("https://a.example/100%25off", "https://a.example/100%25off"),
        ("https://a.example/a%2520b", "https://a.example/a%2520b"),
        ("<![CDATA[https://a.example/c&d]]>", "https://a.example/c&d"),
    ],
)
def test_an_address_is_read_as_it_is_meant(written, meant):
    sitemap = (
        f"<urlset><url><loc>{written}</loc></url><url><loc>https://a.example/z</loc></url></urlset>"
    )
    found = locations(PageResponse("https://a.example/sitemap.xml", sitemap.encode()))
    assert found == [meant, "https://a.example/z"]
