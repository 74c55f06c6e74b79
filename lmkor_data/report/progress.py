"""Progress bar on standard error, shown on terminals only."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from lmkor_data.engine.context import NoProgress


class Bar:
    """Progress bar of one phase in bytes, with speed and remaining time."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._bar: Progress | None = None

    @contextlib.contextmanager
    def phase(self, title: str, total: int) -> Iterator[None]:
        """Show a bar of `total` bytes while the context is open."""
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
        )
        with bar:
            bar.add_task(title, total=total or None)
            self._bar = bar
            try:
                yield
            finally:
                self._bar = None

    def advance(self, amount: int) -> None:
        """Add processed bytes."""
        if self._bar:
            self._bar.advance(self._bar.task_ids[0], amount)


def progress(quiet: bool = False) -> Bar | NoProgress:
    """Return a bar if standard error is a terminal and `quiet` is false."""
    console = Console(stderr=True)
    return Bar(console) if console.is_terminal and not quiet else NoProgress()
