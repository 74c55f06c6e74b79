"""What the commands share: options, the engine they start, and how a report is shown."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.markup import escape

from lmkor_data.corpus.layout import ROOT_VARIABLE, Corpus, default_root
from lmkor_data.corpus.state.preview import preview
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.registry import LOCAL, make_runner
from lmkor_data.engine.stage import StageReport
from lmkor_data.report.breakdown import GROUPS, breakdown
from lmkor_data.report.progress import progress
from lmkor_data.report.tables import show_report, size, table
from lmkor_data.stage_table import Stage

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Session:
    """How a stage runs: where, with what, and what is shown."""

    corpus: Corpus
    workers: int
    overwrite: bool
    json: bool
    by: str | None = None
    runner: str = LOCAL
    dry_run: bool = False

    @contextlib.contextmanager
    def context(self) -> Iterator[StageContext]:
        """Workers and a progress bar for the time of one stage."""
        runner = make_runner(self.runner, self.workers)
        try:
            yield StageContext(runner, progress(quiet=self.json), self.overwrite)
        finally:
            runner.close()

    def preview(self, stage: Stage, source: Path, target: Path) -> None:
        """Show what a stage would read, what of it is done, and the room for its output."""
        record = self.corpus.root / stage.record if stage.record else None
        shown = preview(stage.name, source, target, record)
        if self.json:
            click.echo(json.dumps(shown.to_json(), ensure_ascii=False))
            return
        rows = [
            ("reads", shown.input),
            ("writes", shown.output),
            ("documents", f"{shown.documents:,}"),
            ("text", size(shown.text_bytes)),
            ("files", f"{shown.files:,}"),
            ("files to work on", f"{shown.new_files:,}"),
            ("disk free", size(shown.disk_free)),
        ]
        console = Console()
        console.print(table(("dry run", stage.name), [(k, escape(v)) for k, v in rows]))
        for note in shown.notes:
            console.print(f"note: {note}", soft_wrap=True, markup=False)

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
    help="Number of worker processes.",
)

dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Show what would be done, and change nothing."
)


def stage_options(function: F) -> F:
    """The options of every stage; the command gets them as one `session`."""

    @corpus_option
    @workers_option
    @click.option(
        "--runner",
        default=LOCAL,
        show_default=True,
        help="Task runner: local, an installed one, or module:Class.",
    )
    @click.option("--overwrite", is_flag=True, help="Replace output made with other parameters.")
    @dry_run_option
    @click.option("--json", "json_", is_flag=True, help="Print the report as one JSON object.")
    @click.option("--by", type=click.Choice(GROUPS), help="Break the report down by these groups.")
    @functools.wraps(function)
    def wrapped(
        *args: Any,
        corpus: str,
        workers: int,
        overwrite: bool,
        json_: bool,
        by: str | None,
        runner: str,
        dry_run: bool,
        **options: Any,
    ) -> Any:
        session = Session(Corpus(corpus), workers, overwrite, json_, by, runner, dry_run)
        return function(session, *args, **options)

    return wrapped  # type: ignore[return-value]
