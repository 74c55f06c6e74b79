"""`lmkor-data import modu`."""

from __future__ import annotations

import click

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.commands.imports.import_options import (
    category_option,
    files_argument,
    limit_option,
    run,
    source_option,
)
from lmkor_data.importers.modu.modu_importer import ModuOptions, import_modu


@click.command()
@files_argument
@source_option("modu")
@category_option("the kind: news, book, blog, conversation, messenger")
@limit_option
@stage_options
def command(
    session: Session,
    files: tuple[str, ...],
    source: str,
    category: str | None,
    limit: int | None,
) -> None:
    """Import 모두의 말뭉치: JSON files, zip files, or folders of both, as downloaded.

    \b
    lmkor-data import modu NIKL_NEWSPAPER_v2.0.zip
    lmkor-data import modu NIKL_MESSENGER/ NIKL_SPOKEN/

    What a file holds is seen from its content. What a speaker says until another does is one
    line; speakers' names and numbers stay behind, masked names become OO.
    """
    run(session, import_modu, files, ModuOptions(source, category, limit))
