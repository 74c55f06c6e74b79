"""`lmkor-data import namuwiki`."""

from __future__ import annotations

from typing import Any

import click

from lmkor_data.commands.common import Session
from lmkor_data.commands.imports.import_options import import_options, run
from lmkor_data.importers.namuwiki.namuwiki_importer import NamuwikiImporter
from lmkor_data.importers.namuwiki.namuwiki_options import NamuwikiOptions, Rendering


@click.command()
@import_options(source="namuwiki", category="encyclopedia")
@click.option("--strike", is_flag=True, help="Keep ~~struck out~~ text: asides and jokes.")
@click.option("--footnotes", is_flag=True, help="Keep footnotes, in brackets where they occur.")
@click.option("--tables", is_flag=True, help="Keep tables, one line per row.")
@click.option("--folding/--no-folding", default=True, help="Keep folded text. [default: keep]")
@click.option(
    "--headings",
    type=click.Choice(["path", "plain"]),
    default="path",
    show_default=True,
    help="Head a section by `Title - Section - Part`, or by its own heading.",
)
def command(
    session: Session,
    files: tuple[str, ...],
    strike: bool,
    footnotes: bool,
    tables: bool,
    folding: bool,
    headings: str,
    **options: Any,
) -> None:
    """Import Namuwiki's dump: a JSON array of pages, of any size, in constant memory.

    \b
    lmkor-data import namuwiki namuwiki.json
    lmkor-data import namuwiki namuwiki.json --strike --footnotes

    Imports articles, not redirects. Folded text is unfolded; contributors are dropped.
    """
    rendering = Rendering(strike, footnotes, tables, folding, paths=headings == "path")
    given = {name: value for name, value in options.items() if value is not None}
    run(session, NamuwikiImporter(), files, NamuwikiOptions(rendering=rendering, **given))
