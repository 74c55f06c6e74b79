"""The board of hosts that a crawl shows while it runs."""

from io import StringIO

from rich.console import Console

from lmkor_data.report.hosts import HostBoard


def shown(hosts: list) -> str:
    console = Console(file=StringIO(), width=120)
    console.print(HostBoard(console).lines(hosts, seconds=10.0))
    return console.file.getvalue()


def test_a_host_shows_its_speed_and_what_it_waits_for():
    text = shown([("a.test", 1200, 24000, 3, "429 Too Many Requests")])
    for part in ("a.test", "1,200", "120.0", "24,000", "429 Too Many Requests"):
        assert part in text


def test_of_many_hosts_those_that_wait_come_first():
    hosts = [(f"h{n}.test", 100, 0, 0, "") for n in range(60)] + [("slow.test", 0, 0, 1, "timeout")]
    text = shown(hosts)
    assert "slow.test" in text
    assert "and 41 hosts more" in text
