"""`lmkor-data import`: other corpora into raw/."""

from __future__ import annotations

import importlib
import os
from typing import Any

import click

from lmkor_data.errors import LmkorError
from lmkor_data.importers.registry import OWN, find_importer, importer_names, summaries


class _Formats(click.Group):
    """Lists formats without importing them, so that --help is quick."""

    def list_commands(self, context: click.Context) -> list[str]:
        return importer_names()

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A file in place of a format: the format of each file is detected."""
        option_first = bool(args) and args[0].startswith("-")
        if option_first or (args and args[0] not in importer_names() and _names_files(args[0])):
            from lmkor_data.commands.imports.auto import command as detecting

            return "", detecting, args
        return super().resolve_command(context, args)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in OWN:
            module = importlib.import_module(f"lmkor_data.commands.imports.{name}")
            command: click.Command = module.command
            return command
        from lmkor_data.commands.imports.external import external_command

        try:
            return external_command(find_importer(name))
        except LmkorError as cause:
            raise click.UsageError(str(cause), context) from cause

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Formats"):
            formatter.write_dl(list(summaries().items()))


def _names_files(word: str) -> bool:
    """Whether a word is a file, a folder or a pattern."""
    if os.path.exists(word) or any(mark in word for mark in "*?/"):
        return True
    return "." in word and ":" not in word


def _list(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        lines = summaries()
        width = max(map(len, lines))
        for name, line in lines.items():
            click.echo(f"{name:{width}}  {line}")
        context.exit()


@click.command(cls=_Formats, context_settings={"ignore_unknown_options": True})
@click.option("--list", is_flag=True, callback=_list, expose_value=False, is_eager=True,
              help="List the formats and exit.")  # fmt: skip
def command(**_: Any) -> None:
    """Import dumps, archives and tables into raw/.

    \b
    lmkor-data import reviews.xlsx chat.txt posts/ --source myshop
    lmkor-data import tables reviews.csv --source myshop --category food --text-column 내용
    lmkor-data import wikipedia kowiki-latest-pages-articles-multistream.xml.bz2
    lmkor-data import namuwiki namuwiki.json --limit 100
    lmkor-data import mypackage.forum:ForumImporter dump.xml --source forum

    Without a format, the importer of each file is detected, and told.

    Imports are added to what raw/ already holds. A second run reads only files that are new or
    changed, and resumes where the last one stopped. Whatever cannot be read is named, and the
    exit code is then 1; the rest is imported.
    """
