"""Write docs/commands.md: every command and option as `--help` tells them.

python docs/command_reference.py
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from lmkor_data.cli import COMMANDS, group

PAGE = Path(__file__).parent / "commands.md"

_HEAD = """\
# Commands

Made from `--help` by `python docs/command_reference.py`; do not edit.
"""


def command_reference() -> str:
    """The page: a section for each command, a row for each of its options."""
    context = click.Context(group, info_name="lmkor-data")
    parts = [_HEAD]
    for name in COMMANDS:
        found = group.get_command(context, name)
        assert found
        parts += _sections(found, f"lmkor-data {name}")
    return "\n".join(parts)


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, subcommands too."""
    context = click.Context(group, info_name="lmkor-data")
    for name in COMMANDS:
        found = group.get_command(context, name)
        assert found
        yield from _with_children(found, name)


def _with_children(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found:
                yield from _with_children(found, f"{name} {child}")


def _sections(command: click.Command, name: str) -> Iterator[str]:
    for full, found in _with_children(command, name):
        yield f"\n## {full}\n\n{_text(found.help or '')}\n"
        arguments = [p.human_readable_name for p in found.params if isinstance(p, click.Argument)]
        if arguments:
            yield f"Arguments: {', '.join(f'`{name}`' for name in arguments)}\n"
        options = [p for p in found.params if isinstance(p, click.Option) and not p.hidden]
        if options:
            yield "| option | meaning |\n|---|---|"
            yield from (_row(option, found) for option in options)


def _text(text: str) -> str:
    """Help with its examples (after `\\b`) as code."""
    blocks = []
    for block in inspect.cleandoc(text).split("\n\n"):
        examples = block.lstrip().startswith("\b")
        lines = [line for line in block.replace("\b", "").strip("\n").split("\n") if line.strip()]
        blocks.append("```\n" + "\n".join(lines) + "\n```" if examples else " ".join(lines))
    return "\n\n".join(blocks)


def _row(option: click.Option, command: click.Command) -> str:
    record = option.get_help_record(click.Context(command))
    told, meaning = record if record else (", ".join(option.opts), "")
    return "| `{}` | {} |".format(*(part.replace("|", "\\|") for part in (told, meaning)))


if __name__ == "__main__":
    PAGE.write_text(command_reference() + "\n", encoding="utf-8")
