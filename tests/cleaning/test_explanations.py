"""--explain and --sample show what the stage would do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from lmkor_data.commands.clean import command
from lmkor_data.corpus.layout import Corpus
from lmkor_data.corpus.schema import document_id
from tests.cleaning.test_stage import REVIEW, make_raw


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    make_raw(Corpus(tmp_path), [REVIEW, "굿"])
    return ["--corpus", str(tmp_path), "--sentences", "none", "--workers", "1"]


def test_explain_one_document(arguments: list[str]) -> None:
    shown = CliRunner().invoke(command, [*arguments, "--explain", document_id("shop", "0-0")])
    assert shown.exit_code == 0
    assert "kept; changed by spacing" in shown.output
    assert "살게요ㅎㅎㅎㅎㅎ" in shown.output.split("after")[0]
    assert "살게요ㅎㅎ\n" in shown.output.split("after")[1]


def test_sample_shows_reasons_and_writes_nothing(arguments: list[str], tmp_path: Path) -> None:
    shown = CliRunner().invoke(command, [*arguments, "--sample", "5"])
    assert "left out: too short" in shown.output
    assert not (tmp_path / "clean").exists()


def test_unknown_document(arguments: list[str]) -> None:
    shown = CliRunner().invoke(command, [*arguments, "--explain", "nobody"])
    assert "There is no document 'nobody'" in str(shown.exception)
