"""`lmkor-data clean`: raw/ → clean/."""

from __future__ import annotations

from pathlib import Path

import click

from lmkor_data.cleaning import explanations
from lmkor_data.cleaning.options import PERSONAL_DATA, SENTENCES, TAGS, CleanOptions
from lmkor_data.cleaning.profiles import read_profiles, shipped_profiles
from lmkor_data.cleaning.stage import clean
from lmkor_data.commands.common import Session, stage_options
from lmkor_data.stage_table import CLEAN


def show_explained(documents: list[explanations.Explained], *, each_step: bool = False) -> None:
    """Print each document before and after, the steps that changed it, and what was left out."""
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
    default="fast",
    show_default=True,
    help="Sentence splitter: fast is the package's own model, kss the package of that name, which "
    "takes 30 times as long; none keeps the lines as they are.",
)
@click.option(
    "--personal-data",
    type=click.Choice(PERSONAL_DATA),
    default="mask",
    show_default=True,
    help="Replace phone numbers, e-mail addresses and the like by a token such as [전화번호], "
    "or remove them.",
)
@click.option("--private", type=click.Choice(PERSONAL_DATA), hidden=True)  # the name until 2026-11
@click.option(
    "--profile",
    help="Judge every document by this profile of thresholds (default: by the document's kind).",
)
@click.option(
    "--profiles",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TOML file with profiles of your own, in place of the shipped profiles.toml.",
)
@click.option(
    "--tag",
    "tags",
    multiple=True,
    type=click.Choice(TAGS),
    help="Tag documents containing profanity (column `tags`). Nothing is dropped.",
)
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="NAME",
    help="Add a filter of your own: an entry point, or module:Class. Can be given more than once.",
)
@click.option(
    "--compare-kss",
    is_flag=True,
    help="After cleaning with fast, clean a sample of 400 documents with kss as well, and report "
    "how many come out alike.",
)
@click.option(
    "--keep-code",
    is_flag=True,
    help="Keep code between ``` fences (default: as the profile says; the shipped ones drop it). "
    "Documents are judged without it.",
)
@click.option(
    "--quality",
    is_flag=True,
    help="Write the column `quality`: 1 where a document consists of sentences, 0 where it is a "
    "list, a menu or keys hit at random. Spelling, slang and dialect do not count.",
)
@click.option(
    "--min-quality",
    type=click.FloatRange(0, 1),
    default=0.0,
    metavar="SHARE",
    help="Drop documents with a quality below this, such as 0.05 (default: drop none).",
)
@click.option(
    "--input",
    "inputs",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Parquet or JSONL files with a text column, or folders of them (default: the corpus's "
    "raw/). Can be given more than once.",
)
@click.option(
    "--explain", "document", metavar="ID", help="Show what happens to one document, write nothing."
)
@click.option(
    "--sample",
    type=click.IntRange(1),
    metavar="N",
    help="Show N documents before and after, write nothing.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Output folder (default: the corpus's clean/).",
)
@stage_options
def command(
    session: Session,
    sentences: str,
    personal_data: str,
    private: str | None,
    profile: str | None,
    profiles: Path | None,
    tags: tuple[str, ...],
    filters: tuple[str, ...],
    compare_kss: bool,
    keep_code: bool,
    quality: bool,
    min_quality: float,
    inputs: tuple[Path, ...],
    document: str | None,
    sample: int | None,
    output: Path | None,
) -> None:
    """Clean text: normalize characters and markup, mask personal data, split sentences, filter.

    Reads raw/ and writes clean/, one sentence per line. Documents that a filter drops go to
    rejected/, with the reason. A run that was interrupted continues where it stopped.

    \b
    lmkor-data clean                             raw/ → clean/, one sentence per line
    lmkor-data clean --sentences none            fastest: keep the lines as they are
    lmkor-data clean --sample 20                 look first: before, after, and why
    lmkor-data clean --input a.jsonl.zst --output cleaned
    """
    options = CleanOptions(
        sentences=sentences,
        personal_data=private or personal_data,
        profile=profile,
        tags=tuple(sorted(set(tags))),
        filters=tuple(dict.fromkeys(filters)),
        keep_code=keep_code,
        quality=quality,
        min_quality=min_quality,
        profiles=read_profiles(profiles) if profiles else shipped_profiles(),
    )
    source = inputs or session.corpus.input_of(CLEAN)
    if document is not None:
        show_explained([explanations.explain(source, document, options)], each_step=True)
        return
    if sample is not None:
        show_explained(explanations.sample(source, sample, options))
        return
    target = output or session.corpus.output_of(CLEAN)
    (rejected,) = session.corpus.beside(CLEAN)
    if session.dry_run:
        if isinstance(source, tuple):
            raise click.UsageError("--dry-run looks at the corpus; it does not read --input.")
        session.preview(CLEAN, source, target)
        return
    with session.context() as context:
        report = clean(
            source,
            target,
            target.parent / f"{target.name}-rejected" if output else rejected,
            options,
            context=context,
            compare_with_kss=compare_kss,
        )
    session.close(report)
