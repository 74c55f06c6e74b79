"""The documentation against the code: no command or option is untold."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"

_spec = importlib.util.spec_from_file_location("command_reference", DOCS / "command_reference.py")
assert _spec
assert _spec.loader
reference = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(reference)

COMMANDS = dict(reference.commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    command = COMMANDS[name]
    assert command.help, f"{name} has no help"
    silent = [
        option.opts[0]
        for option in command.params
        if isinstance(option, click.Option) and not option.help and not option.hidden
    ]
    assert silent == []


def test_the_command_reference_is_what_help_says() -> None:
    told = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert told == reference.command_reference() + "\n", "run python docs/command_reference.py"


def test_every_link_between_pages_leads_somewhere() -> None:
    broken = []
    for page in [*DOCS.glob("*.md"), *ROOT.glob("*.md"), *ROOT.glob("benchmarks/**/README.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_every_page_is_in_the_site() -> None:
    site = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    missing = [page.name for page in DOCS.glob("*.md") if page.name not in site]
    assert missing == []
