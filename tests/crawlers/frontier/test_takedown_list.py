"""Requests for removal: what is on the list goes, and does not come back."""

from __future__ import annotations

from lmkor_data.crawlers.frontier.takedown_list import NAME, TakedownList
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.stage import crawl
from lmkor_data.demo.site import DemoSite
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.counts import DOCUMENTS_OUT
from tests.crawlers.raw_rows import stored


def test_a_line_is_an_id_an_address_or_a_host():
    listed = TakedownList(["00aa00aa00aa00aa", "https://a.example/p/ # asked today", "b.example"])
    assert listed.covers("https://c.example/1", "00aa00aa00aa00aa")
    assert listed.covers("http://a.example/p/2")
    assert listed.covers("https://b.example:443/x") is False
    assert listed.covers("https://b.example/x")
    assert not listed.covers("https://a.example/q/1", "00aa00aa00aa00ab")
    assert not TakedownList(["", "# nothing"])


def test_what_is_taken_down_goes_and_does_not_come_again(tmp_path):
    with DemoSite() as site:
        options = CrawlOptions(sites=("demo_shop",), base_url=site.url, limit=40)
        crawl(tmp_path, options, StageContext())
        rows = stored(tmp_path)
        one, page = rows[0]["id"], rows[-1]["url"]
        gone = {row["id"] for row in rows if row["id"] == one or row["url"] == page}
        assert 1 < len(gone) < 40
        (tmp_path / NAME).write_text(f"{one}\n{page}\n", encoding="utf-8")
        report = crawl(tmp_path, options, StageContext())
        left = stored(tmp_path)
        assert {row["id"] for row in left}.isdisjoint(gone)
        assert {row["id"] for row in rows} - gone <= {row["id"] for row in left}
        assert report.counts.total(DOCUMENTS_OUT) == len(left)
        assert report.counts.by_measure("dropped/")["taken down"] == len(gone)
        assert report.counts.missing() == 0
