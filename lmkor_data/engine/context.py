"""How a stage runs, whichever stage it is."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from lmkor_data.engine.runners import InProcess, Runner


class Progress(Protocol):
    """What a stage reports while it runs."""

    def phase(self, title: str, total: int) -> AbstractContextManager[Any]: ...

    def advance(self, amount: int) -> None: ...


class NoProgress:
    """Reports nothing: for pipes, tests and library use."""

    @contextlib.contextmanager
    def phase(self, title: str, total: int) -> Iterator[None]:
        """Run a phase without showing it."""
        yield

    def advance(self, amount: int) -> None:
        """Ignore the amount."""


@dataclass(frozen=True)
class StageContext:
    """What every stage is given beside its input, output and options.

    | call | effect |
    |---|---|
    | `StageContext()` | in this process, silent, refuses output made with other parameters |
    | `StageContext(Pool(8))` | in eight worker processes |
    | `StageContext(overwrite=True)` | replaces output made with other parameters |
    """

    runner: Runner = field(default_factory=InProcess)
    progress: Progress = field(default_factory=NoProgress)
    overwrite: bool = False
