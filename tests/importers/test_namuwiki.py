"""A dump becomes documents: articles only, in parts, whatever is broken in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lmkor_data.engine.runners import InProcess
from lmkor_data.engine.stage import StageReport
from lmkor_data.importers import importing
from lmkor_data.importers.namuwiki.options import NamuwikiOptions
from lmkor_data.importers.namuwiki.stage import import_namuwiki
from lmkor_data.report.progress import Quiet
from tests.importers.raw import documents, texts

PAGES: list[dict[str, Any]] = [
    {
        "namespace": 0,
        "title": "가",
        "text": "[[서울]]의 글",
        "contributors": ["홍길동", "10.0.0.1"],
    },
    {"namespace": "0", "title": "나", "text": "== 개요 ==\n둘째 글", "contributors": []},
    {"namespace": 1, "title": "틀:다", "text": "틀"},
    {"namespace": "문서", "title": "라", "text": "#redirect 가"},
    {"namespace": 0, "title": "마", "text": "[[분류:빈 글]]"},
]


def run(raw: Path, *files: Path, **options: Any) -> StageReport:
    return import_namuwiki(
        files, raw, NamuwikiOptions(**options), runner=InProcess(), progress=Quiet()
    )


def test_articles_come_with_their_address_and_no_names(tmp_path: Path) -> None:
    file = tmp_path / "namuwiki.json"
    file.write_text(json.dumps(PAGES, ensure_ascii=False), encoding="utf-8")
    report = run(tmp_path / "raw", file)
    assert report.ok
    assert texts(tmp_path / "raw") == ["서울의 글", "나 - 개요\n둘째 글"]
    first = documents(tmp_path / "raw")[0]
    assert (first["title"], first["kind"], first["category"]) == (
        "가",
        "encyclopedia",
        "encyclopedia",
    )
    assert first["url"] == "https://namu.wiki/w/%EA%B0%80"
    assert "홍길동" not in str(documents(tmp_path / "raw"))
    dropped = {"no article": 1, "redirect": 1, "no text": 1}
    assert report.counts.by_measure("dropped/") == dropped
    assert report.counts.missing() == 0


def test_a_huge_array_is_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [{"namespace": 0, "title": f"{n}", "text": f"글 {n}"} for n in range(300)]
    file = tmp_path / "namuwiki.json"
    file.write_text(json.dumps(pages, ensure_ascii=False, indent=1), encoding="utf-8")
    whole = run(tmp_path / "whole", file)
    monkeypatch.setattr(importing, "RANGE_BYTES", 1000)
    parts = run(tmp_path / "parts", file)
    assert parts.tasks_done > 10
    assert texts(tmp_path / "parts") == texts(tmp_path / "whole")
    assert parts.counts == whole.counts


def test_a_cut_dump_gives_what_it_has(tmp_path: Path) -> None:
    file = tmp_path / "namuwiki.json"
    file.write_text(json.dumps(PAGES[:2], ensure_ascii=False)[:-20], encoding="utf-8")
    report = run(tmp_path / "raw", file)
    assert texts(tmp_path / "raw") == ["서울의 글"]
    assert "cut off by the end" in report.failures[0]["cause"]
    assert "byte 107: cut off" in report.notes[0]


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text("[1, 2, 3]", encoding="utf-8")
    report = run(tmp_path / "raw", file)
    assert "holds no pages" in report.failures[0]["cause"]
