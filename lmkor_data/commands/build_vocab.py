"""`lmkor-data build-vocab`: the WordPiece vocabulary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.stage_table import BUILD_VOCAB
from lmkor_data.vocab.options import BALANCES, KEEP, KIND, MODELS, NAMES, STYLES, VocabOptions
from lmkor_data.vocab.stage import build_vocab

#: Defaults for decoder models where they differ from those of WordPiece.
_DECODER = {"size": 64_000, "unused": 256, "max_length": 4_096}
_DEFAULTS: dict[str, dict[str, int]] = {MODELS[0]: {}, "extended": {"size": 20_000, "unused": 0}}


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
    "--input",
    "source",
    type=click.Path(),
    help="Input folder (default: the first of decontaminated/, dedup/, clean/ that contains data).",
)
@click.option("--output", "target", type=click.Path(), help="Write this folder (default: vocab/).")
@click.option(
    "--model",
    type=click.Choice(MODELS),
    default="wordpiece",
    show_default=True,
    help="wordpiece for encoders and LMkor's GPT; bpe (byte-level) or unigram for decoders.",
)
@click.option(
    "--extend",
    type=click.Path(exists=True, file_okay=False),
    metavar="FOLDER",
    help="Add --size Korean pieces to this byte-level BPE tokenizer (Llama 3, Qwen 2) instead; its "
    "ids stay.",
)
@click.option(
    "--size",
    type=click.IntRange(100),
    show_default="40,000 of WordPiece, 64,000 else, 20,000 to add with --extend",
    help="Learned entries, including special tokens.",
)
@click.option(
    "--unused",
    type=click.IntRange(0),
    show_default="2,000 of WordPiece, 256 else",
    help="[unusedK] entries after the learned ones, for domain terms; of bpe and unigram, reserved "
    "special tokens.",
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
    default=0.5,
    show_default=True,
    help="Exponent of shares: 1 leaves them, below 1 raises small ones, 0 equalises all.",
)
@click.option(
    "--balance",
    type=click.Choice(BALANCES),
    default=KIND,
    show_default=True,
    help="Shares that --temperature applies to: of each kind of text (column `kind`; documents of "
    "no kind are one), or of each category and source.",
)
@click.option(
    "--sample",
    type=click.FloatRange(0, 1, min_open=True),
    default=1.0,
    show_default=True,
    help="Share of documents to count, chosen by a hash of their id.",
)
@click.option(
    "--trainer",
    default="lmkor",
    show_default=True,
    help="Trainer of WordPiece entries: lmkor, huggingface (differs from run to run), one of an "
    "installed package, or module:Class.",
)
@click.option(
    "--style",
    type=click.Choice(STYLES),
    default="bert",
    show_default=True,
    help="Model inputs: gpt omits token_type_ids.",
)
@click.option(
    "--names",
    type=click.Choice(NAMES),
    default=KEEP,
    show_default=True,
    help="WordPiece entries that look like full names of people with fewer than 100 occurrences: "
    "drop leaves them out and lists them in names_left_out.tsv.",
)
@click.option(
    "--max-length",
    type=click.IntRange(1),
    show_default="512 of WordPiece, 4,096 else",
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
    lmkor-data build-vocab --model bpe                        for decoders → vocab-bpe/
    lmkor-data build-vocab --extend qwen/ --size 20000        its ids, and 20,000 Korean pieces
    lmkor-data build-vocab --weights cosmetics=2 --weights food=0.5
    lmkor-data build-vocab --from-counts corpus/vocab-counts --size 32000 --output small

    The words of each shard are counted once and kept in vocab-counts/. The same corpus and
    options give the same files, regardless of shard order and number of workers. Load the folder
    with AutoTokenizer, BertTokenizerFast, ElectraTokenizerFast or FunnelTokenizerFast.
    """
    corpus = session.corpus
    read = Path(source) if source else corpus.input_of(BUILD_VOCAB)
    model = "extended" if options["extend"] else options["model"]
    for name, default in _DEFAULTS.get(model, _DECODER).items():
        options[name] = default if options[name] is None else options[name]
    given = {name: value for name, value in options.items() if value is not None}
    default_output = corpus.output_of(BUILD_VOCAB)
    written = default_output.with_name(_folder(default_output.name, model))
    if session.dry_run:
        session.preview(BUILD_VOCAB, read, Path(target) if target else written)
        return
    with session.context() as context:
        report = build_vocab(
            None if from_counts else read,
            Path(target) if target else written,
            VocabOptions(**given),
            counts=Path(from_counts) if from_counts else None,
            context=context,
        )
    session.close(report)


def _folder(name: str, model: str) -> str:
    """Return the folder of a model: `vocab`, `vocab-bpe`, `vocab-extended`."""
    return name if model == MODELS[0] else f"{name}-{model}"
