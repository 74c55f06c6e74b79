"""The parent of a crawl: it waits for no child that hangs, and nothing slips in from the folder."""

from __future__ import annotations

import os
import sqlite3
import stat

import pytest

from lmkor_data.crawlers import crawl_supervisor
from lmkor_data.crawlers.frontier.ledger import NAME
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.stage import crawl
from lmkor_data.demo.site import DemoSite
from lmkor_data.engine.context import StageContext
from lmkor_data.errors import LmkorError
from tests.crawlers.raw_rows import stored

HANGING = (
    "import sys, time, json; sys.stdin.readline();"
    "print(json.dumps({'progress': 0, 'hosts': [], 'idle': %s}), flush=True); time.sleep(60)"
)


@pytest.mark.parametrize(
    ("idle", "said"), [(0.0, "did not react"), (1e9, "although pages were due")]
)
def test_a_crawl_that_hangs_is_ended_with_a_sentence(tmp_path, monkeypatch, idle, said):
    monkeypatch.setattr(crawl_supervisor, "_BOOT", HANGING % idle)
    monkeypatch.setattr(crawl_supervisor, "_SILENCE", 0.5)
    with pytest.raises(LmkorError, match=said):
        crawl(tmp_path, CrawlOptions(sites=("demo_shop",)), StageContext())


def test_the_current_folder_is_not_imported_from(tmp_path, monkeypatch):
    (tmp_path / "scrapy.py").write_text("raise SystemExit('slipped in')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with DemoSite() as site:
        options = CrawlOptions(sites=("demo_shop",), base_url=site.url, limit=20)
        assert crawl(tmp_path / "raw", options, StageContext()).ok
    assert len(stored(tmp_path / "raw")) == 20


def test_what_is_crawled_is_not_for_everybody_to_read(tmp_path):
    raw = tmp_path / "raw"
    with DemoSite() as site:
        options = CrawlOptions(sites=("demo_shop",), base_url=site.url, limit=20)
        crawl(raw, options, StageContext())
    paths = [raw, *raw.rglob("*")]
    assert not [path for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o007]
    assert os.umask(0o022) == 0o022


def test_a_damaged_ledger_is_told_of(tmp_path):
    (tmp_path / NAME).write_bytes(b"SQLite format 3\x00" + bytes(range(256)) * 20)
    with pytest.raises(LmkorError, match=r"_crawl\.sqlite is damaged"):
        crawl(tmp_path, CrawlOptions(sites=("demo_shop",)), StageContext())


def test_a_damaged_request_does_not_hang_the_crawl(tmp_path):
    with DemoSite() as site:
        options = CrawlOptions(sites=("demo_shop",), base_url=site.url, limit=20)
        crawl(tmp_path, options, StageContext())
        with sqlite3.connect(tmp_path / NAME) as db:
            db.execute("UPDATE visits SET visit = '{\"site\": 1' WHERE state = 0 AND id % 2")
        further = CrawlOptions(**{**vars(options), "limit": 200})
        report = crawl(tmp_path, further, StageContext())
    assert len(stored(tmp_path)) == 200
    assert any("damaged in the ledger" in note for note in report.notes)


def test_a_lost_ledger_does_not_take_its_shards_along(tmp_path):
    with DemoSite() as site:
        options = CrawlOptions(sites=("demo_shop",), base_url=site.url, limit=20)
        crawl(tmp_path, options, StageContext())
        for file in tmp_path.glob(f"{NAME}*"):
            file.unlink()
        with pytest.raises(LmkorError, match=r"ledger .* is gone"):
            crawl(tmp_path, options, StageContext())
    assert len(stored(tmp_path)) == 20


def test_a_shard_that_was_removed_by_hand_is_told_of(tmp_path):
    with DemoSite() as site:
        options = CrawlOptions(sites=("demo_shop",), base_url=site.url, limit=20)
        crawl(tmp_path, options, StageContext())
        for shard in tmp_path.rglob("*.parquet"):
            shard.unlink()
        report = crawl(tmp_path, options, StageContext())
    assert not report.ok
    assert any("are gone" in failure["cause"] for failure in report.failures)
