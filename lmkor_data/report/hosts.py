"""Live table of a running crawl on standard error, one row per host."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from rich.console import Console
from rich.live import Live
from rich.table import Table

from lmkor_data.engine.context import NoProgress
from lmkor_data.report.tables import size, table

#: Maximum number of hosts shown; waiting hosts come first.
_MOST = 20

Host = tuple[str, int, int, int, str]  #: name, pages, documents, errors, reason for waiting


class HostBoard:
    """Live table of pages per second, documents, errors and reason for waiting, by host."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._live: Live | None = None
        self._title, self._begun, self._bytes = "", 0.0, 0

    @contextlib.contextmanager
    def phase(self, title: str, total: int) -> Iterator[None]:
        """Show the table while the context is open."""
        self._title, self._begun, self._bytes = title, time.monotonic(), 0
        with Live(console=self._console, refresh_per_second=2) as live:
            self._live = live
            try:
                yield
            finally:
                self._live = None

    def advance(self, amount: int) -> None:
        """Add downloaded bytes."""
        self._bytes += amount

    def watch(self, hosts: list[Host]) -> None:
        """Update the table with the current state of the hosts."""
        if self._live:
            self._live.update(self.lines(hosts, time.monotonic() - self._begun))

    def lines(self, hosts: list[Host], seconds: float) -> Table:
        """Build the table after `seconds` of crawling."""
        shown = sorted(hosts, key=lambda host: (not host[4], -host[1]))[:_MOST]
        rows: list[tuple[str, ...]] = [
            (name, f"{pages:,}", f"{pages / max(seconds, 1):.1f}", f"{documents:,}", f"{errors:,}",
             waits or "–")
            for name, pages, documents, errors, waits in shown
        ]  # fmt: skip
        if len(hosts) > len(shown):
            rows.append((f"and {len(hosts) - len(shown):,} hosts more", *[""] * 5))
        header = ("host", "pages", "pages/s", "documents", "errors", "waits for")
        return table(header, rows, title=f"{self._title}: {size(self._bytes)}, {seconds:.0f} s")


class NoBoard(NoProgress):
    """Null object of `HostBoard`, for pipes, logs and tests."""

    def watch(self, hosts: list[Host]) -> None:
        """Do nothing."""


def host_board(quiet: bool = False) -> HostBoard | NoBoard:
    """Return a live table if standard error is a terminal and `quiet` is false."""
    console = Console(stderr=True)
    return HostBoard(console) if console.is_terminal and not quiet else NoBoard()
