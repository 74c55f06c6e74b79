"""`lmkor-data pack`: sequences of token ids for pretraining."""

from __future__ import annotations

from pathlib import Path

import click

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.stage_table import PACK
from lmkor_data.vocab.packing.families import FAMILIES
from lmkor_data.vocab.packing.stage import MOST_TOKENS, PackOptions, pack


@click.command()
@click.argument("vocabulary", type=click.Path(exists=True, file_okay=False))
@click.option(
    "--for", "family", type=click.Choice(list(FAMILIES)), required=True, help="Model family."
)
@click.option(
    "--max-length",
    type=click.IntRange(8, MOST_TOKENS),
    help="Maximum sequence length in tokens (default: the family's length in LMkor).",
)
@click.option(
    "--input",
    "source",
    type=click.Path(),
    help="Input folder (default: the first of decontaminated/, dedup/, clean/ that contains data).",
)
@click.option(
    "--output", "target", type=click.Path(), help="Write this folder (default: packed/FAMILY/)."
)
@stage_options
def command(
    session: Session,
    vocabulary: str,
    family: str,
    max_length: int | None,
    source: str | None,
    target: str | None,
) -> None:
    """Convert documents to sequences of token ids for a model family.

    \b
    lmkor-data pack corpus/vocab --for bert            512 tokens, next-sentence pairs
    lmkor-data pack corpus/vocab --for albert          256 tokens, pairs in or out of order
    lmkor-data pack corpus/vocab --for gpt --max-length 1024

    lmkor-data pack corpus/vocab-bpe --for gpt         a tokenizer for decoders

    The Parquet files hold input_ids (uint16; uint32 above 65,536 entries), word_starts for
    whole-word masking, sentence_starts, second_start (position of segment B) with its label, and
    for bertshared the labels for the decoder. The report gives tokens by category.
    """
    corpus = session.corpus
    read = Path(source) if source else corpus.input_of(PACK)
    write = Path(target) if target else corpus.output_of(PACK) / family
    if session.dry_run:
        session.preview(PACK, read, write)
        return
    with session.context() as context:
        report = pack(
            read,
            write,
            Path(vocabulary),
            PackOptions(family, max_length),
            context=context,
        )
    session.close(report)
