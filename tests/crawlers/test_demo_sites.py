"""The two recipes of the demo, against the demo site itself."""

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lmkor_data.corpus.layout import shards
from lmkor_data.corpus.schema import DOCUMENT
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.stage import crawl
from lmkor_data.demo.content.reviews import reviews_of
from lmkor_data.demo.content.site_texts import categories
from lmkor_data.demo.site import DemoSite
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.counts import DOCUMENTS_OUT
from lmkor_data.engine.stage import StageReport
from tests.crawlers.raw_rows import stored


@pytest.fixture(scope="module")
def site():
    with DemoSite() as site:
        yield site


def collect(raw: Path, **options: object) -> StageReport:
    return crawl(raw, CrawlOptions(**options), StageContext())


def test_every_review_of_a_category_comes_once(site, tmp_path):
    report = collect(tmp_path, sites=("demo_shop",), categories=("cosmetics",), base_url=site.url)
    assert report.ok
    (shard,) = shards(tmp_path)
    assert shard.category == "cosmetics"
    assert pq.read_schema(shard.path).names == ["category", *DOCUMENT.names]
    (cosmetics,) = (c for c in categories() if c.key == "cosmetics")
    written = reviews_of("cosmetics")
    rows = stored(tmp_path)
    folded = ["".join(r.text.split()) for r in written]
    assert Counter("".join(r["text"].split()) for r in rows) == Counter(folded)
    assert len({r["id"] for r in rows}) == len(written)
    assert {r["title"] for r in rows} == {p.name for p in cosmetics.products}
    assert Counter(r["rating"] for r in rows) == Counter(float(r.stars) for r in written)
    assert {r["kind"] for r in rows} == {"review"}


def test_names_of_people_are_left_behind(site, tmp_path):
    collect(tmp_path, sites=("demo_shop",), categories=("food",), base_url=site.url, limit=40)
    names = {r.nickname for r in reviews_of("food") if len(r.nickname) > 3}
    assert not any(r["text"] in names or r["title"] in names for r in stored(tmp_path))


def test_what_robots_forbids_is_never_fetched(site, tmp_path):
    collect(tmp_path, sites=("demo_shop",), categories=("pets",), base_url=site.url)
    assert not [path for path in site.hits if "/private/" in path or "/admin/" in path]


def test_a_second_run_fetches_nothing_again(site, tmp_path):
    options = {"sites": ("demo_shop",), "categories": ("fashion",), "base_url": site.url}
    first = collect(tmp_path, **options)
    before = sum(site.hits.values())
    again = collect(tmp_path, **options)
    assert sum(site.hits.values()) == before
    assert again.counts.total(DOCUMENTS_OUT) == first.counts.total(DOCUMENTS_OUT) == 600
    assert len(stored(tmp_path)) == 600


def test_a_limit_is_exact_and_a_higher_one_goes_on(site, tmp_path):
    options = {"sites": ("demo_shop",), "categories": ("food",), "base_url": site.url}
    collect(tmp_path, **options, limit=50)
    assert len(stored(tmp_path)) == 50
    collect(tmp_path, **options, limit=130)
    rows = stored(tmp_path)
    assert len(rows) == len({r["id"] for r in rows}) == 130


def test_overwrite_begins_anew(site, tmp_path):
    options = CrawlOptions(sites=("demo_shop",), categories=("food",), base_url=site.url, limit=20)
    crawl(tmp_path, options, StageContext())
    report = crawl(tmp_path, options, StageContext(overwrite=True))
    assert report.counts.total(DOCUMENTS_OUT) == len(stored(tmp_path)) == 20


def test_every_post_comes_without_what_stands_around_it(site, tmp_path):
    pytest.importorskip("lxml_html_clean", reason="trafilatura needs it")
    report = collect(tmp_path, sites=("demo_blog",), base_url=site.url)
    rows = stored(tmp_path)
    assert report.ok
    assert len(rows) == len({r["url"] for r in rows}) == 330
    assert all(r["published_at"] and r["title"] for r in rows)
    for row in rows:
        assert "댓글을 남기려면" not in row["text"]
        assert "무단 전재" not in row["text"]
        assert "최근 글" not in row["text"]
