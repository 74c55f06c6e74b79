"""`lmkor-data import FORMAT PATH…`: dumps, archives and tables into raw/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.engine.stage import StageReport

F = TypeVar("F", bound=Callable[..., Any])
Stage = Callable[..., StageReport]

#: Format → what it reads, for `--list`.
FORMATS = {
    "tables": "CSV, TSV, JSON lines, Parquet, Excel (.gz .bz2 .zst): a column is the text.",
    "namuwiki": "The dump of Namuwiki: one JSON array of pages (or JSON lines, Parquet).",
    "wikipedia": "MediaWiki XML dumps: .xml.bz2 (multistream in parallel), .xml, .xml.gz.",
    "modu": "모두의 말뭉치 (NIKL): JSON files, folders of them, zip archives.",
}


def _list(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        width = max(map(len, FORMATS))
        for name, reads in FORMATS.items():
            click.echo(f"{name:{width}}  {reads}")
        context.exit()


def headings_option(default: str) -> Callable[[F], F]:
    """How the headings of a page stand in its text."""
    return click.option(
        "--headings",
        type=click.Choice(["path", "plain", "none"]),
        default=default,
        show_default=True,
        help="Above each section: `Title - Section - Part`, its own heading, or nothing.",
    )


def _run(stage: Stage, session: Session, files: tuple[str, ...], options: Any) -> None:
    with session.engine() as (runner, progress):
        report = stage(
            files,
            session.corpus.raw,
            options,
            runner=runner,
            progress=progress,
            overwrite=session.overwrite,
        )
    session.close(report)


@click.group()
@click.option("--list", is_flag=True, is_eager=True, callback=_list, expose_value=False,
              help="List the formats.")  # fmt: skip
def command() -> None:
    """Read dumps, archives and tables into raw/.

    \b
    lmkor-data import --list
    lmkor-data import tables reviews.csv --category cosmetics --source myshop

    Run again, an import goes on where it was. What earlier imports brought stays.
    """


@command.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--source", help="Where the rows come from.  [default: column `source`, file name]")
@click.option("--category", help="Category of all rows.  [default: column `category`]")
@click.option("--kind", help="review, blog, encyclopedia, news, comment, …")
@click.option(
    "--text-column", "text", multiple=True, default=("text",), show_default=True,
    help="Column with the text; give it several times to join columns.",
)  # fmt: skip
@click.option("--category-column", help="Column with the category.  [default: `category`]")
@click.option("--id-column", help="Column that names a row.  [default: `id`, else the line]")
@click.option("--title-column", help="[default: `title`, if there is one]")
@click.option("--url-column", help="[default: `url`, if there is one]")
@click.option("--date-column", help="[default: `published_at` or `date`, if there is one]")
@click.option("--rating-column", help="[default: `rating`, if there is one]")
@click.option("--limit", type=click.IntRange(1), help="Rows of each file.")
@stage_options
def tables(session: Session, files: tuple[str, ...], **options: Any) -> None:
    """Read tables: CSV, TSV, JSON lines (also .gz .bz2 .zst), Parquet, Excel.

    A row is a document. Other columns than those named here are left behind. Broken rows are
    skipped, counted and named by line.

    \b
    lmkor-data import tables reviews.csv --category cosmetics --source myshop --kind review
    lmkor-data import tables posts.jsonl.zst --source blogs --category-column topic
    lmkor-data import tables petitions/*.tsv --category petition --text-column title \\
        --text-column content
    """
    from lmkor_data.importers.tables.options import TableOptions
    from lmkor_data.importers.tables.stage import import_tables

    _run(import_tables, session, files, TableOptions(**options))


@command.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--source", default="namuwiki", show_default=True, help="Name of the source.")
@click.option("--category", default="encyclopedia", show_default=True, help="Category.")
@headings_option("path")
@click.option("--strikes", is_flag=True, help="Keep struck-out text.")
@click.option("--footnotes", is_flag=True, help="Keep footnotes, in parentheses.")
@click.option("--tables", is_flag=True, help="Keep tables, a row a line.")
@click.option("--limit", type=click.IntRange(1), help="Documents of each file.")
@stage_options
def namuwiki(session: Session, files: tuple[str, ...], headings: str, **options: Any) -> None:
    """Read a Namuwiki dump: articles as running text.

    Redirects and other name spaces are left out, contributors are never read. Files of any size
    are read in parts of 64 MB, in parallel.

    \b
    lmkor-data import namuwiki namuwiki_20210301.json
    lmkor-data import namuwiki namuwiki.json --headings plain --footnotes
    """
    from lmkor_data.importers.namuwiki.options import NamuwikiOptions
    from lmkor_data.importers.namuwiki.stage import import_namuwiki
    from lmkor_data.importers.sections import Headings

    asked = NamuwikiOptions(headings=Headings(headings), **options)
    _run(import_namuwiki, session, files, asked)


@command.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--source", default="wikipedia", show_default=True, help="Name of the source.")
@click.option("--category", default="encyclopedia", show_default=True, help="Category.")
@click.option("--site", default="ko.wikipedia.org", show_default=True, help="Host of the wiki.")
@headings_option("plain")
@click.option("--limit", type=click.IntRange(1), help="Documents of each file.")
@stage_options
def wikipedia(session: Session, files: tuple[str, ...], headings: str, **options: Any) -> None:
    """Read a Wikipedia dump: articles as running text.

    Boxes, tables, files, references and link lists are left out, and so are redirects, lists of
    meanings and other name spaces. Contributors are never read. Of multistream dumps the streams
    are read in parallel.

    \b
    lmkor-data import wikipedia kowiki-20260101-pages-articles-multistream.xml.bz2
    """
    from lmkor_data.importers.sections import Headings
    from lmkor_data.importers.wikipedia.options import WikipediaOptions
    from lmkor_data.importers.wikipedia.stage import import_wikipedia

    asked = WikipediaOptions(headings=Headings(headings), **options)
    _run(import_wikipedia, session, files, asked)


@command.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--source", default="modu", show_default=True, help="Name of the source.")
@click.option("--category", help="Category of all.  [default: news, written, web, spoken, …]")
@click.option("--mask", default="○○", show_default=True, help="Written where names were masked.")
@click.option("--limit", type=click.IntRange(1), help="Documents of each task (64 MB of files).")
@stage_options
def modu(session: Session, files: tuple[str, ...], **options: Any) -> None:
    """Read 모두의 말뭉치 (NIKL): newspaper, written, web, spoken, messenger.

    Folders and zip archives as distributed. What a speaker says in a row is one line; speakers
    and authors are not kept. Broken files are skipped and named.

    \b
    lmkor-data import modu NIKL_NEWSPAPER_2022_v1.0.zip NIKL_DIALOGUE_2020/
    """
    from lmkor_data.importers.modu.options import ModuOptions
    from lmkor_data.importers.modu.stage import import_modu

    _run(import_modu, session, files, ModuOptions(**options))
