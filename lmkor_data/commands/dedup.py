"""`lmkor-data dedup`: repeats go, each with its reason."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.dedup.estimate import Estimate
from lmkor_data.dedup.options import SENTENCE_MODES, DedupOptions
from lmkor_data.dedup.stage import dedup, plan_ahead
from lmkor_data.report.tables import size, table
from lmkor_data.stages import DEDUP


@click.command()
@click.option("--source", type=click.Path(), help="Read this folder instead of clean/.")
@click.option("--target", type=click.Path(), help="Write this folder instead of dedup/.")
@click.option("--removed", type=click.Path(), help="Write this folder instead of removed/.")
@click.option(
    "--sentences",
    type=click.Choice(SENTENCE_MODES),
    default="auto",
    show_default=True,
    help="drop-repeats: a sentence stands once in the corpus, where it came first. auto: the same, "
    "but encyclopedias and news keep theirs.",
)
@click.option("--max-repeats", default=1, show_default=True, help="Let a sentence stand N times.")
@click.option(
    "--threshold",
    default=0.8,
    show_default=True,
    help="From this Jaccard similarity of 5-character shingles on, two documents are one.",
)
@click.option("--near/--exact-only", default=True, help="Look for near copies, or for copies only.")
@click.option(
    "--keep",
    default="longest",
    show_default=True,
    help="Who stays: longest, oldest, newest, id (the lowest), or source:A,B (A before B).",
)
@click.option("--seed", default=1, show_default=True, help="Of the MinHash permutations.")
@click.option("--dry-run", is_flag=True, help="Tell disk, memory and time; change nothing.")
@stage_options
def command(
    session: Session,
    source: str | None,
    target: str | None,
    removed: str | None,
    dry_run: bool,
    **options: Any,
) -> None:
    """Take out copied documents, nearly copied ones, and repeated sentences.

    \b
    lmkor-data dedup
    lmkor-data dedup --keep source:wikipedia,blog --threshold 0.9
    lmkor-data dedup --sentences off
    lmkor-data dedup --dry-run

    Copies are equal but for white space, case and punctuation. Near copies share most of their
    5-character shingles: MinHash finds the pairs, the true Jaccard similarity decides. removed/
    names for every document that went the one that stayed in its place.
    """
    corpus = session.corpus
    read = Path(source) if source else corpus.input_of(DEDUP)
    write = Path(target) if target else corpus.output_of(DEDUP)
    chosen = DedupOptions(**options)
    if dry_run:
        ahead = plan_ahead(read, write, chosen, session.workers, overwrite=session.overwrite)
        _show(ahead, session.json)
        ahead.require_disk(write)
        return
    with session.context() as context:
        report = dedup(
            read,
            write,
            Path(removed) if removed else corpus.beside(DEDUP)[0],
            chosen,
            context=context,
        )
    session.close(report)


def _show(ahead: Estimate, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(ahead)))
        return
    rows = [
        ("documents", f"{ahead.documents:,}"),
        ("text", size(ahead.text_bytes)),
        ("sentences", f"{ahead.sentences:,}"),
        ("disk for the result, at most", size(ahead.output_bytes)),
        ("disk for the index", size(ahead.index_bytes)),
        ("disk while it runs", size(ahead.work_bytes)),
        ("disk free", size(ahead.free_bytes)),
        ("memory", size(ahead.memory_bytes)),
        ("CPU time", f"{ahead.cpu_seconds / 60:.1f} minutes, on {ahead.workers} workers"),
    ]
    Console().print(table(("to deduplicate", "about"), rows))
