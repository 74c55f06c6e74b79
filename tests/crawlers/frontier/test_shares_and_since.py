"""Shares of several machines, and looking again for what is new."""

from __future__ import annotations

import pytest

from lmkor_data.crawlers.crawl_plan import chosen_recipes
from lmkor_data.crawlers.frontier.crawl_job import is_own_share
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.politeness.network_border import is_loopback
from lmkor_data.crawlers.recipes.recipe import Recipe, Terms
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext
from lmkor_data.errors import LmkorError
from tests.crawlers.fault_server import FAULTS, Fault, FaultServer, ok, page
from tests.crawlers.raw_rows import stored


def site(number: int) -> Recipe:
    terms = Terms("allowed")
    return Recipe(f"s{number}", "", "review", f"https://s{number}.example", terms, {}, (), {})


def test_every_site_belongs_to_one_machine_and_all_machines_have_work():
    shares = [CrawlOptions(hosts=f"{i}/3") for i in (1, 2, 3)]
    owners = [[is_own_share(site(n), share) for share in shares] for n in range(60)]
    assert all(sum(owner) == 1 for owner in owners)
    assert all(sum(column) >= 10 for column in zip(*owners, strict=True))


@pytest.mark.parametrize("hosts", ["0/3", "4/3", "2", "a/b", "1/0"])
def test_a_share_that_cannot_be_is_refused(hosts):
    with pytest.raises(LmkorError, match="--hosts"):
        chosen_recipes(CrawlOptions(sites=("demo_shop",), hosts=hosts))


def test_somebody_elses_machine_wants_a_contact():
    with pytest.raises(LmkorError, match="--contact"):
        chosen_recipes(CrawlOptions(sites=("demo_shop",), base_url="https://shop.example"))
    with pytest.raises(LmkorError, match="--contact"):
        chosen_recipes(CrawlOptions(sites=("demo_shop",), base_url="http://127.evil.example"))


def test_only_this_machine_is_loopback():
    assert is_loopback("127.0.0.1:8000", {})
    assert is_loopback("localhost", {})
    assert is_loopback("[::1]:80", {})
    assert is_loopback("a.test", {"a.test": "127.0.0.1:80"})
    assert not is_loopback("127.example.com", {})
    assert not is_loopback("localhost.example.com", {})


def test_since_fetches_only_what_is_new(tmp_path, monkeypatch):
    """A shop whose reviews come newest first, three a page; two come in after the first crawl."""
    reviews = [f"2026.11.{day:02d}" for day in range(20, 0, -1)]

    def shop(hit):
        number = int(hit.path.partition("page=")[2] or 1)
        shown = reviews[3 * (number - 1) : 3 * number]
        return ok(page(*shown))

    monkeypatch.setattr("tests.crawlers.fault_server.FAULTS", [*FAULTS, Fault("news", shop, 0)])
    recipe = tmp_path / "news.toml"
    recipe.write_text(
        """
        site = "news"
        title = "Newest first"
        kind = "review"
        base = "http://news.test"
        start = "reviews"
        terms = { status = "allowed" }
        categories = { food = "food" }
        [pages.reviews]
        url = "/?page={page}"
        items = "li.review"
        fields = { key = "@data-id", text = "p", published_at = "p" }
        paginate = {}
        """,
        encoding="utf-8",
    )
    for server in FaultServer().serve():
        resolve = (f"news.test=127.0.0.1:{server.port}",)
        options = CrawlOptions(sites=(str(recipe),), resolve=resolve)
        crawl(tmp_path / "raw", options, StageContext())
        first = server.hits.pop("news.test")
        reviews[:0] = ["2026.11.22", "2026.11.21"]
        again = CrawlOptions(sites=(str(recipe),), resolve=resolve, since="2026-11-01")
        crawl(tmp_path / "raw", again, StageContext())
        second = server.hits.pop("news.test")
    assert len(first) == 9  # seven pages, the empty one, robots.txt
    texts = [row["text"] for row in stored(tmp_path / "raw")]
    assert sorted(texts) == sorted(reviews)
    assert len(second) <= 4
