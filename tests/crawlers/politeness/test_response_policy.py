"""What a response means for the page and for its host."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.parsing.page_response import PageResponse
from lmkor_data.crawlers.politeness.host_throttle import MOST_REFUSALS
from lmkor_data.crawlers.politeness.response_policy import LATER, REFUSED, decide
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext
from tests.crawlers.fault_server import FAULTS, Fault, FaultServer, at, links, numbered, ok, says
from tests.crawlers.raw_rows import stored

NOW = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("30", 30.0),
        ("²", None),
        ("-1", None),
        ("9" * 400, None),
        ("Sat, 28 Nov 2026 00:01:00 GMT", 60.0),
        ("Sat, 28 Nov 99999 00:01:00 GMT", None),
        ("", None),
    ],
)
def test_retry_after_is_a_number_a_date_or_nothing(header, pause):
    response = PageResponse("http://a.test/", b"", 429, {"retry-after": header}, NOW)
    decision = decide(response, "http://a.test/")
    assert (decision.kind, decision.pause) == (LATER, pause)


def test_a_forbidden_page_is_refused_and_not_its_host():
    response = PageResponse("http://a.test/1", b"", 403)
    assert decide(response, "http://a.test/1").kind == REFUSED


CAPTCHA = '<li class="review" data-id="1"><p>잘 쓰고 있어요</p></li><div class="g-recaptcha"></div>'
LOGIN_BOX = (
    '<li class="review" data-id="2"><p>배송이 빨라요</p></li><form><input type="password"></form>'
)
RECIPE = """
site = "refusing"
title = "A site that refuses some pages"
kind = "review"
base = "http://refusing.test"
start = "front"
terms = { status = "allowed" }
categories = { food = "x" }
[pages.front]
url = "/"
follow = [{ page = "inner", links = "a" }]
[pages.inner]
items = "li.review"
fields = { key = "@data-id", text = "p" }
"""


def crawled(tmp_path, monkeypatch, paths, otherwise=numbered):
    """Crawl the pages of one host; returns the report, the texts and the number of requests."""
    fault = Fault("refusing", at(paths, otherwise), 0)
    monkeypatch.setattr("tests.crawlers.fault_server.FAULTS", [*FAULTS, fault])
    (tmp_path / "refusing.toml").write_text(RECIPE, encoding="utf-8")
    for server in FaultServer().serve():
        resolve = (f"refusing.test=127.0.0.1:{server.port}",)
        options = CrawlOptions(sites=(str(tmp_path / "refusing.toml"),), resolve=resolve)
        report = crawl(tmp_path / "raw", options, StageContext())
        texts = {row["text"] for row in stored(tmp_path / "raw")}
        return report, texts, sum(server.hits["refusing.test"].values())
    raise AssertionError


def test_one_refused_page_does_not_end_the_host(tmp_path, monkeypatch):
    paths = {
        "/": links("/forbidden", "/captcha", "/login", "/one", "/two"),
        "/forbidden": says(403),
        "/captcha": lambda hit: ok(CAPTCHA),
        "/login": lambda hit: ok(LOGIN_BOX),
    }
    report, texts, _ = crawled(tmp_path, monkeypatch, paths)
    assert texts == {"잘 쓰고 있어요", "배송이 빨라요", "one번째 후기예요", "two번째 후기예요"}
    assert report.ok
    assert any("1 × 403 Forbidden" in note for note in report.notes)


def test_a_host_that_refuses_page_after_page_is_left(tmp_path, monkeypatch):
    paths = {"/": links(*(f"/{n}" for n in range(40)))}
    report, texts, requests = crawled(tmp_path, monkeypatch, paths, otherwise=says(403))
    assert not texts
    assert not report.ok
    assert any(f"{MOST_REFUSALS} pages in a row were refused" in str(f) for f in report.failures)
    assert requests < 20
