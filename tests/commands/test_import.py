"""`lmkor-data import` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lmkor_data.cli import group
from lmkor_data.importers.registry import OWN


def test_the_list_names_every_format() -> None:
    result = CliRunner().invoke(group, ["import", "--list"])
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.output.splitlines()] == list(OWN)


@pytest.mark.parametrize("format", list(OWN))
def test_every_format_explains_itself_by_an_example(format: str) -> None:
    result = CliRunner().invoke(group, ["import", format, "--help"])
    assert result.exit_code == 0, result.output
    assert f"lmkor-data import {format}" in result.output


def test_a_table_by_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "후기.csv"
    path.write_bytes("내용,별점,작성일\n좋아요,5,2021.06.18\n,4,\n나빠요\n".encode("cp949"))
    arguments = ["--source", "shop", "--category", "food", "--text-column", "내용", "--json"]
    columns = ["--rating-column", "별점", "--date-column", "작성일"]
    corpus = ["--corpus", str(tmp_path / "corpus"), "--workers", "1"]
    result = CliRunner().invoke(
        group, ["import", "tables", str(path), *arguments, *columns, *corpus]
    )
    assert result.exit_code == 1  # the last row has one field
    report = json.loads(result.stdout)
    assert "1 fields, not 3 (line 4)" in report["failures"][0]["cause"]
    assert ["food", "shop", "documents_out", 1] in report["counts"]
    assert ["food", "shop", "dropped/no text", 1] in report["counts"]


def test_texts_of_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    front = '---\ntitle: "첫 글"\ndate: 2018-03-19 17:00:00\n---\n본문이다.\n'
    (folder / "a.md").write_text(front, encoding="utf-8")
    (folder / "b.txt").write_bytes("옛 글이다.".encode("cp949"))
    (folder / "c.txt").write_text(" ")
    corpus = ["--corpus", str(tmp_path / "corpus"), "--workers", "1"]
    arguments = ["import", "texts", str(folder), "--source", "s", "--json", *corpus]
    result = CliRunner().invoke(group, arguments)
    assert result.exit_code == 0
    counts = json.loads(result.stdout)["counts"]
    assert ["uncategorised", "s", "documents_out", 2] in counts
    assert ["uncategorised", "s", "dropped/no text", 1] in counts
