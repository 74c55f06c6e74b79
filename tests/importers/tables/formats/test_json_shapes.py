"""JSON in the shapes that programs save it in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lmkor_data.importers.tables import pieces
from tests.importers.tables.reading import causes, imported, texts_of

TWO = ["둘째 글이에요", "첫 글이에요"]


@pytest.mark.parametrize(
    "tree",
    [
        [{"text": "첫 글이에요"}, {"text": "둘째 글이에요"}],
        {"data": [{"text": "첫 글이에요"}, {"text": "둘째 글이에요"}]},
        {"status": 200, "data": {"reviews": [{"content": TWO[1]}, {"content": TWO[0]}], "page": 1}},
        {"101": {"review": TWO[1], "n": 1}, "102": {"review": TWO[0], "n": 2}},
        {"text": {"0": TWO[1], "1": TWO[0]}, "n": {"0": 1, "1": 2}},
        {"text": [TWO[1], TWO[0]], "n": [1, 2]},
        {"columns": ["text", "n"], "index": [0, 1], "data": [[TWO[1], 1], [TWO[0], 2]]},
        [["text", "n"], [TWO[1], 1], [TWO[0], 2]],
        [TWO[1], TWO[0]],
        [{"reviews": [{"review": {"content": TWO[1]}}, {"review": {"content": TWO[0]}}]}],
        [
            {"meta": {"n": 1}, "body": {"text": TWO[1]}},
            {"meta": {"n": 2}, "body": {"text": TWO[0]}},
        ],
    ],
)
def test_rows_are_found_wherever_they_are(tmp_path: Path, tree: Any) -> None:
    assert texts_of(tmp_path, "a.json", json.dumps(tree, ensure_ascii=False)) == TWO


def test_values_around_a_list_belong_to_each_of_its_rows(tmp_path: Path) -> None:
    food = {"category": "food", "reviews": [{"content": "맛있어요", "rating": 5}]}
    pets = {"category": "pets", "reviews": [{"content": "잘 먹어요", "rating": 4}]}
    tree = {"products": [food, pets]}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(tree, ensure_ascii=False))
    _, documents = imported(tmp_path, path)
    found = {d["text"]: (d["category"], d["rating"]) for d in documents}
    assert found == {"맛있어요": ("food", 5.0), "잘 먹어요": ("pets", 4.0)}


def test_a_conversation_stays_one_document_of_its_turns(tmp_path: Path) -> None:
    talk = {
        "dialogue": [
            {"speaker": "A", "utterance": "밥 먹었어?"},
            {"speaker": "B", "utterance": "응"},
        ]
    }
    content = json.dumps({"data": [talk, talk | {"n": 1}]}, ensure_ascii=False)
    assert texts_of(tmp_path, "a.json", content) == ["밥 먹었어?\n응"] * 2


@pytest.mark.parametrize("path", ["data[].body.text", "text"])
def test_a_path_names_the_column(tmp_path: Path, path: str) -> None:
    content = json.dumps({"data": [{"body": {"text": "글", "other": "다른 글"}}]})
    assert texts_of(tmp_path, "a.json", content, text=(path,)) == ["글"]


def test_later_objects_may_have_more_keys(tmp_path: Path) -> None:
    rows = [{"text": f"글 {n}"} for n in range(1500)]
    rows.append({"text": "마지막 글", "rating": 4, "category": "food", "title": "제목"})
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    _, documents = imported(tmp_path, path)
    last = next(d for d in documents if d["text"] == "마지막 글")
    assert (last["rating"], last["category"], last["title"]) == (4.0, "food", "제목")


def test_lists_of_texts_are_lines_and_u2028_is_a_letter(tmp_path: Path) -> None:
    lines = '{"text": ["첫 줄", "둘째 줄"]}\n{"text": "가\u2028나"}\n'
    assert texts_of(tmp_path, "a.jsonl", lines) == ["가\u2028나", "첫 줄\n둘째 줄"]


def test_a_hundred_thousand_brackets_cost_their_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "앞"}\n' + '{"text": ' + "[" * 100_000 + '\n{"text": "뒤"}\n')
    report, documents = imported(tmp_path, path)
    assert sorted(d["text"] for d in documents) == ["뒤", "앞"]
    assert "(line 2)" in causes(report)


def test_a_large_file_of_lines_is_cut_and_gives_the_same_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f'{{"text": "{n}번 글", "rating": {n % 5}}}\n' for n in range(500)))
    _, whole = imported(tmp_path / "whole", path)
    monkeypatch.setattr(pieces, "PIECE_BYTES", 1500)
    monkeypatch.setattr(pieces, "_BLOCK", 400)
    report, parts = imported(tmp_path / "parts", path)
    assert report.tasks_done > 5
    assert {d["id"]: d for d in parts} == {d["id"]: d for d in whole}
