"""`lmkor-data build-vocab`: the WordPiece vocabulary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lmkor_data.commands.common import Session, stage_options
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
            raise click.BadParameter(f"`{pair}` is no CATEGORY=WEIGHT with a weight of 0 or more.")
    return weights


@click.command()
@click.option("--source", type=click.Path(), help="Read this folder instead of dedup/.")
@click.option("--target", type=click.Path(), help="Write this folder instead of vocab/.")
@click.option(
    "--size",
    type=click.IntRange(100),
    default=40_000,
    show_default=True,
    help="Learned entries, the five special ones among them.",
)
@click.option(
    "--unused",
    type=click.IntRange(0),
    default=2_000,
    show_default=True,
    help="[unusedK] entries after them.",
)
@click.option(
    "--min-count",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Learn no piece whose halves stand together less often.",
)
@click.option(
    "--word-budget",
    type=click.IntRange(1000),
    default=4_000_000,
    show_default=True,
    help="Train from so many different words at most; it bounds memory. Rare words are sampled.",
)
@click.option(
    "--weights",
    multiple=True,
    metavar="CATEGORY=W",
    callback=_weights,
    help="Let the words of a category count W-fold. Repeatable.",
)
@click.option(
    "--temperature",
    type=click.FloatRange(0, 1),
    default=1.0,
    show_default=True,
    help="Below 1, small categories and sources count for more; 0 makes all equal.",
)
@click.option("--trainer", type=click.Choice(TRAINERS), default="lmkor", show_default=True)
@click.option("--style", type=click.Choice(STYLES), default="bert", show_default=True)
@click.option(
    "--max-length", default=512, show_default=True, help="The tokenizer's model_max_length."
)
@click.option("--from-counts", type=click.Path(), help="Use these word counts; read no text.")
@stage_options
def command(
    session: Session,
    source: str | None,
    target: str | None,
    from_counts: str | None,
    **options: Any,
) -> None:
    """Learn the vocabulary and write a tokenizer folder.

    \b
    lmkor-data build-vocab                                    dedup/ → vocab/, 42,000 entries
    lmkor-data build-vocab --size 8000 --unused 200           a small one
    lmkor-data build-vocab --weights cosmetics=2 --weights food=0.5
    lmkor-data build-vocab --from-counts corpus/vocab-counts --size 32000 --target small

    The words of each shard are counted once and kept in vocab-counts/. The same corpus and
    options give the same files, whatever the order of shards and the number of workers. Load
    the folder with BertTokenizerFast, ElectraTokenizerFast, FunnelTokenizerFast, AutoTokenizer.
    """
    corpus = session.corpus
    read = Path(source) if source else corpus.newest("dedup", "clean")
    with session.context() as context:
        report = build_vocab(
            None if from_counts else read,
            Path(target) if target else corpus.vocab,
            VocabOptions(**options),
            counts=Path(from_counts) if from_counts else None,
            context=context,
        )
    session.close(report)
