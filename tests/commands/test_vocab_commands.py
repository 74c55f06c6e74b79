"""The vocabulary's commands, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lmkor_data.cli import group
from tests.vocab.corpora import sentences, write_shard


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(group, list(arguments))
    assert result.exit_code == code, result.output
    return result.stdout


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    write_shard(root / "clean", "one", sentences(400), "cosmetics")
    write_shard(root / "clean", "two", sentences(400, 2), "food")
    return root


def test_from_clean_text_to_packed_sequences(corpus: Path) -> None:
    where = ("--corpus", str(corpus))
    small = ("--size", "400", "--unused", "10", "--workers", "1")
    built: dict[str, Any] = json.loads(run("build-vocab", *where, *small, "--json"))
    assert built["facts"]["vocabulary"] == 410
    assert any("clean/" in note for note in built["notes"])
    vocabulary = str(corpus / "vocab")
    shown = run("evaluate-vocab", vocabulary, "--text", str(corpus / "clean"), "--json")
    assert json.loads(shown)["rows"][0]["unknown_share"] == 0
    terms = run("domain-terms", vocabulary, "--category", "food", "--preview", *where)
    assert "nothing was written" in terms
    report = json.loads(run("pack", vocabulary, "--for", "gpt", *where, "--workers", "1", "--json"))
    assert set(report["facts"]["tokens_by_category"]) == {"cosmetics", "food"}


def test_a_wrong_weight_is_named(corpus: Path) -> None:
    result = CliRunner().invoke(group, ["build-vocab", "--weights", "food:2"])
    assert result.exit_code == 2
    assert "food:2" in result.output
