"""What an engine runs: tasks that turn input files into output files and counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lmkor_data.engine.counts import Counts


@dataclass(frozen=True)
class Task:
    """One piece of a stage's work; `work(task)` must give the same files whenever it runs."""

    name: str  #: unique in its stage and stable between runs: `food/part-00000`
    inputs: tuple[Path, ...] = ()
    size: int = 0  #: bytes to work through, for progress
    payload: Any = None  #: what else the work must know; picklable


@dataclass
class TaskResult:
    """What a task left behind."""

    outputs: list[Path] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    facts: dict[str, Any] = field(default_factory=dict)  #: JSON values that are not sums
    digests: dict[Path, str] = field(default_factory=dict)  #: of each output, by the engine


#: A pure function of the task, importable by name so that workers can be sent it.
Work = Callable[[Task], TaskResult]
