"""The command line as a newcomer meets it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from lmkor_data.cli import COMMANDS, group


def lmkor_data(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lmkor_data", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(group, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output


def test_the_overview_is_quick_to_read_and_to_load() -> None:
    heavy = "pyarrow numba scrapy tokenizers kss"
    code = (
        "import sys; from lmkor_data.cli import group; group(['--help'], standalone_mode=False);"
        f"print([m for m in '{heavy}'.split() if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    assert out.splitlines()[-1] == "[]"
    assert all(name in out for name in COMMANDS)


def test_a_typo_is_met_with_a_suggestion() -> None:
    result = lmkor_data("claen")
    assert result.returncode == 2
    assert "Did you mean `clean`?" in result.stderr


def test_a_fault_is_one_clear_line(tmp_path) -> None:
    result = lmkor_data("clean", "--corpus", str(tmp_path / "nothing"))
    assert result.returncode == 1
    assert result.stderr.startswith("lmkor-data: ")
    assert "Traceback" not in result.stderr
