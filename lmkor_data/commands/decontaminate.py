"""`lmkor-data decontaminate`: what we will be judged on must not be in what we train on."""

from __future__ import annotations

from pathlib import Path

import click

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.dedup.decontamination import DecontaminationOptions, decontaminate
from lmkor_data.stages import DECONTAMINATE


@click.command()
@click.option(
    "--against",
    multiple=True,
    required=True,
    type=click.Path(exists=True),
    help="A file of examples, or a folder of them; may be given several times.",
)
@click.option("--source", type=click.Path(), help="Read this folder instead of dedup/.")
@click.option("--target", type=click.Path(), help="Write this folder, not decontaminated/.")
@click.option("--contaminated", type=click.Path(), help="Write this folder, not contaminated/.")
@click.option(
    "--overlap",
    default=0.8,
    show_default=True,
    help="The share of an example's 5-character shingles from which a document holds it.",
)
@stage_options
def command(
    session: Session,
    against: tuple[str, ...],
    source: str | None,
    target: str | None,
    contaminated: str | None,
    overlap: float,
) -> None:
    """Leave out documents that hold examples of evaluation sets.

    \b
    lmkor-data decontaminate --against nsmc/ratings_test.txt --against klue-v1.1/
    lmkor-data build-vocab             reads decontaminated/ from now on

    Reads NSMC, KorNLI, KorSTS, KLUE, KorQuAD, PAWS, question pairs, hate speech and the like as
    they are published: .tsv, .csv, .txt, .json, .jsonl, .parquet. An example shorter than 15
    letters counts only where it is the whole document. contaminated/ names for every document
    that went the file and row whose example it holds.
    """
    corpus = session.corpus
    with session.context() as context:
        report = decontaminate(
            Path(source) if source else corpus.input_of(DECONTAMINATE),
            Path(target) if target else corpus.output_of(DECONTAMINATE),
            Path(contaminated) if contaminated else corpus.beside(DECONTAMINATE)[0],
            against,
            DecontaminationOptions(overlap),
            context=context,
        )
    session.close(report)
