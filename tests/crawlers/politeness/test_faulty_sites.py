"""Every fault of a misbehaving site: what is stored, what is said, what is never asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import pytest

from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.stage import StageReport
from tests.crawlers.fault_server import FAULTS, KOREAN, Fault, FaultServer, recipe
from tests.crawlers.raw_rows import stored


@dataclass
class Crawled:
    site: FaultServer
    report: StageReport
    rows: list[dict]

    def of(self, fault: Fault) -> list[dict]:
        return [row for row in self.rows if row["category"] == fault.name]

    def said(self, host: str) -> str:
        lines = [f"{f['task']}: {f['cause']}" for f in self.report.failures] + self.report.notes
        return "\n".join(line for line in lines if line.startswith(f"{host}:"))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder = tmp_path_factory.mktemp("misbehaving")
    file = folder / "misbehaving.toml"
    file.write_text(recipe(FAULTS), encoding="utf-8")
    for site in FaultServer().serve():
        hosts = [f"{fault.host}=127.0.0.1:{site.port}" for fault in FAULTS]
        options = CrawlOptions(sites=(str(file),), resolve=tuple(hosts), timeout=2.0)
        report = crawl(folder / "raw", options, StageContext())
        return Crawled(site, report, stored(folder / "raw"))
    raise AssertionError


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault(crawled: Crawled, fault: Fault) -> None:
    rows = crawled.of(fault)
    assert len(rows) == fault.stored
    said = crawled.said(fault.host)
    if fault.said:
        assert fault.said in said
    else:
        assert not said


def fault_named(name: str) -> Fault:
    return next(fault for fault in FAULTS if fault.name == name)


def test_no_page_of_a_host_that_does_not_allow_it_is_asked_for(crawled: Crawled) -> None:
    for name in ("robots_503", "robots_403", "robots_401", "robots_429", "robots_challenge"):
        assert not crawled.site.times[f"{name}.test"], name
    for name in ("robots_hangs", "robots_moved", "robots_names_us", "robots_with_bom"):
        assert not crawled.site.times[f"{name}.test"], name


def test_no_disallowed_page_is_asked_for(crawled: Crawled) -> None:
    asked = (
        crawled.site.hits["disallowed_pages.test"]
        + crawled.site.hits["redirect_to_disallowed.test"]
    )
    assert not [path for path in asked if path.startswith("/private")]


def test_strangers_are_not_visited(crawled: Crawled) -> None:
    assert not crawled.site.strangers


def test_crawl_delay_is_kept(crawled: Crawled) -> None:
    times = crawled.site.times["crawl_delay.test"]
    assert len(times) == 3
    assert min(b - a for a, b in pairwise(times)) > 0.6  # 1 s at our end; 0 if nobody cared


def test_retry_after_is_waited_for(crawled: Crawled) -> None:
    for name in ("retry_after_seconds", "retry_after_date"):
        times = crawled.site.times[f"{name}.test"]
        assert min(b - a for a, b in pairwise(times)) > 0.9, name


def test_a_breaking_host_is_left_soon(crawled: Crawled) -> None:
    assert len(crawled.site.times["breaks_for_good.test"]) < 60


def test_a_calendar_without_end_ends(crawled: Crawled) -> None:
    assert len(crawled.site.times["endless_calendar.test"]) <= 51


@pytest.mark.parametrize("name", ["euckr_called_utf8", "utf8_called_euckr", "cp949_unnamed"])
def test_korean_is_read_whatever_the_page_says_of_itself(crawled: Crawled, name: str) -> None:
    assert [row["text"] for row in crawled.of(fault_named(name))] == [KOREAN]


def test_a_bomb_does_not_fill_the_memory(crawled: Crawled) -> None:
    assert crawled.report.peak_mb < 350


def test_what_the_user_should_look_at_makes_the_run_fail(crawled: Crawled) -> None:
    assert not crawled.report.ok
    left = Counter(failure["task"] for failure in crawled.report.failures)
    assert left["robots_503.test"] == left["soft_block.test"] == 1
    assert "gone.test" not in left


def test_texts_of_the_bad_never_pass_for_reviews(crawled: Crawled) -> None:
    for row in crawled.rows:
        assert not {"Access", "password", "반만"} & set(row["text"].split())
