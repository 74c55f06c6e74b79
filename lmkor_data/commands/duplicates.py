"""`lmkor-data duplicates`: clusters to look at."""

from __future__ import annotations

import dataclasses
import json

import click
from rich.console import Console
from rich.text import Text

from lmkor_data.commands.common import corpus_option
from lmkor_data.corpus.layout import Corpus
from lmkor_data.dedup.showing import Cluster, clusters, differences

_STYLES = {"same": "", "added": "green", "missing": "red strike"}
_MARKS = {"same": "{}", "added": "[+{}+]", "missing": "[-{}-]"}


@click.command()
@corpus_option
@click.option("--show", "number", default=10, show_default=True, help="How many clusters.")
@click.option("--rule", type=click.Choice(["exact", "near"]), help="Only those of one rule.")
@click.option("--json", "json_", is_flag=True, help="Print one JSON object a cluster.")
def command(corpus: str, number: int, rule: str | None, json_: bool) -> None:
    """Show the largest clusters of duplicates, differences marked.

    \b
    lmkor-data duplicates --show 20 --rule near

    First the document that stayed, below it those that went: [+what they have more+],
    [-what they lack-].
    """
    folders = Corpus(corpus)
    console = Console()
    for cluster in clusters(folders.clean, folders.removed, number, rule):
        if json_:
            click.echo(json.dumps(dataclasses.asdict(cluster), ensure_ascii=False))
        else:
            _show(cluster, console)


def _show(cluster: Cluster, console: Console) -> None:
    console.print(Text(f"{cluster.id} stayed for {cluster.size:,} more", "bold"))
    console.print(Text(f"  {_one_line(cluster.text)}"))
    for member in cluster.members:
        line = Text(f"  {member.id} {member.rule} {member.similarity:.2f}  ", "dim")
        for kind, piece in differences(_one_line(cluster.text), _one_line(member.text)):
            line.append(_MARKS[kind].format(piece), _STYLES[kind] or "not dim")
        console.print(line)


def _one_line(text: str) -> str:
    return text.replace("\n", " ⏎ ")
