"""robots.txt: what each answer stands for, and that no page slips by while it is on its way."""

from __future__ import annotations

import pytest

from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.politeness.refusals import HostRefused, HostUnclear, PageRefused
from lmkor_data.crawlers.politeness.robots_rules import parse_robots
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext
from tests.crawlers.fault_server import FAULTS, RACE, FaultServer

PAGE = "https://shop.example/private/1"


@pytest.mark.parametrize(
    ("status", "body", "refusal"),
    [
        (200, b"", None),
        (200, b"User-agent: *\nDisallow: /private", PageRefused),
        (200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /private", PageRefused),
        (200, b"user-agent: LMKOR-DATA\ndisallow: /", PageRefused),
        (200, b"User-agent: Googlebot\nDisallow: /", None),
        (200, b"User-agent: *\nDisallow: /\nAllow: /private/", None),
        (200, b"User-agent: *\nDisallow: /*/1$", PageRefused),
        (200, b"<!DOCTYPE html><title>Just a moment</title>", HostRefused),
        (200, b"\xef\xbb\xbf  <html>", HostRefused),
        (404, b"", None),
        (410, b"", None),
        (401, b"", HostRefused),
        (403, b"User-agent: *\nAllow: /", HostRefused),
        (451, b"", HostRefused),
        (304, b"", HostRefused),
        (429, b"", HostUnclear),
        (500, b"", HostUnclear),
        (503, b"", HostUnclear),
    ],
)
def test_answer(status, body, refusal):
    found = parse_robots(status, body).refuses(PAGE)
    assert type(found) is (refusal or type(None))


def test_crawl_delay_is_read():
    assert parse_robots(200, b"User-agent: *\nCrawl-delay: 2.5").delay == 2.5
    assert parse_robots(200, b"User-agent: *\nDisallow:").delay == 0.0


def test_no_page_slips_by_while_robots_is_on_its_way(tmp_path):
    """Forty disallowed pages want to go first, at once."""
    recipe = tmp_path / "race.toml"
    recipe.write_text(RACE, encoding="utf-8")
    assert "disallowed_pages" in {fault.name for fault in FAULTS}
    for site in FaultServer().serve():
        options = CrawlOptions(
            sites=(str(recipe),), resolve=(f"disallowed_pages.test=127.0.0.1:{site.port}",)
        )
        report = crawl(tmp_path / "raw", options, StageContext())
        asked = site.hits["disallowed_pages.test"]
    assert set(asked) == {"/robots.txt"}
    assert "disallowed_pages.test: 40 × robots.txt forbids it" in report.notes


@pytest.mark.parametrize("agent", ["GPTBot", "CCBot", "Google-Extended", "anthropic-ai"])
def test_groups_for_ai_crawlers_count_for_this_one(agent):
    body = f"User-agent: {agent}\nDisallow: /\n\nUser-agent: *\nAllow: /\n"
    rules = parse_robots(200, body.encode())
    assert "AI crawlers" in str(rules.refuses("https://a.example/x"))
    assert rules.refuses("https://a.example/x", permitted=True) is None


def test_groups_for_search_engines_do_not():
    rules = parse_robots(200, b"User-agent: Googlebot\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert rules.refuses("https://a.example/x") is None


def test_a_version_behind_our_name_is_still_our_name():
    rules = parse_robots(200, b"User-agent: lmkor-data/0.1\nDisallow: /x\n")
    assert rules.refuses("https://a.example/x1")
    assert rules.refuses("https://a.example/y") is None
