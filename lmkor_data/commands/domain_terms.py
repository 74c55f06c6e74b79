"""`lmkor-data domain-terms`: the terms of a domain in the unused slots."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console

from lmkor_data.commands.common import corpus_option
from lmkor_data.corpus.layout import Corpus
from lmkor_data.report.tables import table
from lmkor_data.vocab.terms.candidates import METHODS
from lmkor_data.vocab.terms.stage import (
    ALL,
    TermOptions,
    TermReport,
    add_domain_terms,
    read_candidates,
)
from lmkor_data.vocab.terms.term_slots import undo

_SHOWN = 40


@click.command()
@click.argument("vocabulary", type=click.Path(exists=True, file_okay=False))
@click.option("--category", default=ALL, show_default=True, help="all: slots shared out by need.")
@click.option("--slots", type=click.IntRange(1), help="So many terms; by default all free slots.")
@click.option("--source", type=click.Path(), help="Read this folder instead of dedup/ or clean/.")
@click.option(
    "--candidates",
    type=click.Path(exists=True, dir_okay=False),
    help="Your own list, one term a line; it is ranked, not sifted.",
)
@click.option(
    "--method",
    type=click.Choice(METHODS),
    default="auto",
    show_default=True,
    help="Which analyser finds nouns. auto: kiwi where kiwipiepy is installed.",
)
@click.option("--preview", is_flag=True, help="Show the terms and what they save; write nothing.")
@click.option("--undo", "undoing", is_flag=True, help="Give every slot its [unusedK] back.")
@click.option("--json", "json_", is_flag=True, help="Print the report as one JSON object.")
@corpus_option
def command(
    vocabulary: str,
    category: str,
    slots: int | None,
    source: str | None,
    candidates: str | None,
    method: str,
    preview: bool,
    undoing: bool,
    json_: bool,
    corpus: str,
) -> None:
    """Put the terms of a domain into the [unusedK] entries of VOCABULARY.

    \b
    lmkor-data domain-terms corpus/vocab --category cosmetics --slots 500 --preview
    lmkor-data domain-terms corpus/vocab --category cosmetics --slots 500
    lmkor-data domain-terms corpus/vocab --undo

    A term is a noun (수분크림), a root (촉촉) or a name (갤럭시s10) that the vocabulary cuts into
    pieces, that is typical of the category, and that stands in many of its documents. No id
    moves: a model that was trained with the vocabulary stays valid. domain_terms.tsv tells what
    is in which slot, and why.
    """
    folder = Path(vocabulary)
    if undoing:
        click.echo(f"{undo(folder):,} terms went; their slots are unused again.")
        return
    options = TermOptions(category, slots, method)
    report = add_domain_terms(
        folder,
        Path(source) if source else Corpus(corpus).newest("dedup", "clean"),
        options,
        candidates=read_candidates(Path(candidates)) if candidates else None,
        preview=preview,
    )
    if json_:
        click.echo(
            json.dumps(report.to_stage_report(folder, options).to_json(), ensure_ascii=False)
        )
    else:
        _show(report, folder, options, preview)


def _show(report: TermReport, folder: Path, options: TermOptions, preview: bool) -> None:
    console = Console()
    rows = [
        (t.term, t.category, f"{t.documents:,}", f"{t.pieces}", f"{t.saved:,}")
        for t in report.terms[:_SHOWN]
    ]
    header = ("term", "category", "documents", "pieces", "pieces saved")
    console.print(table(header, rows, title=f"{len(report.terms):,} terms, by {report.method}"))
    saved = [(c, f"{report.saved_share(c):+.2%}") for c in report.tokens_before]
    if options.category != ALL:
        others = report.elsewhere(options.category)
        saved.append(("all but " + options.category, f"{report.saved_share(*others):+.2%}"))
    console.print(table(("held-back documents of", "tokens saved"), saved))
    for note in report.notes:
        console.print(note)
    console.print("nothing was written" if preview else f"written to {folder}")
