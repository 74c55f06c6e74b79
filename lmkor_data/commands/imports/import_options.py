"""What the formats share: options, and running an import."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.importers.importer import UNKNOWN_LICENCE, Importer
from lmkor_data.importers.stage import import_files, plan_import
from lmkor_data.stages import IMPORT

F = TypeVar("F", bound=Callable[..., Any])


def import_options(*, source: str | None = None, category: str) -> Callable[[F], F]:
    """Add the options of every format to a command; it gets a `session` and `files`.

    `source` is the default of --source (None: required). `category` says in words what the
    category is without --category.
    """

    def decorate(function: F) -> F:
        for decorator in reversed(
            [
                click.argument("files", nargs=-1, required=True, type=click.Path()),
                click.option(
                    "--source",
                    default=source,
                    required=source is None,
                    show_default=source is not None,
                    help="Provenance of the documents: a short name such as `myshop`.",
                ),
                click.option(
                    "--category", help=f"Category of all documents. [default: {category}]"
                ),
                click.option(
                    "--licence",
                    default=UNKNOWN_LICENCE,
                    show_default=True,
                    help="Licence of the documents that state none themselves.",
                ),
                click.option(
                    "--limit",
                    type=click.IntRange(1),
                    help="Import only the first N documents of each file, to try things out.",
                    metavar="N",
                ),
            ]
        ):
            function = decorator(function)
        return stage_options(function)

    return decorate


def run(session: Session, importer: Importer, files: tuple[str, ...], options: Any) -> None:
    """Import into the session's raw/ and show the report."""
    if session.dry_run:
        planned = plan_import(importer, files, session.corpus.output_of(IMPORT), options)
        if session.json:
            click.echo(json.dumps([plan.to_json() for plan in planned], ensure_ascii=False))
        for plan in planned if not session.json else ():
            click.echo(f"{'imported before' if plan.done else 'to import':<16}{plan.name}")
        return
    with session.context() as context:
        report = import_files(importer, files, session.corpus.output_of(IMPORT), options, context)
    session.close(report)
