"""`lmkor-data decontaminate`: drop documents that contain evaluation examples."""

from __future__ import annotations

from pathlib import Path

import click

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.dedup.decontaminate.stage import DecontaminationOptions, decontaminate
from lmkor_data.stage_table import DECONTAMINATE


@click.command()
@click.option(
    "--against",
    multiple=True,
    required=True,
    type=click.Path(exists=True),
    help="File or folder of evaluation sets (repeatable).",
)
@click.option("--input", "input_", type=click.Path(), help="Folder to read (default: dedup/).")
@click.option("--output", type=click.Path(), help="Folder to write (default: decontaminated/).")
@click.option(
    "--contaminated",
    type=click.Path(),
    help="Folder for dropped documents (default: contaminated/).",
)
@click.option(
    "--overlap",
    default=0.8,
    show_default=True,
    help="Minimum share of an example's 5-character shingles in a document to drop it.",
)
@stage_options
def command(
    session: Session,
    against: tuple[str, ...],
    input_: str | None,
    output: str | None,
    contaminated: str | None,
    overlap: float,
) -> None:
    """Drop documents that contain examples of evaluation sets.

    \b
    lmkor-data decontaminate --against nsmc/ratings_test.txt --against klue-v1.1/
    lmkor-data build-vocab             reads decontaminated/ from now on

    Reads evaluation sets such as NSMC, KorNLI, KorSTS, KLUE, KorQuAD, PAWS, question pairs and
    hate speech as published: .tsv, .csv, .txt, .json, .jsonl, .parquet. An example shorter than 15
    characters counts only where it is the whole document. contaminated/ lists every dropped
    document with the file and row of the example.
    """
    corpus = session.corpus
    read = Path(input_) if input_ else corpus.input_of(DECONTAMINATE)
    write = Path(output) if output else corpus.output_of(DECONTAMINATE)
    if session.dry_run:
        session.preview(DECONTAMINATE, read, write)
        return
    with session.context() as context:
        report = decontaminate(
            read,
            write,
            Path(contaminated) if contaminated else corpus.beside(DECONTAMINATE)[0],
            against,
            DecontaminationOptions(overlap),
            context=context,
        )
    session.close(report)
