"""`lmkor-data dedup`: remove copies, near copies and repeated sentences."""

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
from lmkor_data.stage_table import DEDUP


@click.command()
@click.option("--input", "input_", type=click.Path(), help="Folder to read (default: clean/).")
@click.option("--output", type=click.Path(), help="Folder to write (default: dedup/).")
@click.option(
    "--removed", type=click.Path(), help="Folder for removed documents (default: removed/)."
)
@click.option(
    "--sentences",
    type=click.Choice(SENTENCE_MODES),
    default="auto",
    show_default=True,
    help="drop-repeats: keep only the first occurrence of each sentence in the corpus. "
    "auto: the same, except in encyclopedias and news. off: keep all.",
)
@click.option(
    "--max-repeats", default=1, show_default=True, help="Occurrences of a sentence to keep."
)
@click.option(
    "--threshold",
    default=0.8,
    show_default=True,
    help="Minimum Jaccard similarity of 5-character shingles for near copies.",
)
@click.option(
    "--near/--exact-only", default=True, help="Remove near copies too, or exact copies only."
)
@click.option(
    "--keep",
    default="longest",
    show_default=True,
    help="Which copy survives: longest, oldest, newest, id (lowest), or source:A,B (A before B).",
)
@click.option("--seed", default=1, show_default=True, help="Seed of the MinHash permutations.")
@click.option(
    "--index/--no-index",
    "keep_index",
    default=True,
    help="Keep the index that later runs compare new documents with (default), or remove it.",
)
@stage_options
def command(
    session: Session,
    input_: str | None,
    output: str | None,
    removed: str | None,
    keep_index: bool,
    **options: Any,
) -> None:
    """Remove copies, near copies and repeated sentences.

    \b
    lmkor-data dedup
    lmkor-data dedup --keep source:wikipedia,blog --threshold 0.9
    lmkor-data dedup --sentences off
    lmkor-data dedup --dry-run

    Copies are equal except for white space, case and punctuation. Near copies share most of their
    5-character shingles: MinHash finds candidate pairs, and their true Jaccard similarity decides.
    removed/ lists every removed document with the rule, the surviving document and the similarity.
    """
    corpus = session.corpus
    read = Path(input_) if input_ else corpus.input_of(DEDUP)
    write = Path(output) if output else corpus.output_of(DEDUP)
    chosen = DedupOptions(**options)
    if session.dry_run:
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
            keep_index=keep_index,
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
        ("result on disk, at most", size(ahead.output_bytes)),
        ("index on disk", size(ahead.index_bytes)),
        ("work files on disk", size(ahead.work_bytes)),
        ("free disk space", size(ahead.free_bytes)),
        ("memory", size(ahead.memory_bytes)),
        ("CPU time", f"{_duration(ahead.cpu_seconds)} in all, {ahead.workers} workers"),
    ]
    Console().print(table(("to deduplicate", "estimate"), rows))


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"
