"""`lmkor-data import tables`."""

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
from lmkor_data.importers.tables.table_importer import READERS, import_tables
from lmkor_data.importers.tables.table_options import TableOptions


@click.command()
@files_argument
@source_option()
@category_option("the column `category`")
@click.option("--kind", help="review, blog, news, … [default: the column `kind`]")
@click.option(
    "--text-column",
    "text",
    multiple=True,
    default=["text"],
    show_default=True,
    help="Column with the text; several are joined, a line each.",
)
@click.option("--id-column", "id", help="Column that names a row in all the files.")
@click.option("--category-column", "category_column", help="[default: `category`, if there]")
@click.option("--date-column", "published_at", help="[default: `date`, if there]")
@click.option("--rating-column", "rating", help="[default: `rating`, if there]")
@click.option("--title-column", "title", help="[default: `title`, if there]")
@click.option("--url-column", "url", help="[default: `url`, if there]")
@click.option("--columns", help="Names, with commas, for a CSV file without a header.")
@click.option("--delimiter", help="Of CSV. [default: looked for]")
@click.option("--encoding", help="cp949, utf-16, … [default: looked for]")
@click.option("--format", type=click.Choice(list(READERS)), help="[default: by name and content]")
@limit_option
@stage_options
def command(
    session: Session,
    files: tuple[str, ...],
    source: str,
    category: str | None,
    kind: str | None,
    text: tuple[str, ...],
    columns: str | None,
    delimiter: str | None,
    encoding: str | None,
    format: str | None,
    limit: int | None,
    category_column: str | None,
    **named: str | None,
) -> None:
    """Import FILES: CSV, TSV, JSON, JSON Lines (.gz, .bz2, .zst), Parquet, Excel.

    \b
    lmkor-data import tables reviews.jsonl.zst --source myshop
    lmkor-data import tables a.csv b.csv --source myshop --category food --text-column 내용
    lmkor-data import tables sheet.xlsx --source myshop --text-column 제목 --text-column 본문

    Encoding (UTF-8, cp949, UTF-16) and separator are found out. Only the columns that an option
    names, or that have the usual names, are read: names of people and all else stay behind.
    """
    given = {**named, "category": category_column}
    options = TableOptions(
        source=source,
        category=category,
        kind=kind,
        text=text,
        named=tuple((ours, theirs) for ours, theirs in given.items() if theirs),
        header=tuple(columns.split(",")) if columns else None,
        delimiter=delimiter,
        encoding=encoding,
        format=format,
        limit=limit,
    )
    run(session, import_tables, files, options)
