"""`lmkor-data import NAME` for importers of other packages: options from their dataclass."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from typing import Any

import click

from lmkor_data.commands.common import Session
from lmkor_data.commands.imports.import_options import import_options, run
from lmkor_data.importers.importer import Importer, ImportOptions

_SIMPLE = (str, int, float, bool)


def external_command(importer: Importer) -> click.Command:
    """Build the command of an importer: an option for each plain field of its dataclass.

    The help of an option is the field's `metadata["help"]`; the help of the command is the
    docstring of the class.
    """
    fields = {field.name: field for field in dataclasses.fields(importer.options)}
    source = fields["source"].default
    category = fields["category"].default
    kept = None if category is dataclasses.MISSING else category

    def command(session: Session, files: tuple[str, ...], **options: Any) -> None:
        given = {name: value for name, value in options.items() if value is not None}
        run(session, importer, files, importer.options(**given))

    command.__doc__ = inspect.getdoc(type(importer))
    function: Any = import_options(
        source=None if source is dataclasses.MISSING else source,
        category=str(kept or "as each document says"),
    )(command)
    shared = {field.name for field in dataclasses.fields(ImportOptions)}
    types = typing.get_type_hints(importer.options)
    for name in reversed([name for name in fields if name not in shared]):
        if kind := _plain_type(types[name]):
            option = f"--{name.replace('_', '-')}"
            help = fields[name].metadata.get("help")
            flag = f"{option}/--no-{name.replace('_', '-')}" if kind is bool else option
            function = click.option(flag, name, type=kind, default=None, help=help)(function)
    return click.command(name=importer.name)(function)


def _plain_type(annotation: Any) -> type | None:
    """The type of an option's value; None where it is no plain one."""
    choices = [annotation, *typing.get_args(annotation)]
    return next((choice for choice in choices if choice in _SIMPLE), None)
