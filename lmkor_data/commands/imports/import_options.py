"""What the formats share: options, and running an import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from lmkor_data.commands.common import Session
from lmkor_data.engine.stage import StageReport

F = TypeVar("F", bound=Callable[..., Any])

files_argument = click.argument("files", nargs=-1, required=True, type=click.Path())

limit_option = click.option(
    "--limit", type=click.IntRange(1), help="So many documents of each file, to try things out."
)


def source_option(default: str | None = None) -> Callable[[F], F]:
    """A short name for where the texts are from; required where the format has none."""
    return click.option(
        "--source",
        default=default,
        required=default is None,
        show_default=default is not None,
        help="Where the texts are from: a short name.",
    )


def category_option(default: str) -> Callable[[F], F]:
    """`default` tells in words what the category is without the option."""
    return click.option("--category", help=f"Category of all documents. [default: {default}]")


def run(
    session: Session,
    importer: Callable[..., StageReport],
    files: tuple[str, ...],
    options: Any,
) -> None:
    """Import into the session's raw/ and show the report."""
    with session.context() as context:
        report = importer(
            files,
            session.corpus.raw,
            options,
            context=context,
        )
    session.close(report)
