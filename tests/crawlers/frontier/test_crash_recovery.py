"""A crawl that is killed, or whose disk fills up, and the same command again."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lmkor_data.corpus.layout import shards
from lmkor_data.crawlers.frontier import shard_flusher
from lmkor_data.crawlers.frontier.ledger import NAME, Ledger
from lmkor_data.crawlers.frontier.page_request import PageRequest, PageResult
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.scrapy.crawl_process import open_job
from lmkor_data.crawlers.stage import crawl
from lmkor_data.demo.site import DemoSite
from lmkor_data.engine.context import StageContext
from tests.crawlers.raw_rows import stored


@pytest.fixture(scope="module")
def site():
    with DemoSite() as site:
        yield site


def start_child(raw: Path, options: CrawlOptions) -> subprocess.Popen:
    order = {"raw": str(raw), "options": dataclasses.asdict(options), "overwrite": False}
    child = subprocess.Popen(
        [sys.executable, "-m", "lmkor_data.crawlers.scrapy.crawl_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    child.stdin.write(json.dumps(order) + "\n")
    child.stdin.flush()
    return child


def test_nothing_is_lost_and_nothing_comes_twice(site, tmp_path):
    options = CrawlOptions(
        sites=("demo_shop",), categories=("cosmetics",), base_url=site.url, delay=0.02
    )
    for pages in (8, 20):
        child = start_child(tmp_path, options)
        before = sum(site.hits.values())
        while sum(site.hits.values()) < before + pages and child.poll() is None:
            time.sleep(0.01)
        child.kill()
        child.wait()
    report = crawl(tmp_path, options, StageContext())
    rows = stored(tmp_path)
    assert report.ok
    assert len(rows) == len({row["id"] for row in rows}) == 600
    assert report.counts.missing() == 0


def test_a_child_whose_parent_was_killed_stops_and_keeps_what_it_has(site, tmp_path):
    options = CrawlOptions(sites=("demo_shop",), base_url=site.url, delay=0.1)
    child = start_child(tmp_path, options)
    before = sum(site.hits.values())
    while sum(site.hits.values()) < before + 12:
        time.sleep(0.01)
    child.stdin.close()
    assert child.wait(timeout=30) == 0
    assert 0 < len(stored(tmp_path)) < 3600


def test_a_stop_signal_is_answered_with_a_whole_corpus(site, tmp_path):
    options = CrawlOptions(sites=("demo_shop",), base_url=site.url, delay=0.1)
    child = start_child(tmp_path, options)
    before = sum(site.hits.values())
    while sum(site.hits.values()) < before + 12:
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGTERM)
    assert child.wait(timeout=30) == 0
    rows = stored(tmp_path)
    assert len(rows) == len({row["id"] for row in rows}) > 0


def result(ledger: Ledger, number: int, text: str = "맛있어요") -> PageResult:
    """One page with one document, its request lent out."""
    planned = PageRequest("demo_shop", "food", "reviews", f"http://a.test/{number}")
    ledger.requests.add([planned])
    (request,) = ledger.requests.take(ledger.requests.lane(planned), 1, time.time())
    document = {
        "category": "food",
        "id": f"{number:016x}",
        "text": text,
        "kind": "review",
        "source": "demo_shop",
        "url": request.url,
        "title": None,
        "published_at": None,
        "collected_at": 0,
        "rating": 5.0,
    }
    return PageResult(request, documents=[document])


def test_a_shard_that_was_written_but_not_entered_is_swept(tmp_path, monkeypatch):
    ledger = Ledger(tmp_path / NAME)
    ledger.keep(result(ledger, 1), 0.0)
    ledger.commit()
    monkeypatch.setattr(ledger.documents, "enter_shards", _killed)
    with pytest.raises(KeyboardInterrupt):
        shard_flusher.ShardFlusher(tmp_path, ledger).flush("demo_shop")
    ledger.close(keep=False)
    assert len(shards(tmp_path)) == 1
    job = open_job(tmp_path, CrawlOptions(sites=("demo_shop",)), overwrite=False)
    assert not shards(tmp_path)
    job.flusher.flush("demo_shop")
    job.ledger.close()
    assert [row["text"] for row in stored(tmp_path)] == ["맛있어요"]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_full_disk_stops_the_crawl_and_loses_nothing(tmp_path):
    options = CrawlOptions(sites=("demo_shop",), categories=("food",))
    job = open_job(tmp_path, options, overwrite=False)
    results = [result(job.ledger, n, os.urandom(2000).hex()) for n in range(60)]
    job.ledger.commit()
    database = job.ledger._db
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages + 20}")
    entered = 0
    for one in results:
        job.enter(one)
        if job.broken:
            break
        job.ledger.commit()
        entered += 1
    assert "full" in job.broken
    assert 0 < entered < 60
    assert not job.enter(results[-1])
    job.ledger.close(keep=False)

    again = open_job(tmp_path, options, overwrite=False)
    documents = again.ledger.documents
    assert sum(len(page) for page in documents.waiting("demo_shop")) == entered
    assert documents.counts(["demo_shop"], None).total("documents_out") == entered
    (lane,) = {again.ledger.requests.lane(one.request) for one in results}
    assert len(again.ledger.requests.take(lane, 100, time.time())) == 60 - entered
    again.ledger.close()


def test_a_shard_that_cannot_be_written_leaves_its_documents_waiting(tmp_path, monkeypatch):
    ledger = Ledger(tmp_path / NAME)
    ledger.keep(result(ledger, 1), 0.0)
    ledger.commit()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lmkor_data.corpus.writing.publish", full)
    with pytest.raises(OSError, match="No space"):
        shard_flusher.ShardFlusher(tmp_path, ledger).flush("demo_shop")
    assert not shards(tmp_path)
    assert sum(len(page) for page in ledger.documents.waiting("demo_shop")) == 1
    ledger.close()
