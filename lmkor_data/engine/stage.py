"""Run a stage: skip what is done, run the rest, record and sum up."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lmkor_data.corpus.manifest import Manifest
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.counts import Counts
from lmkor_data.engine.runners import Outcome
from lmkor_data.engine.tasks import Task, Work


@dataclass
class StageReport:
    """What a stage did, for the closing table and for `--json`."""

    stage: str
    output: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    facts: dict[str, Any] = field(default_factory=dict)  #: figures that are no sums
    notes: list[str] = field(default_factory=list)  #: what the user should know, in sentences
    failures: list[dict[str, str]] = field(default_factory=list)
    tasks_done: int = 0
    tasks_skipped: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: float = 0.0  #: of the largest process

    @property
    def ok(self) -> bool:
        return not self.failures

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values; the keys are documented in docs/api.md."""
        return {**vars(self), "counts": self.counts.to_json(), "ok": self.ok}


def run_tasks(
    title: str,
    work: Work,
    tasks: Sequence[Task],
    *,
    manifest: Manifest,
    context: StageContext,
    report: StageReport,
    keep_others: bool = False,
) -> dict[str, dict[str, Any]]:
    """Bring every task to its end; add counts, failures and cost to `report`.

    Tasks that the manifest holds with the same inputs are skipped, tasks that are no longer
    planned are forgotten with their outputs (unless `keep_others`: for stages that add to what
    earlier runs brought; there a failed task is a file that nobody can read, and does not leave the
    stage unfinished), failed tasks are named and the others finish: the next run does only what is
    missing. Returns the facts of each finished task by its name.
    """
    begin = time.perf_counter()
    manifest.sweep()
    if not keep_others:
        manifest.retain({task.name for task in tasks})
    facts: dict[str, dict[str, Any]] = {}
    missing: list[Task] = []
    for task in tasks:
        entry = manifest.done(task.name, task.inputs)
        if entry is None:
            missing.append(task)
        else:
            report.tasks_skipped += 1
            report.counts.merge(Counts.from_json(entry.counts))
            facts[task.name] = entry.facts
    if missing:
        manifest.start(len(missing))
    spent, failed = report.cpu_seconds, len(report.failures)
    with context.progress.phase(title, sum(task.size for task in tasks)):
        context.progress.advance(
            sum(task.size for task in tasks) - sum(task.size for task in missing)
        )
        for outcome in context.runner.map(work, missing):
            _record(outcome, manifest, report, facts)
            context.progress.advance(outcome.task.size)
    manifest.sweep()  # once more: workers of a killed run may have lived on for a moment
    given_up = [failure["task"] for failure in report.failures[failed:]]
    if keep_others or not report.failures:
        manifest.finish(given_up, report.cpu_seconds - spent)
    report.seconds += time.perf_counter() - begin
    return facts


def _record(
    outcome: Outcome, manifest: Manifest, report: StageReport, facts: dict[str, dict[str, Any]]
) -> None:
    task, result = outcome.task, outcome.result
    report.cpu_seconds += outcome.cpu_seconds
    report.peak_mb = max(report.peak_mb, outcome.peak_mb)
    if result is None:
        failure = {"task": task.name, "cause": outcome.cause, "trace": outcome.trace}
        report.failures.append(failure)
        return
    counts = result.counts.to_json()
    manifest.add(task.name, task.inputs, result.digests, counts, result.facts)
    report.tasks_done += 1
    report.counts.merge(result.counts)
    facts[task.name] = result.facts
