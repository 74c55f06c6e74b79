"""`lmkor-data clean`: raw/ → clean/."""

from __future__ import annotations

from pathlib import Path

import click

from lmkor_data.cleaning import explain
from lmkor_data.cleaning.options import PERSONAL_DATA, SENTENCES, TAGS, CleanOptions
from lmkor_data.cleaning.profiles import read_profiles, shipped_profiles
from lmkor_data.cleaning.stage import clean
from lmkor_data.commands.common import Session, stage_options
from lmkor_data.stages import CLEAN


def show_explained(documents: list[explain.Explained], *, each_step: bool = False) -> None:
    """Each document before and after, the steps that changed it, and what was left out, and why."""
    for shown in documents:
        fate = f"left out: {shown.reason}" if shown.reason else "kept"
        changed = ", ".join(dict.fromkeys(name for name, _ in shown.steps)) or "nothing"
        click.echo(f"── {shown.id}  {fate}; changed by {changed}")
        click.echo(f"before\n{shown.before}")
        for name, text in shown.steps if each_step else ():
            click.echo(f"after {name}\n{text}")
        click.echo(f"after\n{shown.after}")
        for miss in shown.misses:
            click.echo(f"missed  {miss}")
        for sentence, why in shown.left_out if not shown.misses else ():
            click.echo(f"left out  “{sentence}”  {why}")
        click.echo("")


@click.command("clean")
@click.option(
    "--sentences",
    type=click.Choice(SENTENCES),
    default="kss",
    show_default=True,
    help="kss is the most exact; fast learned from it and takes a thirtieth; none keeps lines.",
)
@click.option(
    "--private",
    type=click.Choice(PERSONAL_DATA),
    default="mask",
    show_default=True,
    help="Phone numbers, e-mail addresses and the like: a token such as [전화번호], or nothing.",
)
@click.option("--profile", help="Thresholds for all documents; else by the kind of each.")
@click.option(
    "--profiles",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file of your own in place of the shipped thresholds.",
)
@click.option(
    "--tag",
    "tags",
    multiple=True,
    type=click.Choice(TAGS),
    help="Say in the column `tags` which documents are rude; none goes for it.",
)
@click.option(
    "--input",
    "inputs",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Parquet or JSONL files with a text column, in place of raw/. Can be given again.",
)
@click.option("--explain", "document", metavar="ID", help="Only show what becomes of one document.")
@click.option(
    "--sample", type=click.IntRange(1), metavar="N", help="Only show N documents, before and after."
)
@click.option("--output", type=click.Path(path_type=Path), help="In place of clean/.")
@stage_options
def command(
    session: Session,
    sentences: str,
    private: str,
    profile: str | None,
    profiles: Path | None,
    tags: tuple[str, ...],
    inputs: tuple[Path, ...],
    document: str | None,
    sample: int | None,
    output: Path | None,
) -> None:
    """Clean text: characters, markup, personal data, sentences, filters.

    Reads raw/ and writes clean/, one sentence a line; what is not worth keeping goes to
    rejected/, with the reason. Run again after an interruption, it goes on where it was.

    \b
    lmkor-data clean                             raw/ → clean/, sentences by kss
    lmkor-data clean --sentences none            the fastest: lines stay as they are
    lmkor-data clean --sample 20                 look first: before, after, and why
    lmkor-data clean --input a.jsonl.zst --output cleaned
    """
    options = CleanOptions(
        sentences=sentences,
        personal_data=private,
        profile=profile,
        tags=tuple(sorted(set(tags))),
        profiles=read_profiles(profiles) if profiles else shipped_profiles(),
    )
    source = inputs or session.corpus.input_of(CLEAN)
    if document is not None:
        show_explained([explain.explain(source, document, options)], each_step=True)
        return
    if sample is not None:
        show_explained(explain.sample(source, sample, options))
        return
    target = output or session.corpus.output_of(CLEAN)
    (rejected,) = session.corpus.beside(CLEAN)
    with session.context() as context:
        report = clean(
            source,
            target,
            target.parent / f"{target.name}-rejected" if output else rejected,
            options,
            context=context,
        )
    session.close(report)
