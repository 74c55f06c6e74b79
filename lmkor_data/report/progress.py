"""Progress on standard error: a bar where a person watches, nothing where none does."""

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
    """A bar a phase, by bytes worked through, with speed and time left."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._bar: Progress | None = None

    @contextlib.contextmanager
    def phase(self, title: str, total: int) -> Iterator[None]:
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
        if self._bar:
            self._bar.advance(self._bar.task_ids[0], amount)


def progress(quiet: bool = False) -> Bar | NoProgress:
    """A bar if standard error is a terminal and nobody asked for quiet."""
    console = Console(stderr=True)
    return Bar(console) if console.is_terminal and not quiet else NoProgress()
