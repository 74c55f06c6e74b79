"""The site as a crawler sees it."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import urlopen
from urllib.robotparser import RobotFileParser

import pytest
from bs4 import BeautifulSoup

from lmkor_data.demo.content.posts import posts
from lmkor_data.demo.content.reviews import reviews_of
from lmkor_data.demo.content.site_texts import CATEGORIES
from lmkor_data.demo.site import DemoSite
from lmkor_data.demo.web.blog import FEED_LENGTH
from lmkor_data.demo.web.shop import REVIEWS_PER_PAGE


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    with DemoSite() as running:
        yield running


def fetch(site: DemoSite, path: str) -> str:
    with urlopen(site.url + path) as answer:
        return answer.read().decode()


def soup(site: DemoSite, path: str) -> BeautifulSoup:
    page = site.answer(path)
    assert page is not None, path
    return BeautifulSoup(page.text, "html.parser")


def listed(site: DemoSite, path: str, pattern: str) -> Iterator[list[str]]:
    """What `pattern` finds on each page of a paged list, up to the first page without any."""
    number = 1
    while found := re.findall(pattern, site.answer(f"{path}?page={number}").text):
        yield found
        number += 1


def test_the_shop_can_be_walked_from_categories_to_every_review(site: DemoSite) -> None:
    for key in CATEGORIES:
        pages = listed(site, f"/shop/c/{key}", 'data-product-id="([^"]+)"')
        products = [product for page in pages for product in page]
        assert len(products) == 8
        read = 0
        for product in products:
            reviews = listed(site, f"/shop/p/{product}/reviews", 'data-review-id="([^"]+)"')
            sizes = [len(set(ids)) for ids in reviews]
            assert set(sizes[:-1]) == {REVIEWS_PER_PAGE}
            data = soup(site, f"/shop/p/{product}").find("script", type="application/ld+json")
            declared = json.loads(data.string)["aggregateRating"]["reviewCount"]
            assert sum(sizes) == declared
            read += declared
        assert read == len(reviews_of(key)) == 600


def test_a_review_on_the_page_is_the_review_composed(site: DemoSite) -> None:
    item = soup(site, "/shop/p/1001/reviews?page=1").select_one("li.review")
    review = reviews_of("cosmetics")[0]
    text = item.select_one(".review-text")
    for line_break in text.select("br"):
        line_break.replace_with("\n")
    assert text.get_text().strip() == review.text
    assert item.select_one(".stars")["data-score"] == str(review.stars)
    assert item.select_one(".author").get_text() == review.nickname
    assert re.fullmatch(r"\d{4}\.\d\d\.\d\d", item.select_one(".date").get_text())


def test_long_reviews_come_folded_and_unfolded(site: DemoSite) -> None:
    page = soup(site, "/shop/p/1001/reviews?page=1")
    folded = [item["data-review-id"] for item in page.select("li.is-folded")]
    assert folded
    assert folded == [item["data-review-id"] for item in page.select("li.is-unfolded")]


def test_the_sitemap_leads_to_every_post(site: DemoSite) -> None:
    paths = re.findall(f"<loc>{site.url}(.+?)</loc>", fetch(site, "/blog/sitemap.xml"))
    assert len(set(paths)) == len(posts()) >= 300
    for path in paths[::10]:
        page = soup(site, path)
        assert page.select_one("article h1").get_text()
        assert page.select_one("article .entry-content").get_text()
        date = page.select_one("meta[property='article:published_time']")["content"]
        data = json.loads(page.find("script", type="application/ld+json").string)
        assert data["datePublished"] == date


def test_the_feed_holds_the_newest_posts(site: DemoSite) -> None:
    feed = fetch(site, "/blog/feed.xml")
    assert feed.count("<item>") == FEED_LENGTH
    assert f"/blog/{posts()[0].slug}/" in feed


def test_blog_lists_end(site: DemoSite) -> None:
    seen: list[str] = []
    number = 1
    while found := soup(site, f"/blog/?page={number}").select("ul.posts a"):
        seen += [link["href"] for link in found]
        number += 1
    assert soup(site, "/blog/category/cafe/").select("ul.posts a")
    tag = soup(site, seen[0]).select_one("a[rel=tag]")["href"]
    assert soup(site, tag).select("ul.posts a")


def test_robots_disallow_what_pages_link_to(site: DemoSite) -> None:
    robots = RobotFileParser(site.url + "/robots.txt")
    robots.read()
    assert robots.site_maps() == [site.url + "/blog/sitemap.xml"]
    links = [a["href"] for a in soup(site, "/blog/").select("a")]
    forbidden = [link for link in links if not robots.can_fetch("*", site.url + link)]
    assert "/shop/private/orders" in forbidden
    assert "/blog/admin/login" in forbidden
    assert robots.can_fetch("*", site.url + "/shop/p/1001")


def test_requests_are_counted_by_path() -> None:
    with DemoSite() as site:
        assert "비공개" in fetch(site, "/shop/private/orders")
        fetch(site, "/shop/c/food?page=1")
        fetch(site, "/shop/c/food?page=2")
        assert site.hits == {"/shop/private/orders": 1, "/shop/c/food": 2}


@pytest.mark.parametrize(
    "path", ["/nothing", "/shop/c/none", "/shop/p/0", "/blog/none/", "/blog/?page=0"]
)
def test_what_is_not_there_is_404(site: DemoSite, path: str) -> None:
    with pytest.raises(HTTPError) as caught:
        fetch(site, path)
    assert caught.value.code == 404


DIGEST = """
import hashlib
from lmkor_data.demo.site import DemoSite
paths = ["/shop/p/1001", "/shop/p/2003/reviews?page=2", "/blog/", "/blog/cafe-001/"]
site = DemoSite()
digest = hashlib.sha256("".join(site.answer(path).text for path in paths).encode()).hexdigest()
"""


def test_another_process_serves_the_same_bytes() -> None:
    """Neither the order of sets nor the port may change a letter."""
    here: dict[str, str] = {}
    exec(DIGEST, here)
    there = subprocess.run(
        [sys.executable, "-c", DIGEST + "print(digest)"],
        env={"PYTHONHASHSEED": "1", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert there.stdout.strip() == here["digest"]
