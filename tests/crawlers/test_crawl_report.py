"""What a crawl says at its end when it has yielded little."""

from __future__ import annotations

from typing import Any

import pytest

from lmkor_data.crawlers.crawl_report import close_report
from lmkor_data.engine.counts import DOCUMENTS_IN, Counts
from lmkor_data.engine.stage import StageReport


def closed(pages: int, documents: int, **facts: Any) -> StageReport:
    report = StageReport("crawl")
    report.counts = Counts()
    report.counts.add("blog", "blog", "pages", pages)
    report.counts.add("blog", "blog", DOCUMENTS_IN, documents)
    told = {"pages": pages, "waiting": 0, "full": False, "halted": {}, "put_off": [], "missing": []}
    close_report(report, {**told, "failed": [], **facts})
    return report


@pytest.mark.parametrize(
    ("pages", "documents", "fails"),
    [(100, 60, False), (100, 9, True), (100, 10, False), (3, 1, False), (3, 0, True)],
)
def test_few_documents_make_the_run_fail(pages, documents, fails):
    assert closed(pages, documents).ok is not fails


def test_the_reasons_are_named():
    report = closed(50, 0, failed=[("a.test", "404 Not Found", 30)])
    (failure,) = report.failures
    assert "50 pages but no document" in failure["cause"]
    assert "30 × 404 Not Found; 20 × nothing that the recipe reads" in failure["cause"]
    assert "sites check blog URL" in failure["cause"]


def test_a_crawl_that_goes_on_is_not_judged():
    assert closed(50, 0, waiting=10).ok
    assert closed(50, 0, full=True).ok
