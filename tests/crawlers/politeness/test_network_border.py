"""What a crawl must never contact, however it is led there."""

from __future__ import annotations

import socket

import pytest

from lmkor_data.crawlers.http_probe import HttpProbe
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.politeness.network_border import (
    address_refusal,
    connect,
    literal_refusal,
)
from lmkor_data.crawlers.stage import crawl
from lmkor_data.engine.context import StageContext
from lmkor_data.errors import LmkorError
from tests.crawlers.fault_server import FAULTS, Fault, FaultServer, at, good, says
from tests.crawlers.raw_rows import stored

PRIVATE = (
    *("10.0.0.1", "172.16.3.4", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("127.0.0.1", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe"),
    *("2002:a00:1::", "240.0.0.1", "224.0.0.1"),
)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_of_a_private_address_is_refused(address):
    assert "private network" in address_refusal("shop.example", ["93.184.216.34", address])


def test_public_addresses_and_named_loopback_are_allowed():
    assert not address_refusal("shop.example", ["93.184.216.34", "2606:2800:220:1::1"])
    assert not address_refusal("localhost", ["127.0.0.1"])
    assert not literal_refusal("127.0.0.1:8000")
    assert not literal_refusal("[::1]:8000")
    assert not literal_refusal("shop.example:80")
    assert "private" in literal_refusal("192.168.0.1:80")


def test_a_name_that_resolves_to_this_machine_is_not_connected_to(monkeypatch):
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    with pytest.raises(OSError, match="private network"):
        connect(("rebinding.example", 80), 1.0)


def led_away(where: str) -> list[Fault]:
    """Sites whose page, or whose robots.txt, redirects to an address."""
    return [
        Fault("page_away", says(302, Location=where), 0, "leads to another host"),
        Fault("robots_away", good, 0, "robots.txt", says(302, Location=where)),
    ]


RECIPE = """
site = "away"
title = "Redirects"
kind = "review"
base = "http://page_away.test"
hosts = ["robots_away.test", "192.168.77.1"]
start = ["front", "private"]
terms = {{ status = "allowed" }}
categories = {{ food = ["page_away.test", "robots_away.test"] }}
[pages.front]
url = "http://{{category}}/"
items = "li.review"
fields = {{ text = "p" }}
[pages.private]
url = "http://192.168.77.1/?{{category}}"
"""


def test_redirects_of_pages_and_of_robots_txt_stay_within_the_recipe(tmp_path, monkeypatch):
    listening = socket.create_server(("127.0.0.1", 0))  # nobody may knock here
    listening.settimeout(0.1)
    faults = led_away(f"http://127.0.0.1:{listening.getsockname()[1]}/robots.txt")
    monkeypatch.setattr("tests.crawlers.fault_server.FAULTS", [*FAULTS, *faults])
    (tmp_path / "away.toml").write_text(RECIPE.format(), encoding="utf-8")
    for server in FaultServer().serve():
        options = CrawlOptions(
            sites=(str(tmp_path / "away.toml"),),
            resolve=tuple(f"{fault.host}=127.0.0.1:{server.port}" for fault in faults),
            contact="me@example.org",
            timeout=5.0,
            delay=0.01,
        )
        report = crawl(tmp_path / "raw", options, StageContext())
        told = "\n".join([*report.notes, *(str(failure) for failure in report.failures)])
        assert "page_away.test: 1 × leads to another host (127.0.0.1:" in told
        assert "robots.txt cannot be read: leads to another host (127.0.0.1:" in told
        assert "192.168.77.1" in told
        assert "private network" in told
        assert not stored(tmp_path / "raw")
    with pytest.raises(TimeoutError):
        listening.accept()


def test_a_single_page_is_confined_and_asks_robots_on_the_way(monkeypatch):
    paths = {
        "/": says(302, Location="/private/1"),
        "/away": says(302, Location="http://127.0.0.1:9/"),
        "/loop": says(302, Location="/loop"),
    }
    rules = lambda hit: (200, {}, b"User-agent: *\nDisallow: /private")  # noqa: E731
    fault = Fault("probe", at(paths, good), 0, robots=rules)
    monkeypatch.setattr("tests.crawlers.fault_server.FAULTS", [*FAULTS, fault])
    for server in FaultServer().serve():
        probe = HttpProbe("", {"probe.test": f"127.0.0.1:{server.port}"})
        assert "좋아요".encode() in probe.body("http://probe.test/ok")
        for path, said in (("/", "forbids"), ("/away", "another host"), ("/loop", "more than 5")):
            with pytest.raises(LmkorError, match=said):
                probe.body(f"http://probe.test{path}")
        assert not [path for path in server.hits["probe.test"] if path.startswith("/private")]
