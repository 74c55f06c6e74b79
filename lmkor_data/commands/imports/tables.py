"""`lmkor-data import tables`."""

from __future__ import annotations

from typing import Any

import click

from lmkor_data.commands.common import Session
from lmkor_data.commands.imports.import_options import import_options, run
from lmkor_data.importers.tables.table_importer import READERS, TableImporter
from lmkor_data.importers.tables.table_options import TableOptions

#: Option → column of a document.
_COLUMNS = {
    "id_column": "id",
    "category_column": "category",
    "date_column": "published_at",
    "rating_column": "rating",
    "title_column": "title",
    "url_column": "url",
}


@click.command()
@import_options(category="the column `category`")
@click.option("--kind", help="Kind of text: review, blog, news, … [default: the column `kind`]")
@click.option(
    "--text-column",
    "text",
    multiple=True,
    help="Column with the text, or path to it in nested data (data.reviews[].text); repeat it to "
    "join several columns, one line each. [default: guessed by the usual names]",
)
@click.option("--id-column", help="Column that identifies a row across all files.")
@click.option("--category-column", help="Column with the category. [default: guessed]")
@click.option("--date-column", help="Column with the date. [default: guessed]")
@click.option("--rating-column", help="Column with the rating. [default: guessed]")
@click.option("--title-column", help="Column with the title. [default: guessed]")
@click.option("--url-column", help="Column with the address. [default: guessed]")
@click.option("--columns", help="Comma-separated names, for a CSV file without a header row.")
@click.option(
    "--header-row",
    type=click.IntRange(1),
    metavar="N",
    help="Row that holds the column names, counted from 1 after --skip-rows. [default: detected]",
)
@click.option(
    "--skip-rows", type=click.IntRange(0), default=0, metavar="N", help="Rows at the top to skip."
)
@click.option("--delimiter", help="Field separator of CSV. [default: detected]")
@click.option("--quote", help="Quote character of CSV, or `none`. [default: detected]")
@click.option("--escape", help="Escape character of CSV, or `none`. [default: detected]")
@click.option("--sheet", help="Name or number of the one sheet to read. [default: all sheets]")
@click.option(
    "--collected",
    metavar="DATE",
    help="Day on which the table was collected: what `3일 전` counts from.",
)
@click.option("--encoding", help="cp949, utf-16, … [default: detected]")
@click.option("--format", type=click.Choice(list(READERS)), help="[default: by name and content]")
def command(
    session: Session,
    files: tuple[str, ...],
    columns: str | None,
    **options: Any,
) -> None:
    """Import FILES: CSV, TSV, JSON, JSON Lines (.gz, .bz2, .zst), Parquet, Excel.

    \b
    lmkor-data import tables reviews.jsonl.zst --source myshop
    lmkor-data import tables a.csv b.csv --source myshop --category food --text-column 내용
    lmkor-data import tables sheet.xlsx --source myshop --text-column 제목 --text-column 본문

    Encoding (UTF-8, cp949, UTF-16) and separator are detected. Only columns that an option
    names, or that have the usual names, are read: people's names and all else are dropped.
    """
    named = {ours: options.pop(option) for option, ours in _COLUMNS.items()}
    table_options = TableOptions(
        named=tuple((ours, theirs) for ours, theirs in named.items() if theirs),
        header=tuple(columns.split(",")) if columns else None,
        **options,
    )
    run(session, TableImporter(), files, table_options)
