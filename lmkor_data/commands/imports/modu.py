"""`lmkor-data import modu`."""

from __future__ import annotations

from typing import Any

import click

from lmkor_data.commands.common import Session
from lmkor_data.commands.imports.import_options import import_options, run
from lmkor_data.importers.modu.modu_importer import ModuImporter, ModuOptions


@click.command()
@import_options(
    source="modu", category="the kind of text: news, book, blog, conversation, messenger"
)
def command(session: Session, files: tuple[str, ...], **options: Any) -> None:
    """Import 모두의 말뭉치: JSON files, zip files, or folders of both, as downloaded.

    \b
    lmkor-data import modu NIKL_NEWSPAPER_v2.0.zip
    lmkor-data import modu NIKL_MESSENGER/ NIKL_SPOKEN/

    The kind of corpus is detected from each file's content. Consecutive utterances of one
    speaker become one line. Speakers' names and numbers are dropped; masked names become OO.
    """
    run(session, ModuImporter(), files, ModuOptions(**options))
