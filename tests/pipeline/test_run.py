"""One file says it all: first run, second run, one new source, other options, faults."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lmkor_data.cli import group
from lmkor_data.corpus.layout import shards
from tests.pipeline.reviews import REVIEWS, write_jsonl

FILE = """
corpus = "made"
workers = 1

[[import]]
files = ["one/*.jsonl"]
source = "shop"

[clean]
sentences = "none"

[dedup]

[decontaminate]
against = "exam.jsonl"

[vocab]
size = 300
unused = 5

[[pack]]
family = "bert"
max_length = 64

[[pack]]
family = "gpt"
max_length = 64
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_jsonl(tmp_path / "one" / "a.jsonl", [{"text": text} for text in REVIEWS[:30]])
    write_jsonl(tmp_path / "exam.jsonl", [{"text": REVIEWS[0]}])
    (tmp_path / "pipeline.toml").write_text(FILE)
    return tmp_path


def run(place: Path, *arguments: str, code: int = 0) -> dict[str, str]:
    """Step → why it ran (empty: up to date)."""
    command = ["run", str(place / "pipeline.toml"), "--json", *arguments]
    result = CliRunner().invoke(group, command, catch_exceptions=False)
    assert result.exit_code == code, result.output
    steps: list[dict[str, Any]] = json.loads(result.output.splitlines()[-1])["steps"]
    return {step["step"]: step["why"] for step in steps}


def test_only_what_is_needed_runs(place: Path) -> None:
    planned = run(place, "--dry-run")
    assert not (place / "made").exists()
    assert run(place) == {**planned, **dict.fromkeys(planned, "new")}
    assert sum(shard.path.exists() for shard in shards(place / "made" / "packed" / "gpt")) == 1
    assert set(run(place).values()) == {""}
    write_jsonl(place / "one" / "b.jsonl", [{"text": text} for text in REVIEWS[30:]])
    planned = run(place, "--dry-run")
    assert planned["import shop"] == "new files"
    assert all(planned.values())
    done = run(place, "--overwrite")
    assert done["clean"] == "1 new file"
    assert set(run(place).values()) == {""}


def test_other_options_are_refused_by_name_and_overwrite_replaces(place: Path) -> None:
    run(place)
    changed = FILE.replace('sentences = "none"', 'sentences = "fast"')
    (place / "pipeline.toml").write_text(changed)
    result = CliRunner().invoke(group, ["run", str(place / "pipeline.toml")])
    assert "[clean]" in str(result.exception)
    assert "--overwrite" in str(result.exception)
    assert run(place, "--overwrite")["clean"] == "other options"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("[dedup]", "[dedupe]", "Did you mean `dedup`?"),
        ("size = 300", "sizes = 300", "Did you mean `size`?"),
        ('source = "shop"', "", "[import] needs `source`"),
        ("[vocab]", "[vocab", "is not TOML"),
    ],
)
def test_a_fault_in_the_file_is_named(place: Path, before: str, after: str, told: str) -> None:
    (place / "pipeline.toml").write_text(FILE.replace(before, after))
    result = CliRunner().invoke(group, ["run", str(place / "pipeline.toml")])
    assert result.exit_code != 0
    assert told in str(result.exception)


def test_init_writes_a_file_that_runs(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "reviews.jsonl", [{"text": text} for text in REVIEWS])
    done = CliRunner().invoke(group, ["init", str(tmp_path)], catch_exceptions=False)
    assert "reviews.jsonl: tables" in done.output
    file = tmp_path / "pipeline.toml"
    file.write_text(file.read_text().replace("40000", "300"))
    assert run(tmp_path)["dedup"] == "new"
    again = CliRunner().invoke(group, ["init", str(tmp_path)])
    assert "exists" in str(again.exception)
