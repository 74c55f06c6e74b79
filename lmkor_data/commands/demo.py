"""`lmkor-data demo`: the whole job on the embedded demo site."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console

from lmkor_data.commands.common import Session, workers_option
from lmkor_data.corpus.layout import Corpus
from lmkor_data.demo_job import run_demo
from lmkor_data.engine.stage import StageReport
from lmkor_data.report.tables import show_report, show_summary


@click.command()
@click.option(
    "--corpus",
    default="demo-corpus",
    show_default=True,
    type=click.Path(file_okay=False),
    help="The corpus folder; what an earlier demo left there is replaced.",
)
@workers_option
@click.option("--json", "json_", is_flag=True, help="Print the reports as one JSON object.")
def command(corpus: str, workers: int, json_: bool) -> None:
    """Run crawl → clean → dedup → build-vocab on a demo shop and blog.

    The site is part of the package and is served on loopback: 3,600 reviews and 330 posts, written
    for this purpose. Nothing leaves this machine.
    """
    session = Session(Corpus(corpus), workers, overwrite=True, json=json_)
    reports: list[StageReport] = []
    with session.context() as context:
        for report in run_demo(session.corpus, context):
            reports.append(report)
            if not json_:
                show_report(report)
                click.echo()
    if json_:
        click.echo(json.dumps({r.stage: r.to_json() for r in reports}, ensure_ascii=False))
    else:
        show_summary(reports, Path(corpus), Console())
    if not all(report.ok for report in reports):
        sys.exit(1)
