"""`--dry-run`, and recipes for any site under the user's category."""

import pytest

from lmkor_data.crawlers.crawl_plan import chosen_recipes
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.preview import preview
from lmkor_data.crawlers.stage import crawl
from lmkor_data.demo.site import DemoSite
from lmkor_data.engine.context import StageContext
from lmkor_data.errors import LmkorError

RECIPE = """
site = "private"
title = "What robots.txt forbids"
kind = "review"
base = "http://127.0.0.1:8000"
start = ["open", "closed"]
terms = { status = "allowed" }
categories = { pets = "pets" }
pages.open = { url = "/shop/c/{category}?page=1" }
pages.closed = { url = "/shop/private/{category}" }
"""


def test_a_dry_run_fetches_robots_txt_and_nothing_else(tmp_path):
    own = tmp_path / "private.toml"
    own.write_text(RECIPE, encoding="utf-8")
    with DemoSite() as site:
        options = CrawlOptions(sites=(str(own),), base_url=site.url)
        opened, closed = preview(tmp_path / "raw", options)
        assert opened == ("private", "pets", f"{site.url}/shop/c/pets?page=1", "")
        assert closed.refusal == "robots.txt forbids it"
        assert set(site.hits) == {"/robots.txt"}
    assert not (tmp_path / "raw").exists()


def test_a_dry_run_of_a_crawl_under_way_shows_what_waits(tmp_path):
    with DemoSite() as site:
        options = CrawlOptions(sites=("demo_shop",), categories=("food",), base_url=site.url)
        begun = CrawlOptions(**{**vars(options), "limit": 30})
        crawl(tmp_path, begun, StageContext())
        assert all(
            "/shop/p/" in planned.url or "/c/food" in planned.url
            for planned in preview(tmp_path, options)
        )
        assert len(preview(tmp_path, options)) > 1


def test_a_host_that_is_not_there_is_told(tmp_path):
    options = CrawlOptions(sites=("demo_shop",), base_url="http://127.0.0.1:9")
    assert all("cannot be reached" in c.refusal for c in preview(tmp_path, options))


def test_any_blog_goes_under_the_category_that_the_user_names():
    options = CrawlOptions(
        sites=("blog",), categories=("travel",), base_url="http://127.0.0.1:8000"
    )
    assert list(chosen_recipes(options)["blog"].categories) == ["travel"]


def test_recipes_for_any_site_and_the_demo_wait_for_an_address():
    with pytest.raises(LmkorError, match="Name a site with --site"):
        chosen_recipes(CrawlOptions())
    named = CrawlOptions(sites=("demo_shop", "demo_blog"))
    assert set(chosen_recipes(named)) == {"demo_shop", "demo_blog"}
