"""`lmkor-data why`: where a document is, and why it is nowhere further."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from lmkor_data.commands.common import corpus_option
from lmkor_data.corpus.layout import Corpus
from lmkor_data.corpus.lookup import find_rows

#: In the order in which a document meets them.
_FOLDERS = ("raw", "rejected", "clean", "removed", "dedup")


@click.command()
@click.argument("id_", metavar="ID")
@corpus_option
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
def command(id_: str, corpus: str, json_: bool) -> None:
    """Tell what became of a document, stage by stage.

    \b
    lmkor-data why 4f1d0c2b9a8e7766

    Looks for its id in raw/, rejected/, clean/, removed/ and dedup/. The exit code is 1 where no
    folder knows it.
    """
    root = Corpus(corpus).root
    found = {name: find_rows(root / name, [id_]) for name in _FOLDERS}
    if json_:
        content = {"id": id_, **{name: rows for name, rows in found.items() if rows}}
        click.echo(json.dumps(content, ensure_ascii=False, default=str))
    else:
        for name, rows in found.items():
            for row in rows:
                click.echo(_sentence(name, row, root))
    if not any(found.values()):
        click.echo(f"lmkor-data: {root} knows no document {id_}.", err=True)
        sys.exit(1)


def _sentence(folder: str, row: dict[str, Any], root: Path) -> str:
    if folder == "rejected":
        return f"rejected: {row['stage']} dropped it: {row['reason']}. {_excerpt(row['excerpt'])}"
    if folder == "removed":
        return f"removed: {_removal(row, root)} {_excerpt(row['excerpt'])}"
    stands_for = row.get("cluster_size") or 1
    cluster = f", for {stands_for} documents like it" if stands_for > 1 else ""
    return f"{folder}: in {row['category']}, from {row['source']}{cluster}. {_excerpt(row['text'])}"


def _removal(row: dict[str, Any], root: Path) -> str:
    if row["survivor"] is None:
        return f"rule {row['rule']}, nothing stayed in its place."
    rows = find_rows(root / "clean", [row["survivor"]])
    text = _excerpt(rows[0]["text"]) if rows else ""
    return (
        f"rule {row['rule']}, similarity {row['similarity']:.2f}; {row['survivor']} stayed {text}"
    )


def _excerpt(text: str | None) -> str:
    whole = " ".join((text or "").split())
    return f"“{whole[:80]}{'…' if len(whole) > 80 else ''}”"
