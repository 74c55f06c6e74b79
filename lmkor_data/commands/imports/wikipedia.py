"""`lmkor-data import wikipedia`."""

from __future__ import annotations

from typing import Any

import click

from lmkor_data.commands.common import Session
from lmkor_data.commands.imports.import_options import import_options, run
from lmkor_data.importers.wikipedia.wikipedia_importer import WikipediaImporter, WikipediaOptions


@click.command()
@import_options(source="kowiki", category="encyclopedia")
def command(session: Session, files: tuple[str, ...], **options: Any) -> None:
    """Import MediaWiki dumps: .xml.bz2 (multistream is read in parallel) or .xml.

    \b
    lmkor-data import wikipedia kowiki-latest-pages-articles-multistream.xml.bz2

    Imports articles, not redirects, and of them the prose: infoboxes, tables, files and
    references are dropped.
    """
    given = {name: value for name, value in options.items() if value is not None}
    run(session, WikipediaImporter(), files, WikipediaOptions(**given))
