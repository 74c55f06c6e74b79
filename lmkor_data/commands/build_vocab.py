"""`lmkor-data build-vocab`: the WordPiece vocabulary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.stages import BUILD_VOCAB
from lmkor_data.vocab.options import STYLES, TRAINERS, VocabOptions
from lmkor_data.vocab.stage import build_vocab


def _weights(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict:
    weights = {}
    for pair in given:
        category, _, weight = pair.rpartition("=")
        try:
            weights[category] = float(weight)
        except ValueError:
            category = ""
        if not category or not 0 <= weights[category] < 1e6:
            raise click.BadParameter(f"`{pair}` is not CATEGORY=WEIGHT with a weight of 0 or more.")
    return weights


@click.command()
@click.option(
    "--input", "source", type=click.Path(), help="Read this folder (default: the newest stage)."
)
@click.option("--output", "target", type=click.Path(), help="Write this folder (default: vocab/).")
@click.option(
    "--size",
    type=click.IntRange(100),
    default=40_000,
    show_default=True,
    help="Learned entries, including the five special tokens.",
)
@click.option(
    "--unused",
    type=click.IntRange(0),
    default=2_000,
    show_default=True,
    help="[unusedK] entries after the learned ones, for domain terms.",
)
@click.option(
    "--min-count",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Minimum count of a pair of pieces to merge.",
)
@click.option(
    "--word-budget",
    type=click.IntRange(1000),
    default=4_000_000,
    show_default=True,
    help="Maximum distinct words to train from, which bounds memory. Rare words are sampled.",
)
@click.option(
    "--weights",
    multiple=True,
    metavar="CATEGORY=W",
    callback=_weights,
    help="Multiply the word counts of a category by W. Repeatable.",
)
@click.option(
    "--temperature",
    type=click.FloatRange(0, 1),
    default=1.0,
    show_default=True,
    help="Exponent of category and source shares: below 1 raises small ones, 0 equalises all.",
)
@click.option(
    "--trainer",
    type=click.Choice(TRAINERS),
    default="lmkor",
    show_default=True,
    help="Trainer; only lmkor gives the same files in every run.",
)
@click.option(
    "--style",
    type=click.Choice(STYLES),
    default="bert",
    show_default=True,
    help="Model inputs: gpt omits token_type_ids.",
)
@click.option(
    "--max-length",
    default=512,
    show_default=True,
    help="model_max_length of the tokenizer, tokens.",
)
@click.option(
    "--from-counts", type=click.Path(), help="Use existing word counts instead of reading text."
)
@stage_options
def command(
    session: Session,
    source: str | None,
    target: str | None,
    from_counts: str | None,
    **options: Any,
) -> None:
    """Learn a vocabulary and write a tokenizer folder.

    \b
    lmkor-data build-vocab                                    dedup/ → vocab/, 42,000 entries
    lmkor-data build-vocab --size 8000 --unused 200           a small one
    lmkor-data build-vocab --weights cosmetics=2 --weights food=0.5
    lmkor-data build-vocab --from-counts corpus/vocab-counts --size 32000 --output small

    The words of each shard are counted once and kept in vocab-counts/. The same corpus and
    options give the same files, regardless of shard order and number of workers. Load the folder
    with AutoTokenizer, BertTokenizerFast, ElectraTokenizerFast or FunnelTokenizerFast.
    """
    corpus = session.corpus
    read = Path(source) if source else corpus.input_of(BUILD_VOCAB)
    if session.dry_run:
        session.preview(BUILD_VOCAB, read, corpus.output_of(BUILD_VOCAB))
        return
    with session.context() as context:
        report = build_vocab(
            None if from_counts else read,
            Path(target) if target else corpus.output_of(BUILD_VOCAB),
            VocabOptions(**options),
            counts=Path(from_counts) if from_counts else None,
            context=context,
        )
    session.close(report)
