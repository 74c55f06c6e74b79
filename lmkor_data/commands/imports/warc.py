"""`lmkor-data import warc`."""

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
from lmkor_data.importers.warc.warc_importer import WarcOptions, import_warc


@click.command()
@files_argument
@source_option("commoncrawl")
@category_option("by the rules")
@click.option(
    "--rules",
    type=click.Path(dir_okay=False, exists=True),
    help="A TOML file that tells the category by host and path, in place of ours.",
)
@click.option("--kind", default="web", show_default=True)
@limit_option
@stage_options
def command(
    session: Session,
    files: tuple[str, ...],
    source: str,
    category: str | None,
    rules: str | None,
    kind: str,
    limit: int | None,
) -> None:
    """Import web archives: WARC (main text by trafilatura) or WET files, packed or not.

    \b
    lmkor-data import warc CC-MAIN-20260101-00000.warc.gz

    Korean pages alone. A rule file holds tables such as

    \b
    [[rule]]
    host = "tistory.com"
    category = "blog"
    """
    run(session, import_warc, files, WarcOptions(source, category, rules, kind, limit))
