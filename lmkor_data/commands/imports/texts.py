"""`lmkor-data import texts`."""

from __future__ import annotations

import click

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.commands.imports.import_options import (
    category_option,
    files_argument,
    run,
    source_option,
)
from lmkor_data.importers.documents.document_importer import TextOptions, import_texts


@click.command()
@files_argument
@source_option()
@category_option("uncategorised")
@click.option("--kind", help="review, blog, news, …")
@click.option("--encoding", help="cp949, utf-16, … [default: looked for]")
@stage_options
def command(session: Session, files: tuple[str, ...], **options: str | None) -> None:
    """Import FILES, a document each: plain text, Markdown, saved web pages (.html).

    \b
    lmkor-data import texts posts/ --source myblog --category tech --kind blog

    Of Markdown, the fields before the text give title and date; of a web page, the main text is
    taken.
    """
    run(session, import_texts, files, TextOptions(**options))  # type: ignore[arg-type]
