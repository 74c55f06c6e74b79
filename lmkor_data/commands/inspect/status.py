"""`lmkor-data status`: what the corpus holds, and what is unfinished or out of date."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lmkor_data.commands.common import corpus_option
from lmkor_data.corpus.layout import Corpus
from lmkor_data.corpus.state.inventory import Inventory
from lmkor_data.corpus.state.survey import FolderStatus, survey
from lmkor_data.report.tables import size, table


@click.command()
@corpus_option
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
def command(corpus: str, json_: bool) -> None:
    """Show every stage: documents, bytes, tokens, and whether it is finished and up to date.

    A stage is unfinished when its last run was interrupted, and stale when files were added to its
    input, or changed, since it ran; running its command again mends both.
    """
    found = survey(Corpus(corpus))
    if json_:
        stages = {status.folder: status.to_json() for status in found}
        click.echo(json.dumps({"corpus": corpus, "stages": stages}, ensure_ascii=False))
        return
    if not found:
        click.echo(f"{corpus} holds nothing yet. `lmkor-data crawl` or `import` begins it.")
        return
    console = Console()
    console.print(_overview(found, corpus))
    for status in found:
        if status.main and status.inventory.holdings:
            console.print()
            console.print(_holdings(status.inventory, status.folder))


def _overview(found: list[FolderStatus], corpus: str) -> Table:
    rows = [
        (
            f"{status.folder}/",
            "; ".join(map(escape, status.states())) or "complete",
            _amount(status),
            size(status.inventory.text_bytes) if status.inventory.text_bytes else "–",
            f"{status.inventory.files:,}",
            size(status.inventory.file_bytes),
        )
        for status in found
    ]
    header = ("folder", "state", "holds", "text", "files", "on disk")
    shown = table(header, rows, title=escape(corpus))
    shown.columns[1].justify = "left"
    return shown


def _amount(status: FolderStatus) -> str:
    if status.tokens is not None:
        return f"{status.tokens:,} tokens"
    if status.entries is not None:
        return f"{status.entries:,} entries"
    return f"{status.inventory.documents:,} documents"


def _holdings(inventory: Inventory, folder: str) -> Table:
    rows = [
        (escape(h.category), escape(h.source), f"{h.documents:,}", size(h.text_bytes))
        for h in inventory.holdings
    ]
    return table(("category", "source", "documents", "text"), rows, title=f"{folder}/")
