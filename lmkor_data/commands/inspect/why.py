"""`lmkor-data why`: where a document is, and why it is nowhere further."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from lmkor_data.commands.common import corpus_option
from lmkor_data.corpus.layout import Corpus
from lmkor_data.corpus.state.lookup import find_rows
from lmkor_data.stage_table import document_folders

#: In words, by the rule in removed/.
_RULES = {
    "exact": "a copy of {survivor}, which {fate} (rule exact)",
    "near": "nearly a copy of {survivor}, which {fate} (rule near, similarity {similarity:.2f})",
    "sentences": "each of its sentences stands in documents before it (rule sentences)",
}

#: A survivor that is not in dedup/: repeated sentences are looked at after whole documents.
_LATER = "went after it, for each of its sentences stands elsewhere"


@click.command()
@click.argument("id_", metavar="ID")
@corpus_option
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
def command(id_: str, corpus: str, json_: bool) -> None:
    """Tell what became of a document, stage by stage.

    \b
    lmkor-data why 4f1d0c2b9a8e7766

    Looks for its id in every folder of documents, from raw/ to decontaminated/. The exit code is 1
    if none holds it.
    """
    root = Corpus(corpus).root
    found = {name: find_rows(root / name, [id_]) for name in document_folders()}
    if json_:
        content = {"id": id_, **{name: rows for name, rows in found.items() if rows}}
        click.echo(json.dumps(content, ensure_ascii=False, default=str))
    else:
        for name, rows in found.items():
            for row in rows:
                for label, told in _lines(name, row, root):
                    click.echo(f"{label:<9} {told}")
    if not any(found.values()):
        click.echo(f"lmkor-data: {root} knows no document {id_}.", err=True)
        sys.exit(1)


def _lines(folder: str, row: dict[str, Any], root: Path) -> Iterator[tuple[str, str]]:
    """What a folder knows of the document: (where or what, text)."""
    if folder == "rejected":
        yield folder, f"{row['stage']} dropped it: {row['reason']}"
        yield "", _excerpt(row["excerpt"])
    elif folder == "removed":
        stayed = bool(row["survivor"] and find_rows(root / "dedup", [row["survivor"]]))
        told = _RULES.get(row["rule"], row["rule"])
        yield folder, told.format(**row, fate="stayed" if stayed else _LATER)
        yield "", _excerpt(row["excerpt"])
        if row["survivor"]:
            rows = find_rows(root / "clean", [row["survivor"]])
            text = _excerpt(rows[0]["text"]) if rows else f"(not in {root / 'clean'})"
            yield "stayed" if stayed else "survivor", text
    elif folder == "contaminated":
        yield folder, f"it holds {row['survivor']} of {row['rule']}"
        yield "", _excerpt(row["excerpt"])
    else:
        others = (row.get("cluster_size") or 1) - 1
        cluster = f", also for {others:,} that went" if others else ""
        yield folder, f"category {row['category']}, source {row['source']}{cluster}"
        yield "", _excerpt(row["text"])


def _excerpt(text: str | None) -> str:
    whole = " ".join((text or "").split())
    return f"“{whole[:80]}{'…' if len(whole) > 80 else ''}”"
