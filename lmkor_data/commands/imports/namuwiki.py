"""`lmkor-data import namuwiki`."""

from __future__ import annotations

import click

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.commands.imports.import_options import (
    files_argument,
    limit_option,
    run,
    source_option,
)
from lmkor_data.importers.namuwiki.namuwiki_importer import import_namuwiki
from lmkor_data.importers.namuwiki.namuwiki_options import NamuwikiOptions, Rendering


@click.command()
@files_argument
@source_option("namuwiki")
@click.option("--category", default="encyclopedia", show_default=True)
@click.option("--strike", is_flag=True, help="Keep ~~struck out~~ text: asides and jokes.")
@click.option("--footnotes", is_flag=True, help="Keep footnotes, in brackets where they stand.")
@click.option("--tables", is_flag=True, help="Keep tables, a line a row.")
@click.option(
    "--headings",
    type=click.Choice(["path", "plain"]),
    default="path",
    show_default=True,
    help="Head a section by `Title - Section - Part`, or by its own heading.",
)
@limit_option
@stage_options
def command(
    session: Session,
    files: tuple[str, ...],
    source: str,
    category: str,
    strike: bool,
    footnotes: bool,
    tables: bool,
    headings: str,
    limit: int | None,
) -> None:
    """Import Namuwiki's dump: a JSON array of pages, of any size, in constant memory.

    \b
    lmkor-data import namuwiki namuwiki.json
    lmkor-data import namuwiki namuwiki.json --strike --footnotes

    Articles alone, without redirects. Folded text is unfolded; who wrote a page stays behind.
    """
    rendering = Rendering(strike, footnotes, tables, paths=headings == "path")
    run(session, import_namuwiki, files, NamuwikiOptions(source, category, rendering, limit))
