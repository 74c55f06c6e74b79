"""Reviews that come only by JavaScript, and what a page may not make the browser do."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from lmkor_data.crawlers.crawl_plan import chosen_recipes
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.scrapy import browser
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.stage import StageReport
from lmkor_data.errors import LmkorError
from tests.crawlers.fault_server import FAULTS, Fault, FaultServer, Hit, ok, says
from tests.crawlers.raw_rows import stored

RECIPE = """
site = "scripted"
title = "A shop whose reviews come by JavaScript"
kind = "review"
base = "http://scripted.test"
start = "product"
terms = { status = "allowed" }
categories = { food = ["1", "2", "grows", "away", "private", "gone"] }
[pages.product]
render = true
url = "/{category}"
items = "li.review"
fields = { key = "@data-id", text = "p" }
"""

PAGE = """<html><head><meta charset="euc-kr"></head><body><img src="/pixel.png"><h1>떡볶이</h1>
<ul></ul><script src="/app.js"></script><script src="http://stranger.test/spy.js"></script>"""

SCRIPT = """
for (const url of ["/private/cart", "http://stranger.test/log"]) fetch(url).catch(() => {});
const page = location.pathname.slice(1);
fetch("/api/" + page).then(answer => answer.json()).then(reviews => {
  for (const [id, text] of reviews) {
    const item = document.createElement("li");
    item.className = "review";
    item.setAttribute("data-id", id);
    item.innerHTML = "<p>" + document.querySelector("h1").textContent + " " + text + "</p>";
    document.querySelector("ul").append(item);
  }
});
if (page == "grows") document.body.append("x".repeat(9 << 20));
"""


def shop(hit: Hit):
    if hit.path == "/app.js":
        return 200, {"Content-Type": "text/javascript"}, SCRIPT.encode()
    if hit.path.startswith("/api/"):
        reviews = [[hit.path, f"{hit.path[-1]}번 후기"]]
        return 200, {"Content-Type": "application/json"}, json.dumps(reviews).encode()
    if hit.path == "/away":
        return says(302, Location="http://stranger.test/")(hit)
    if hit.path == "/gone":
        return says(410)(hit)
    return ok(PAGE, "cp949")  # but the header says nothing, and the browser would guess


def no_browser() -> str:
    try:
        browser.require_browser("scripted")
    except LmkorError as cause:
        return str(cause)
    return ""


@dataclass
class Crawled:
    site: FaultServer
    report: StageReport
    rows: list[dict]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    if no_browser():
        pytest.skip(no_browser())
    folder = tmp_path_factory.mktemp("scripted")
    (folder / "scripted.toml").write_text(RECIPE, encoding="utf-8")
    rules = says(200, "User-agent: *\nDisallow: /private", Content_Type="text/plain")
    with pytest.MonkeyPatch.context() as patch:
        fault = Fault("scripted", shop, 0, robots=rules)
        patch.setattr("tests.crawlers.fault_server.FAULTS", [*FAULTS, fault])
        for site in FaultServer().serve():
            options = CrawlOptions(
                sites=(str(folder / "scripted.toml"),),
                resolve=tuple(f"{h}.test=127.0.0.1:{site.port}" for h in ("scripted", "stranger")),
                timeout=20.0,
            )
            report = crawl(folder / "raw", options, StageContext())
            return Crawled(site, report, stored(folder / "raw"))
    raise AssertionError


def test_reviews_that_scripts_fetch_are_read(crawled):
    assert sorted(row["text"] for row in crawled.rows) == ["떡볶이 1번 후기", "떡볶이 2번 후기"]
    assert {row["url"] for row in crawled.rows} == {f"http://scripted.test/{n}" for n in (1, 2)}


def test_scripts_get_nothing_that_robots_txt_forbids(crawled):
    asked = crawled.site.hits["scripted.test"]
    assert not [path for path in asked if path.startswith("/private")]
    assert "scripted.test: 1 × robots.txt forbids it" in crawled.report.notes


def test_scripts_reach_no_other_host(crawled):
    assert not crawled.site.strangers
    assert "scripted.test: 1 × leads to another host (stranger.test)" in crawled.report.notes


def test_what_no_text_comes_from_is_not_asked_for_and_scripts_come_once(crawled):
    asked = crawled.site.hits["scripted.test"]
    assert asked["/app.js"] == 1
    assert asked["/api/1"] == asked["/1"] == 1
    assert not [path for path in asked if path.endswith((".png", ".ico"))]


def test_a_page_that_grows_without_end_is_left(crawled):
    assert "scripted.test: 1 × larger than 8 MB" in crawled.report.notes


def test_a_page_that_is_gone_is_told(crawled):
    assert "scripted.test: 1 × 410 Gone" in crawled.report.notes
    assert crawled.site.hits["scripted.test"]["/gone"] == 1
    assert crawled.report.ok


def test_without_extra_or_browser_it_is_said_what_to_install(tmp_path, monkeypatch):
    own = tmp_path / "scripted.toml"
    own.write_text(RECIPE, encoding="utf-8")
    options = CrawlOptions(sites=(str(own),), base_url="http://127.0.0.1:9")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(LmkorError, match=r"lmkor-data\[playwright\]"):
        chosen_recipes(options)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    monkeypatch.setenv(browser.VARIABLE, "no-such-browser")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(LmkorError, match=browser.VARIABLE):
        chosen_recipes(options)
