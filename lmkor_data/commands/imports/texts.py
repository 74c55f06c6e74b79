"""`lmkor-data import texts`."""

from __future__ import annotations

from typing import Any

import click

from lmkor_data.commands.common import Session
from lmkor_data.commands.imports.import_options import import_options, run
from lmkor_data.importers.documents.document_importer import DocumentImporter, DocumentOptions


@click.command()
@import_options(category="uncategorised")
@click.option("--kind", help="Kind of text: review, blog, news, …")
@click.option("--encoding", help="cp949, utf-16, … [default: detected]")
def command(session: Session, files: tuple[str, ...], **options: Any) -> None:
    """Import FILES as one document each: plain text, Markdown, saved web pages (.html).

    \b
    lmkor-data import texts posts/ --source myblog --category tech --kind blog

    Markdown front matter gives title and date; of a web page, the main text is taken.
    """
    run(session, DocumentImporter(), files, DocumentOptions(**options))
