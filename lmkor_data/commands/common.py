"""What the commands share: options, the engine they start, and how a report is shown."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import click
from rich.console import Console

from lmkor_data.corpus.layout import ROOT_VARIABLE, Corpus, default_root
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.pool import local_runner
from lmkor_data.engine.stage import StageReport
from lmkor_data.report.breakdown import GROUPS, breakdown
from lmkor_data.report.progress import progress
from lmkor_data.report.tables import show_report

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Session:
    """How a stage runs: where, with what, and what is shown."""

    corpus: Corpus
    workers: int
    overwrite: bool
    json: bool
    by: str | None = None

    @contextlib.contextmanager
    def context(self) -> Iterator[StageContext]:
        """Workers and a progress bar for the time of one stage."""
        runner = local_runner(self.workers)
        try:
            yield StageContext(runner, progress(quiet=self.json), self.overwrite)
        finally:
            runner.close()

    def close(self, report: StageReport) -> None:
        """Show the report; a failed task makes the exit code 1."""
        if self.json:
            click.echo(json.dumps(report.to_json(), ensure_ascii=False))
        else:
            show_report(report)
            if self.by:
                Console().print(breakdown(report.counts, self.by))
        if not report.ok:
            sys.exit(1)


corpus_option = click.option(
    "--corpus",
    default=default_root,
    show_default=f"${ROOT_VARIABLE} or ./corpus",
    type=click.Path(file_okay=False),
    help="The corpus folder.",
)

workers_option = click.option(
    "--workers",
    type=click.IntRange(1),
    default=lambda: len(os.sched_getaffinity(0)),
    show_default="all cores",
    help="Processes to work with.",
)


def stage_options(function: F) -> F:
    """The options of every stage; the command gets them as one `session`."""

    @corpus_option
    @workers_option
    @click.option("--overwrite", is_flag=True, help="Replace what other parameters made.")
    @click.option("--json", "json_", is_flag=True, help="Print the report as one JSON object.")
    @click.option("--by", type=click.Choice(GROUPS), help="Show the same for each of these.")
    @functools.wraps(function)
    def wrapped(
        *args: Any,
        corpus: str,
        workers: int,
        overwrite: bool,
        json_: bool,
        by: str | None,
        **options: Any,
    ) -> Any:
        session = Session(Corpus(corpus), workers, overwrite, json_, by)
        return function(session, *args, **options)

    return wrapped  # type: ignore[return-value]
