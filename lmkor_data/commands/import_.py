"""`lmkor-data import`: other corpora into raw/."""

from __future__ import annotations

import click

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.importers.tables.options import TableOptions
from lmkor_data.importers.tables.read import READERS, import_tables


@click.group()
def command() -> None:
    """Read dumps, archives and tables into raw/.

    \b
    lmkor-data import tables reviews.csv --source myshop --category food --text-column 내용
    lmkor-data import tables *.jsonl.zst --source nsmc

    What is imported lies beside what is there already. A second run reads only files that are
    new or changed.
    """


@command.command()
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option("--source", required=True, help="Where the texts are from: a short name.")
@click.option("--category", help="Category of all rows. [default: the column `category`]")
@click.option(
    "--kind", help="review, blog, encyclopedia, news, comment, … [default: column `kind`]"
)
@click.option(
    "--text-column",
    "text",
    multiple=True,
    default=["text"],
    show_default=True,
    help="Column with the text; several are joined, a line each.",
)
@click.option("--id-column", help="Column that names a row. [default: `id`, if there]")
@click.option("--category-column", help="[default: `category`, if there]")
@click.option("--date-column", help="[default: `date`, if there]")
@click.option("--rating-column", help="[default: `rating`, if there]")
@click.option("--title-column", help="[default: `title`, if there]")
@click.option("--url-column", help="[default: `url`, if there]")
@click.option("--columns", "header", help="Names, with commas, for a CSV file without a header.")
@click.option("--delimiter", help="Of CSV. [default: looked for]")
@click.option("--encoding", help="cp949, utf-16, … [default: looked for]")
@click.option("--format", type=click.Choice(list(READERS)), help="[default: by name and content]")
@click.option("--limit", type=click.IntRange(1), help="So many documents of each file, to try.")
@stage_options
def tables(
    session: Session,
    files: tuple[str, ...],
    header: str | None,
    text: tuple[str, ...],
    **given: str | int | None,
) -> None:
    """Import FILES: CSV, TSV, JSON Lines (.gz, .bz2, .zst) and Parquet.

    \b
    lmkor-data import tables reviews.jsonl.zst --source myshop
    lmkor-data import tables a.csv b.csv --source myshop --category food --text-column 내용
    lmkor-data import tables ratings.tsv --source nsmc --category movie --text-column document

    Only the columns that an option names, or that have the usual names, are read: names of people
    and all else stay behind. Rows that cannot be read are skipped and named, and the exit code is
    then 1; the others are imported.
    """
    names = {"date": "published_at"}
    named = {
        names.get(option.removesuffix("_column"), option.removesuffix("_column")): value
        for option, value in given.items()
        if option.endswith("_column") and value
    }
    others = {option: value for option, value in given.items() if not option.endswith("_column")}
    options = TableOptions(
        text=text,
        named=tuple(named.items()),  # type: ignore[arg-type]
        header=tuple(header.split(",")) if header else None,
        **others,  # type: ignore[arg-type]
    )
    with session.engine() as (runner, progress):
        report = import_tables(
            files,
            session.corpus.raw,
            options,
            runner=runner,
            progress=progress,
            overwrite=session.overwrite,
        )
    session.close(report)
