"""`lmkor-data import wikipedia`."""

from __future__ import annotations

import click

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.commands.imports.import_options import (
    files_argument,
    limit_option,
    run,
    source_option,
)
from lmkor_data.importers.wikipedia.wikipedia_importer import WikipediaOptions, import_wikipedia


@click.command()
@files_argument
@source_option("kowiki")
@click.option("--category", default="encyclopedia", show_default=True)
@limit_option
@stage_options
def command(
    session: Session, files: tuple[str, ...], source: str, category: str, limit: int | None
) -> None:
    """Import MediaWiki dumps: .xml.bz2 (multistream is read in parallel) or .xml.

    \b
    lmkor-data import wikipedia kowiki-latest-pages-articles-multistream.xml.bz2

    Articles alone, without redirects; prose alone, without boxes, tables, files, references.
    """
    run(session, import_wikipedia, files, WikipediaOptions(source, category, limit=limit))
