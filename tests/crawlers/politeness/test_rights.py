"""What sites and pages reserve: honoured, counted, and lifted by their owner's permission."""

from __future__ import annotations

import json

import pytest

from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.parsing.page_response import PageResponse
from lmkor_data.crawlers.politeness.rights import AI_TXT, TDM_REP, page_reservation
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext
from tests.crawlers.fault_server import FAULTS, Fault, FaultServer, at, links, numbered, ok, page
from tests.crawlers.raw_rows import stored


def reserved(headers: dict[str, str] | None = None, head: str = "") -> str:
    body = f"<html><head>{head}</head><body>글</body></html>".encode()
    return page_reservation(PageResponse("https://a.test/", body, headers=headers or {}))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("noindex, nofollow", "noindex"),
        ("none", "noindex"),
        ("noai, noimageai", "noai"),
        ("nofollow", ""),
        ("googlebot: noindex", ""),
        ("lmkor-data: noai", "noai"),
        ("googlebot: nofollow, lmkor-data: noindex", "noindex"),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST", ""),
        ("", ""),
    ],
)
def test_the_header_for_robots(value, found):
    assert reserved({"x-robots-tag": value}) == found


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ('<meta name="robots" content="noindex,follow">', "noindex"),
        ("<META CONTENT=noai NAME=ROBOTS>", "noai"),
        ("<meta name='lmkor-data' content='noai'>", "noai"),
        ('<meta name="tdm-reservation" content="1">', "tdm-reservation"),
        ('<meta name="tdm-reservation" content="0">', ""),
        ('<meta name="robots" content="max-image-preview:large">', ""),
        ('<meta name="googlebot" content="noindex"><p>robots</p>', ""),
    ],
)
def test_the_head_of_a_page(head, found):
    assert reserved(head=head) == found


def test_the_header_of_text_and_data_mining():
    assert reserved({"tdm-reservation": "1"}) == "tdm-reservation"


NOINDEX = page("가져가지 마세요", head='<meta name="robots" content="noindex">')
RULES = [{"location": "/closed/*", "tdm-reservation": 1}, {"location": "/", "tdm-reservation": 0}]
RECIPE = """
site = "rights"
title = "A site that reserves"
kind = "review"
base = "http://reserving.test"
hosts = ["ai_txt.test"]
start = "front"
terms = { status = "allowed" }
categories = { food = ["reserving.test", "ai_txt.test"] }
[pages.front]
url = "http://{category}/"
follow = [{ page = "inner", links = "a" }]
[pages.inner]
items = "li.review"
fields = { text = "p" }
"""


@pytest.mark.parametrize("permitted", [False, True])
def test_a_crawl_keeps_what_is_not_reserved(tmp_path, monkeypatch, permitted):
    paths = {"/": links("/closed/1", "/open/2", "/noindex"), "/noindex": lambda hit: ok(NOINDEX)}
    faults = [
        Fault("reserving", at(paths, numbered), 0, rights={TDM_REP: json.dumps(RULES).encode()}),
        Fault("ai_txt", at({"/": links("/3")}, numbered), 0,
              rights={AI_TXT: b"User-Agent: *\nDisallow: *.html\n"}),
    ]  # fmt: skip
    monkeypatch.setattr("tests.crawlers.fault_server.FAULTS", [*FAULTS, *faults])
    (tmp_path / "rights.toml").write_text(RECIPE, encoding="utf-8")
    for server in FaultServer().serve():
        options = CrawlOptions(
            sites=(str(tmp_path / "rights.toml"),),
            resolve=tuple(f"{fault.host}=127.0.0.1:{server.port}" for fault in faults),
            permitted=("rights",) * permitted,
        )
        report = crawl(tmp_path / "raw", options, StageContext())
    texts = {row["text"] for row in stored(tmp_path / "raw")}
    if permitted:
        assert texts == {
            *("closed/1번째 후기예요", "open/2번째 후기예요", "3번째 후기예요", "가져가지 마세요"),
        }
        return
    assert texts == {"open/2번째 후기예요"}
    assert report.counts.by_measure("dropped/") == {"noindex": 1}
    notes = "\n".join(report.notes)
    assert "reserving.test: 1 × tdmrep.json reserves it" in notes
    assert "ai_txt.test: 1 × ai.txt reserves it" in notes
