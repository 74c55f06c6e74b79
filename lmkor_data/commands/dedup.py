"""`lmkor-data dedup`: repeats go, each with its reason."""

from __future__ import annotations

from pathlib import Path

import click

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.dedup.options import SENTENCE_MODES, DedupOptions
from lmkor_data.dedup.stage import dedup


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
@stage_options
def command(
    session: Session, source: str | None, target: str | None, removed: str | None, **options: object
) -> None:
    """Take out copied documents, nearly copied ones, and repeated sentences.

    \b
    lmkor-data dedup
    lmkor-data dedup --keep source:wikipedia,blog --threshold 0.9
    lmkor-data dedup --sentences off

    Copies are equal but for white space, case and punctuation. Near copies share most of their
    5-character shingles: MinHash finds the pairs, the true Jaccard similarity decides. removed/
    names for every document that went the one that stayed in its place.
    """
    corpus = session.corpus
    with session.engine() as (runner, progress):
        report = dedup(
            Path(source) if source else corpus.clean,
            Path(target) if target else corpus.dedup,
            Path(removed) if removed else corpus.removed,
            DedupOptions(**options),  # type: ignore[arg-type]
            runner=runner,
            progress=progress,
            overwrite=session.overwrite,
        )
    session.close(report)
