"""`lmkor-data import`: other corpora into raw/."""

from __future__ import annotations

import importlib
from typing import Any

import click

#: Format → one line for the overview; each lives in a file of `imports/` and loads when called.
FORMATS = {
    "tables": "CSV, TSV, JSON, JSON Lines, Parquet, Excel: columns by name, any encoding.",
    "texts": "A file a document: plain text, Markdown, saved web pages.",
    "wikipedia": "A MediaWiki dump: .xml.bz2, multistream too, or .xml.",
    "namuwiki": "Namuwiki's dump: one JSON array of gigabytes.",
    "modu": "모두의 말뭉치: newspaper, written, web, spoken, messenger; folders or zip files.",
    "warc": "Web archives (WARC, WET), Common Crawl's for example: the Korean pages.",
}


class _Formats(click.Group):
    """Lists formats without importing them, so that --help is quick."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(FORMATS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in FORMATS:
            return None
        module = importlib.import_module(f"lmkor_data.commands.imports.{name}")
        command: click.Command = module.command
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Formats"):
            formatter.write_dl(list(FORMATS.items()))


def _list(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        width = max(map(len, FORMATS))
        for name, line in FORMATS.items():
            click.echo(f"{name:{width}}  {line}")
        context.exit()


@click.command(cls=_Formats)
@click.option("--list", is_flag=True, callback=_list, expose_value=False, is_eager=True,
              help="List the formats and exit.")  # fmt: skip
def command(**_: Any) -> None:
    """Read dumps, archives and tables into raw/.

    \b
    lmkor-data import tables reviews.csv --source myshop --category food --text-column 내용
    lmkor-data import wikipedia kowiki-latest-pages-articles-multistream.xml.bz2
    lmkor-data import namuwiki namuwiki.json --limit 100

    What is imported lies beside what is there already. A second run reads only files that are
    new or changed, and goes on where the last one was stopped. What cannot be read is named,
    and the exit code is then 1; the rest is imported.
    """
