"""`lmkor-data domain-terms`: domain terms in the unused slots of a vocabulary."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console

from lmkor_data.commands.common import corpus_option
from lmkor_data.corpus.layout import Corpus
from lmkor_data.report.tables import table
from lmkor_data.stage_table import DOMAIN_TERMS
from lmkor_data.vocab.options import DROP, NAMES
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
@click.option(
    "--category",
    default=ALL,
    show_default=True,
    help="Category to take terms from; all divides the slots by tokens saved.",
)
@click.option("--slots", type=click.IntRange(1), help="Number of terms (default: all free slots).")
@click.option(
    "--input",
    "source",
    type=click.Path(),
    help="Input folder (default: the first of decontaminated/, dedup/, clean/ that contains data).",
)
@click.option(
    "--candidates",
    type=click.Path(exists=True, dir_okay=False),
    help="Rank the terms of this file instead of finding terms; one term per line, no filter.",
)
@click.option(
    "--method",
    type=click.Choice(METHODS),
    default="auto",
    show_default=True,
    help="Morphological analyser. auto: kiwi if kiwipiepy is installed, otherwise mecab.",
)
@click.option(
    "--names",
    type=click.Choice(NAMES),
    default=DROP,
    show_default=True,
    help="Names of people: leave them out, or let them take slots.",
)
@click.option("--show-names", is_flag=True, help="List the names of people that were found.")
@click.option(
    "--preview", is_flag=True, help="Show the terms and the tokens they save; write nothing."
)
@click.option("--undo", "undoing", is_flag=True, help="Restore all [unusedK] entries.")
@click.option("--json", "json_", is_flag=True, help="Print the report as one JSON object.")
@corpus_option
def command(
    vocabulary: str,
    category: str,
    slots: int | None,
    source: str | None,
    candidates: str | None,
    method: str,
    names: str,
    show_names: bool,
    preview: bool,
    undoing: bool,
    json_: bool,
    corpus: str,
) -> None:
    """Fill [unusedK] entries of VOCABULARY with domain terms.

    \b
    lmkor-data domain-terms corpus/vocab --category cosmetics --slots 500 --preview
    lmkor-data domain-terms corpus/vocab --category cosmetics --slots 500
    lmkor-data domain-terms corpus/vocab --undo

    A term is a noun (수분크림), a root (촉촉) or a product name (갤럭시s10) that the vocabulary
    splits, that is typical of the category and occurs in many of its documents. No id changes, so
    a model trained with the vocabulary stays valid. domain_terms.tsv lists every slot with its
    evidence.
    """
    folder = Path(vocabulary)
    if undoing:
        click.echo(f"{undo(folder):,} terms removed; their slots are unused again.")
        return
    options = TermOptions(category, slots, method, names)
    report = add_domain_terms(
        folder,
        Path(source) if source else Corpus(corpus).input_of(DOMAIN_TERMS),
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
        if show_names:
            rows = [(name, f"{n:,}") for name, n in report.names.items()]
            Console().print(table(("name", "documents"), rows))


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
    console.print(table(("held-out documents of", "tokens saved"), saved))
    if report.names:
        what = "left out" if options.names == DROP else "among the candidates"
        console.print(f"{len(report.names):,} names of people {what}; --show-names lists them")
    if report.misspellings:
        console.print(f"{len(report.misspellings):,} misspellings left out")
    for note in report.notes:
        console.print(note)
    console.print("nothing was written" if preview else f"written to {folder}")
