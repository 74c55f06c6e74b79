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
@click.option(
    "--per",
    type=click.Choice(["auto", "file", "line", "message"]),
    default="auto",
    show_default=True,
    help="What a document is. auto: a file; a line of a list of texts; a day of a chat.",
)
@click.option("--markup", is_flag=True, help="Keep the markup of Markdown and BBCode.")
@click.option("--encoding", help="cp949, utf-16, … [default: detected]")
def command(session: Session, files: tuple[str, ...], **options: Any) -> None:
    """Import FILES of text: plain text, Markdown, BBCode, saved web pages, subtitles, chats, EPUB,
    HWP, PDF, DOCX, and zip or tar archives of them.

    \b
    lmkor-data import texts posts/ --source myblog --category tech --kind blog
    lmkor-data import texts KakaoTalkChats.txt --source club --per message
    lmkor-data import texts comments.txt --source forum --per line

    The format is detected from the content. Markdown front matter gives title, date and category;
    of a web page, the main text is taken. Speakers' names in chats are dropped. HWP and PDF take
    an extra: pip install 'lmkor-data[documents]'.
    """
    run(session, DocumentImporter(), files, DocumentOptions(**options))
