"""`lmkor-data duplicates`: show clusters of duplicates."""

from __future__ import annotations

import dataclasses
import json

import click
from rich.console import Console
from rich.text import Text

from lmkor_data.commands.common import corpus_option
from lmkor_data.corpus.layout import Corpus
from lmkor_data.corpus.manifest_file import is_finished
from lmkor_data.dedup.clusters import Cluster, clusters, differences, shortened
from lmkor_data.errors import LmkorError
from lmkor_data.stage_table import DEDUP

_STYLES = {"same": "", "added": "green", "missing": "red strike"}
_MARKS = {"same": "{}", "added": "[+{}+]", "missing": "[-{}-]"}


@click.command()
@corpus_option
@click.option(
    "--show",
    "number",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="Number of clusters.",
)
@click.option(
    "--rule", type=click.Choice(["exact", "near"]), help="Show clusters of one rule only."
)
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
def command(corpus: str, number: int, rule: str | None, json_: bool) -> None:
    """Show the largest clusters of duplicates, with differences marked.

    \b
    lmkor-data duplicates --show 20 --rule near

    The surviving document comes first, removed ones below it: [+text only they have+],
    [-text they lack-].
    """
    folders = Corpus(corpus)
    console = Console()
    kept, (removed,) = folders.output_of(DEDUP), folders.beside(DEDUP)
    if not is_finished(kept) or not kept.is_dir():
        raise LmkorError(f"{kept} does not exist or is unfinished. Run `lmkor-data dedup` first.")
    found = clusters(folders.input_of(DEDUP), removed, number, rule)
    if not found and not json_:
        click.echo(f"No document was removed as a copy of another one, according to {removed}.")
    if json_:
        clusters_found = [dataclasses.asdict(cluster) for cluster in found]
        click.echo(json.dumps({"clusters": clusters_found}, ensure_ascii=False))
        return
    for cluster in found:
        _show(cluster, console)


def _show(cluster: Cluster, console: Console) -> None:
    """Print the survivor, then the removed documents, one per line."""
    console.print(Text(f"{cluster.id} survives, {cluster.size:,} removed as its copies", "bold"))
    console.print(Text(f"    {_one_line(cluster.text)}"))
    for member in cluster.members:
        console.print(Text(f"  {member.id} {member.rule} {member.similarity:.2f}", "dim"))
        line = Text("    ")
        for kind, piece in shortened(differences(_one_line(cluster.text), _one_line(member.text))):
            line.append(_MARKS[kind].format(piece), _STYLES[kind])
        console.print(line)
    if cluster.size > len(cluster.members):
        console.print(Text(f"  and {cluster.size - len(cluster.members):,} more", "dim"))
    console.print()


def _one_line(text: str) -> str:
    return " ".join(text.replace("\n", " ⏎ ").split())
