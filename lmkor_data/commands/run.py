"""`lmkor-data run`: the whole chain from one file."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click
from rich.console import Console

from lmkor_data.commands.common import Session, dry_run_option
from lmkor_data.corpus.layout import Corpus
from lmkor_data.engine.registry import LOCAL
from lmkor_data.pipeline.pipeline_file import read_pipeline
from lmkor_data.pipeline.stage import StepResult, plan, run_pipeline
from lmkor_data.report.tables import show_report, show_summary, table


@click.command()
@click.argument("file", default="pipeline.toml", type=click.Path(path_type=Path))
@click.option(
    "--runner",
    default=LOCAL,
    show_default=True,
    help="Task runner: local, an installed one, or module:Class.",
)
@click.option("--overwrite", is_flag=True, help="Replace output made with other options.")
@dry_run_option
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
def command(file: Path, runner: str, overwrite: bool, dry_run: bool, json_: bool) -> None:
    """Run the stages in FILE (default: pipeline.toml) whose input, options or rules changed.

    \b
    lmkor-data init                      write pipeline.toml for the files in this folder
    lmkor-data run --dry-run             which stages would run, and why
    lmkor-data run                       run them; the second time nothing is left to do
    lmkor-data run other.toml

    Stop it at any time: the same command resumes. Exits with 1 if a stage failed or an import
    skipped rows.
    """
    pipeline = read_pipeline(file)
    if dry_run:
        _show(list(plan(pipeline)), json_, future=True)
        return
    workers = pipeline.workers or len(os.sched_getaffinity(0))
    session = Session(Corpus(pipeline.corpus), workers, overwrite, json_, runner=runner)
    done: list[StepResult] = []
    with session.context() as context:
        for result in run_pipeline(pipeline, context):
            done.append(result)
            if result.report and not json_:
                show_report(result.report)
                click.echo()
    _show(done, json_, future=False)
    reports = [result.report for result in done if result.report]
    if reports and not json_:
        show_summary(reports, pipeline.corpus, Console())
    if not all(report.ok for report in reports) or len(done) < len(pipeline.steps):
        sys.exit(1)


def _show(results: list[StepResult], json_: bool, *, future: bool) -> None:
    if json_:
        steps = [
            {
                "step": result.step.name,
                "why": result.why,
                "report": result.report.to_json() if result.report else None,
            }
            for result in results
        ]
        click.echo(json.dumps({"steps": steps}, ensure_ascii=False, default=str))
        return
    rows = []
    for result in results:
        verdict = "would run" if future else ("done" if result.report else "up to date")
        if result.report and not result.report.ok:
            verdict = "failed in part"
        rows.append((result.step.name, verdict if result.why else "up to date", result.why))
    shown = table(("step", "state", "because"), rows)
    for column in shown.columns[1:]:
        column.justify = "left"
    Console().print(shown)
