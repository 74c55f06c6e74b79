"""`lmkor-data status`: what the corpus folder holds."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from lmkor_data.commands.common import corpus_option
from lmkor_data.corpus.inventory import Inventory, take_inventory
from lmkor_data.corpus.layout import Corpus
from lmkor_data.corpus.manifest_file import is_finished
from lmkor_data.report.tables import size, table

STAGES = ("raw", "clean", "dedup")


@click.command()
@corpus_option
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
def command(corpus: str, json_: bool) -> None:
    """Show documents and bytes by stage, category and source."""
    root = Corpus(corpus).root
    held = [take_inventory(root / stage) for stage in STAGES if (root / stage).is_dir()]
    if json_:
        stages = {i.stage: {**dataclasses.asdict(i), "documents": i.documents} for i in held}
        click.echo(json.dumps({"corpus": str(root), "stages": stages}, ensure_ascii=False))
        return
    console = Console()
    if not held:
        click.echo(f"{root} holds nothing yet. `lmkor-data crawl` or `import` begins it.")
        return
    console.print(_stages(held, root))
    for inventory in held:
        console.print()
        console.print(_holdings(inventory))


def _stages(held: list[Inventory], root: Path) -> Table:
    rows = [
        (
            i.stage if is_finished(root / i.stage) else f"{i.stage} (unfinished)",
            f"{i.documents:,}",
            size(i.text_bytes),
            f"{i.files:,}",
            size(i.file_bytes),
        )
        for i in held
    ]
    return table(("stage", "documents", "text", "files", "on disk"), rows, title=str(root))


def _holdings(inventory: Inventory) -> Table:
    rows = [
        (h.category, h.source, f"{h.documents:,}", size(h.text_bytes)) for h in inventory.holdings
    ]
    return table(("category", "source", "documents", "text"), rows, title=inventory.stage)
