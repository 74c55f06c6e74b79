"""`lmkor-data verify`: is every file what was written?"""

from __future__ import annotations

import json
import sys

import click
from rich.console import Console

from lmkor_data.commands.common import corpus_option
from lmkor_data.corpus.layout import Corpus
from lmkor_data.corpus.state.verification import verify
from lmkor_data.report.tables import size


@click.command()
@corpus_option
@click.option("--json", "json_", is_flag=True, help="Print one JSON object.")
def command(corpus: str, json_: bool) -> None:
    """Check every file of the corpus, from raw/ to packed/, against what was written.

    Reads all of it and compares hashes: damaged, missing and unknown files are named with the
    command that makes them again. The exit code is 1 where there is one.
    """
    done = verify(Corpus(corpus))
    if json_:
        found = [finding.to_json() for finding in done.findings]
        content = {"files": done.files, "bytes": done.bytes, "ok": done.ok, "findings": found}
        click.echo(json.dumps(content, ensure_ascii=False))
    else:
        console = Console()
        for finding in done.findings:
            console.print(f"{finding.file}: {finding.fault}", soft_wrap=True, markup=False)
            console.print(f"    made again by {finding.again}", soft_wrap=True, markup=False)
        verdict = "all as written" if done.ok else f"{len(done.findings):,} are not as written"
        console.print(f"{done.files:,} files, {size(done.bytes)} checked: {verdict}")
    if not done.ok:
        sys.exit(1)
