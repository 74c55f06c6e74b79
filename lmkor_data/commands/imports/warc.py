"""`lmkor-data import warc`."""

from __future__ import annotations

from typing import Any

import click

from lmkor_data.commands.common import Session
from lmkor_data.commands.imports.import_options import import_options, run
from lmkor_data.importers.warc.warc_importer import WarcImporter, WarcOptions


@click.command()
@import_options(source="commoncrawl", category="by the rules")
@click.option(
    "--rules",
    type=click.Path(dir_okay=False, exists=True),
    help="TOML file that assigns categories by host and path. [default: built-in rules]",
)
@click.option("--kind", default="web", show_default=True, help="Kind of text of all documents.")
def command(session: Session, files: tuple[str, ...], **options: Any) -> None:
    """Import web archives: WARC (the main text of each page) or WET files, compressed or not.

    \b
    lmkor-data import warc CC-MAIN-20260101-00000.warc.gz

    Imports Korean pages only. A rule file holds tables such as

    \b
    [[rule]]
    host = "tistory.com"
    category = "blog"
    """
    run(session, WarcImporter(), files, WarcOptions(**options))
