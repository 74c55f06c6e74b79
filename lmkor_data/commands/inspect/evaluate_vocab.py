"""`lmkor-data evaluate-vocab`: compares vocabularies on the same text."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console

from lmkor_data.report.tables import table
from lmkor_data.vocab.evaluation.comparison import Row, compare

_HEADER = ("vocabulary", "category", "entries", "tokens/eojeol", "bytes/token", "[UNK] words",
           "whole words", "round trip", "used")  # fmt: skip


@click.command()
@click.argument("vocabularies", nargs=-1, required=True, type=click.Path(exists=True))
@click.option(
    "--text",
    "texts",
    multiple=True,
    required=True,
    type=click.Path(exists=True),
    help="Parquet or JSONL file, or a folder of them. Repeatable.",
)
@click.option("--by-category", is_flag=True, help="Print one row per category.")
@click.option("--limit", type=click.IntRange(1), help="Maximum documents read per file.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
def command(
    vocabularies: tuple[str, ...],
    texts: tuple[str, ...],
    by_category: bool,
    limit: int | None,
    json_: bool,
) -> None:
    """Compare vocabularies on texts that they were not learned from.

    \b
    lmkor-data evaluate-vocab corpus/vocab --text held-out.jsonl
    lmkor-data evaluate-vocab corpus/vocab other/vocab.txt --text corpus/dedup --by-category

    A vocabulary is a tokenizer folder, a BERT vocab.txt or a tokenizer.json of any model. Judge
    tokens per eojeol and [UNK] words together: each can be lowered at the cost of the other.
    """
    rows = compare([Path(v) for v in vocabularies], [Path(t) for t in texts], by_category, limit)
    if json_:
        click.echo(json.dumps({"rows": [row.to_json() for row in rows]}, ensure_ascii=False))
    else:
        Console().print(table(_HEADER, [_line(row) for row in rows]))


def _line(row: Row) -> tuple[str, ...]:
    m = row.measures
    return (
        row.vocabulary,
        row.category,
        f"{m.entries:,}",
        f"{m.tokens_per_eojeol:.3f}",
        f"{m.bytes_per_token:.2f}",
        f"{m.unknown_share:.3%}",
        f"{m.whole_share:.1%}",
        f"{m.round_trip_share:.1%}",
        f"{m.used_share:.1%}",
    )
