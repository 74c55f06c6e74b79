"""What the formats share: options, and running an import."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import click

from lmkor_data.commands.common import Session, stage_options
from lmkor_data.corpus.layout import expand
from lmkor_data.importers.importer import UNKNOWN_LICENCE, Importer
from lmkor_data.importers.preview import Preview, preview_file
from lmkor_data.importers.stage import PlannedPiece, import_files, plan_import
from lmkor_data.stage_table import IMPORT

_SNIFF = "lmkor_data.sniff"

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
                click.option(
                    "--sniff",
                    is_flag=True,
                    expose_value=False,
                    callback=_remember,
                    help="Show how each file would be read, by which rules, and its first five "
                    "documents; import nothing.",
                ),
            ]
        ):
            function = decorator(function)
        return stage_options(function)

    return decorate


def run(session: Session, importer: Importer, files: tuple[str, ...], options: Any) -> None:
    """Import into the session's raw/ and show the report; with --sniff, show previews alone."""
    if sniffing():
        show_previews(session, [preview_file(importer, path, options) for path in expand(files)])
        return
    if session.dry_run:
        show_plan(session, plan_import(importer, files, session.corpus.output_of(IMPORT), options))
        return
    with session.context() as context:
        report = import_files(importer, files, session.corpus.output_of(IMPORT), options, context)
    session.close(report)


def show_plan(session: Session, planned: Sequence[PlannedPiece]) -> None:
    """Show which files an import would read; with --json as one object."""
    if session.json:
        found = {"files": [plan.to_json() for plan in planned]}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for plan in planned:
        click.echo(f"{'imported before' if plan.done else 'to import':<16}{plan.name}")


def sniffing() -> bool:
    """Whether the command was given --sniff."""
    return bool(click.get_current_context().meta.get(_SNIFF))


def show_previews(session: Session, previews: Sequence[Preview]) -> None:
    """Show previews, with --json as one object; exit code 1 where a file cannot be read."""
    if session.json:
        found = {"previews": [dataclasses.asdict(preview) for preview in previews]}
        click.echo(json.dumps(found, ensure_ascii=False, default=str))
    else:
        for preview in previews:
            click.echo("\n".join(_lines(preview)))
    if any(preview.fault for preview in previews):
        sys.exit(1)


def _lines(preview: Preview) -> Iterator[str]:
    yield f"{preview.file}: import {preview.importer}"
    yield from (f"  {rule}" for rule in preview.rules)
    yield from (f"  {note}" for note in preview.notes)
    for number, document in enumerate(preview.documents, 1):
        shown = (f"{name}: {' '.join(str(value).split())[:80]}" for name, value in document.items())
        yield f"  {number}. {' | '.join(shown)}"
    for reason, count in preview.bad_rows.items():
        yield f"  left out on the way: {count:,} ({reason})"
    if preview.fault:
        yield f"  cannot be read: {preview.fault}"


def _remember(context: click.Context, _: click.Parameter, asked: bool) -> None:
    context.meta[_SNIFF] = asked
