"""A table of thresholds of the user's own: its faults are named before anything is made."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lmkor_data.cleaning.profiles import (
    ProfileSelection,
    parse_profiles,
    read_profiles,
    shipped_profiles,
)
from lmkor_data.commands.clean import command
from lmkor_data.errors import LmkorError
from tests.cleaning.test_stage import REVIEW

SHIPPED = resources.files("lmkor_data.cleaning").joinpath("profiles.toml").read_text("utf-8")


def run(tmp_path: Path, *arguments: str) -> Result:
    path = tmp_path / "in" / "a.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"text": REVIEW}), "utf-8")
    chosen = ["--sentences", "none", "--workers", "1", "--input", str(path.parent), *arguments]
    return CliRunner().invoke(command, chosen)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("letters = 6", "letters = 6\nleters = 6", r"\[reviews.document\] leters is not known"),
        ("letters = 6", 'letters = "six"', r"letters must be a number, not 'six'"),
        ("letters = 6", "letters = true", r"letters must be a number, not True"),
        ("letters = 6", "letters = 6\nany_letter = 0", r"any_letter is not known"),
        ("[reviews]", '[reviews]\nkinds = "review"', r"\[reviews\] kinds must be a list"),
        ("[reviews]", "[reviews]\nsoft = 1", r"\[reviews\] soft is not known"),
        (
            "[news]",
            '[poems]\nkinds = ["chat"]\n[news]\nkinds = ["chat"]',
            r"chat is in \[poems\] and in \[news\]",
        ),
        (
            "[reviews]",
            '[reviews]\nline_breaks = "smooth"',
            r"\[reviews\] line_breaks must be soft or hard",
        ),
        (SHIPPED, "reviews = 3", "reviews must be a table"),
        ("[reviews]", "[reviews", "does not describe profiles"),
        (SHIPPED, "", r"has no profile \[reviews\]"),
    ],
)
def test_a_fault_is_named_with_its_place(before: str, after: str, said: str) -> None:
    with pytest.raises(LmkorError, match=said) as raised:
        parse_profiles(SHIPPED.replace(before, after, 1), "own.toml")
    assert str(raised.value).startswith("own.toml")


def test_files_of_editors(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(SHIPPED, "utf-8-sig")
    assert read_profiles(path) == shipped_profiles()
    path.write_text(SHIPPED, "utf-16")
    with pytest.raises(LmkorError, match="is not UTF-8"):
        read_profiles(path)


def test_an_unknown_profile_makes_nothing(tmp_path: Path) -> None:
    output = tmp_path / "out"
    shown = run(tmp_path, "--output", str(output), "--profile", "poems")
    assert "There is no profile 'poems', only reviews" in str(shown.exception)
    assert not output.exists()


def test_a_changed_threshold_is_named_alone(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(SHIPPED.replace("letters = 6", "letters = 7", 1), "utf-8")
    output = str(tmp_path / "out")
    assert run(tmp_path, "--output", output).exit_code == 0
    shown = run(tmp_path, "--output", output, "--profiles", str(own))
    assert "(profiles.reviews.document.letters: 6 there, 7 now)" in str(shown.exception)


@pytest.mark.parametrize("output", ["in", "in/clean"])
def test_output_in_the_input_is_refused(tmp_path: Path, output: str) -> None:
    shown = run(tmp_path, "--output", str(tmp_path / output))
    assert "lies in the input" in str(shown.exception)
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["a.jsonl"]


def selection(content: str, always: str | None = None) -> ProfileSelection:
    return ProfileSelection(parse_profiles(content, "own.toml"), always)


def test_the_table_of_kinds_says_the_profile_and_the_line_break() -> None:
    kinds = ["review", "conversation", "messenger", "web", "law", None, "a word of one's own"]
    shipped = selection(SHIPPED)
    names = [shipped.names[number] for number in shipped.of(kinds)]
    assert names == ["reviews", "comments", "comments", "blogs", "news", "reviews", "reviews"]
    assert shipped.soft(kinds).tolist() == [True, False, False, False, False, True, True]


def test_a_profile_file_of_ones_own_overrules_the_table_of_kinds() -> None:
    poems = '[poems]\nkinds = ["book"]\nline_breaks = "soft"\n[news]'
    own = selection(SHIPPED.replace("[news]", poems))
    assert [own.names[number] for number in own.of(["book", "law"])] == ["poems", "news"]
    assert own.soft(["book", "law"]).tolist() == [True, False]


def test_a_profile_for_all_documents_brings_the_line_break_of_its_kinds() -> None:
    assert selection(SHIPPED, "news").soft([None, "review"]).tolist() == [False, True]
