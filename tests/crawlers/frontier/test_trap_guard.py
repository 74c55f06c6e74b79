"""Addresses without end: bounded by pattern and by host."""

from __future__ import annotations

from lmkor_data.crawlers.frontier.page_request import PageRequest
from lmkor_data.crawlers.frontier.trap_guard import TrapGuard, address_pattern
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext
from tests.crawlers.fault_server import FAULTS, Fault, FaultServer, Hit, ok, page


def request(url: str, parent: str = "") -> PageRequest:
    return PageRequest("blog", "blog", "found", url, parent=parent)


def test_numbers_hashes_and_sessions_are_one_pattern():
    for a, b in (
        ("http://a.test/cal/2024/05", "http://a.test/cal/1987/11"),
        ("http://a.test/s/a3f9c2e177b0/x", "http://a.test/s/0b1c2d3e4f55/x"),
        ("http://a.test/p?d=1&e=2", "http://a.test/p?e=7&d=9"),
    ):
        assert address_pattern(a) == address_pattern(b)
    assert address_pattern("http://a.test/about") != address_pattern("http://a.test/blog")


def test_a_pattern_is_left_when_it_brings_nothing_and_taken_up_when_it_does():
    guard = TrapGuard()
    for n in range(50):
        assert not guard.refusal(request(f"http://a.test/c/{n}"))
        guard.record(request(f"http://a.test/c/{n}"), is_fruitful=False)
    assert "brought nothing new" in guard.refusal(request("http://a.test/c/99"))
    assert not guard.refusal(request("http://a.test/posts/99"))
    guard.record(request("http://a.test/posts/7", parent="http://a.test/c/3"), is_fruitful=True)
    assert not guard.refusal(request("http://a.test/c/99"))


def endless(hit: Hit):
    """Every page links to two more, each with a session of its own."""
    number = int(hit.path.rpartition("/s")[2] or 1) if "/s" in hit.path else 1
    return ok(page(links=(f"/s{2 * number}", f"/s{2 * number + 1}")))


def test_pages_without_end_end(tmp_path, monkeypatch):
    fault = Fault("endless", endless, 0)
    monkeypatch.setattr("tests.crawlers.fault_server.FAULTS", [*FAULTS, fault])
    for server in FaultServer().serve():
        options = CrawlOptions(
            sites=("blog",),
            base_url="http://endless.test",
            resolve=(f"endless.test=127.0.0.1:{server.port}",),
        )
        report = crawl(tmp_path / "raw", options, StageContext())
        assert sum(server.hits["endless.test"].values()) < 150
    assert any("brought nothing new" in note for note in report.notes)
    assert not report.ok
