"""The dump: read in pieces, past what is broken, without names."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from lmkor_data.importers.content.json_objects import first_key, json_objects
from lmkor_data.importers.intake import DamagedError, Intake
from lmkor_data.importers.namuwiki import namuwiki_importer as dump
from lmkor_data.importers.namuwiki.namuwiki_importer import NamuwikiImporter
from lmkor_data.importers.namuwiki.namuwiki_options import NamuwikiOptions
from tests.importers.running import run

PAGES = [
    {"namespace": n, "title": t, "text": x, "contributors": ["홍길동", "10.0.0.1"]}
    for n, t, x in [
        (0, "가", '[[서울]]은 "{도시}"다. },{\\"namespace\\":'),
        ("0", "나", "== 개요 ==\n나무"),
        (1, "틀:다", "틀"),
        (0, "라", "#redirect 가"),
        (0, "마", "[목차]"),
        ("문서", "바", "바다" * 400),
    ]
]


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("indent", [None, 4])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_articles_become_documents(tmp_path: Path, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(PAGES, indent=indent, ensure_ascii=ascii_only)
    report, documents = run(
        NamuwikiImporter(),
        tmp_path / "raw",
        write(tmp_path / "n.json", text),
        options=NamuwikiOptions(),
    )
    assert report.ok
    assert [d["title"] for d in documents] == ["나", "바", "가"]
    assert documents[0]["text"] == "나 - 개요\n나무"
    assert report.counts.by_measure("dropped/") == {"no article": 1, "no text": 1, "redirect": 1}
    assert "홍길동" not in str(documents)


@pytest.mark.parametrize("size", [64, 301, 1 << 20])
def test_pieces_of_any_size_give_the_same_documents(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dump, "PIECE_BYTES", size)
    path = write(tmp_path / "n.json", json.dumps(PAGES, ensure_ascii=False))
    report, documents = run(NamuwikiImporter(), tmp_path / "raw", path, options=NamuwikiOptions())
    assert [d["title"] for d in documents] == ["나", "바", "가"]
    assert report.tasks_done == -(-path.stat().st_size // size)


def test_a_broken_page_costs_itself_alone(tmp_path: Path) -> None:
    text = (
        json.dumps(PAGES, ensure_ascii=False)
        .replace('"나무', '"나무')
        .replace('"title": "나"', '"title": 나')
    )
    report, documents = run(
        NamuwikiImporter(),
        tmp_path / "raw",
        write(tmp_path / "n.json", text),
        options=NamuwikiOptions(),
    )
    assert [d["title"] for d in documents] == ["바", "가"]
    assert "1 row skipped, not JSON (byte" in report.failures[0]["cause"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_dump_that_is_cut_off_gives_what_it_has(tmp_path: Path, pack) -> None:
    path = tmp_path / ("n.json.gz" if pack is gzip.compress else "n.json")
    content = pack(json.dumps(PAGES, ensure_ascii=False).encode())
    path.write_bytes(content[:-40])
    report, documents = run(NamuwikiImporter(), tmp_path / "raw", path, options=NamuwikiOptions())
    assert documents[0]["title"] == "나"
    assert "cut off" in report.failures[0]["cause"]
    assert str(path) in report.failures[0]["cause"]


@pytest.mark.parametrize("content", [b" ", b"<html>", b"[1, 2]"])
def test_what_is_no_dump_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "n.json"
    path.write_bytes(content)
    report, _ = run(NamuwikiImporter(), tmp_path / "raw", path, options=NamuwikiOptions())
    assert "does not begin as a JSON array" in report.failures[0]["cause"]


def test_objects_inside_objects_may_begin_with_the_same_key() -> None:
    rows = [{"name": "가", "options": [{"name": "나"}, {"name": "다"}]}, {"name": "라"}]
    text = json.dumps(rows).encode()
    key = first_key(text)
    assert key == b'"name"'
    blocks = iter([text[:20], text[20:23], text[23:]])
    assert list(json_objects(blocks, key, Intake("s"))) == rows


def test_the_end_of_the_input_in_an_object_is_damage() -> None:
    objects = json_objects(iter([b'[{"a": 1}, {"a": "tex']), b'"a"', Intake("s"))
    assert next(objects) == {"a": 1}
    with pytest.raises(DamagedError, match="byte 11"):
        next(objects)
