"""Tables become documents; what cannot be read is named and the rest is in."""

from __future__ import annotations

import bz2
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from lmkor_data.engine.pool import Pool
from lmkor_data.engine.runners import InProcess
from lmkor_data.engine.stage import StageReport
from lmkor_data.importers.tables import json_array
from lmkor_data.importers.tables.options import TableOptions
from lmkor_data.importers.tables.stage import import_tables
from lmkor_data.report.progress import Quiet
from tests.importers.raw import documents, texts

REVIEWS = [
    {"id": "1", "text": "배송이 빨라요", "category": "food", "rating": "5"},
    {"id": "2", "text": "다시 살게요ㅋㅋ", "category": "cosmetics", "rating": "4점"},
    {"id": "3", "text": " \n", "category": "food", "rating": None},
]


def lines(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def run(raw: Path, *files: Path, overwrite: bool = False, **options: Any) -> StageReport:
    said = {"source": "shop", **options}
    return import_tables(
        files, raw, TableOptions(**said), runner=InProcess(), progress=Quiet(), overwrite=overwrite
    )


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "corpus" / "raw"


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [
        (".jsonl", bytes),
        (".jsonl.gz", gzip.compress),
        (".jsonl.bz2", bz2.compress),
        (".jsonl.zst", zstandard.compress),
    ],
)
def test_json_lines_packed_or_not(tmp_path: Path, raw: Path, suffix: str, pack: Any) -> None:
    file = tmp_path / f"reviews{suffix}"
    file.write_bytes(pack(lines(REVIEWS)))
    report = run(raw, file, kind="review")
    assert report.ok
    assert sorted(texts(raw)) == ["다시 살게요ㅋㅋ", "배송이 빨라요"]
    found = {d["category"]: d for d in documents(raw)}
    assert found["food"]["rating"] == 5
    assert found["cosmetics"]["rating"] == 4
    assert {d["kind"] for d in found.values()} == {"review"}
    assert report.counts.by_measure("dropped/") == {"no text": 1}
    assert report.counts.missing() == 0


def test_the_same_rows_get_the_same_ids_in_every_format(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(REVIEWS))
    pq.write_table(pa.Table.from_pylist(REVIEWS), tmp_path / "a.parquet")
    header = "id,text,category,rating\n"
    rows = "".join(f'{r["id"]},"{r["text"]}",{r["category"]},{r["rating"]}\n' for r in REVIEWS)
    (tmp_path / "a.csv").write_text(header + rows, encoding="utf-8")
    ids = []
    for suffix in ("jsonl", "parquet", "csv"):
        run(tmp_path / suffix, tmp_path / f"a.{suffix}")
        ids.append([(d["id"], d["text"]) for d in documents(tmp_path / suffix)])
    assert ids[0] == ids[1] == ids[2]
    assert len(ids[0]) == 2


def test_broken_lines_are_named_and_the_others_are_in(tmp_path: Path, raw: Path) -> None:
    bad = b'{"text": "\xb0\xa1"}\n', b"{\n", b"[1]\n", b'{"text": "\\ud800"}\n', b'{"text": {}}\n'
    file = tmp_path / "reviews.jsonl"
    good = lines([{"text": f"글 {n}"} for n in range(1000)])
    file.write_bytes(good + b"".join(bad) + b"\n" + lines([{"text": "끝"}, {"text": 7}]))
    report = run(raw, file, category="blog")
    assert report.ok
    assert len(texts(raw)) == 1002
    assert texts(raw)[-2:] == ["끝", "7"]
    assert report.counts.by_measure("dropped/") == {"broken": 5}
    assert report.counts.missing() == 0
    for number in range(1001, 1006):
        assert f"line {number}: " in report.notes[0]


def test_many_broken_lines_fail_though_the_good_ones_are_in(tmp_path: Path, raw: Path) -> None:
    file = tmp_path / "reviews.jsonl"
    file.write_bytes(b"oops\n" + lines(REVIEWS))
    report = run(raw, file)
    assert not report.ok
    assert "1 of 4 could not be read" in report.failures[0]["cause"]
    assert len(texts(raw)) == 2


def test_a_cut_archive_fails_though_its_beginning_is_in(tmp_path: Path, raw: Path) -> None:
    file = tmp_path / "reviews.jsonl.gz"
    rows = [{"text": f"후기 {n} {n * 7919 % 1000}"} for n in range(20_000)]
    file.write_bytes(gzip.compress(lines(rows))[:-5000])
    report = run(raw, file, category="food")
    assert not report.ok
    assert "ends in the middle" in report.failures[0]["cause"]
    assert texts(raw)
    assert texts(raw) == [row["text"] for row in rows[: len(texts(raw))]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le"])
def test_delimited_text_in_any_usual_encoding(tmp_path: Path, raw: Path, encoding: str) -> None:
    file = tmp_path / "reviews.csv"
    file.write_bytes('번호,내용\n1,"첫 줄\n둘째 줄"\n2,똠방각하\n3\n'.encode(encoding))
    report = run(raw, file, category="food", text=("내용",), id_column="번호")
    assert texts(raw) == ["첫 줄\n둘째 줄", "똠방각하"]
    assert "line 5: 1 fields, not 2" in report.notes[0]


def test_a_tab_separated_table_under_a_csv_name(tmp_path: Path, raw: Path) -> None:
    file = tmp_path / "petitions.csv"
    file.write_text("title\tcontent\tdate\n제목, 하나\t본문, 둘\t17.08.25\n\t본문만\t없음\n")
    run(raw, file, category="petition", text=("title", "content"))
    assert texts(raw) == ["제목, 하나\n본문, 둘", "본문만"]
    assert documents(raw)[0]["published_at"] == datetime(2017, 8, 25, tzinfo=UTC)
    assert documents(raw)[1]["published_at"] is None


def test_a_second_run_does_nothing_and_a_changed_file_replaces(tmp_path: Path, raw: Path) -> None:
    file, other = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    file.write_bytes(lines(REVIEWS))
    other.write_bytes(lines([{"text": "다른 파일", "category": "food"}]))
    first = run(raw, file)
    again = run(raw, file)
    assert (again.tasks_done, again.tasks_skipped) == (0, 1)
    assert again.counts == first.counts
    run(raw, other)
    assert sorted(texts(raw)) == ["다른 파일", "다시 살게요ㅋㅋ", "배송이 빨라요"]
    file.write_bytes(lines(REVIEWS[:1]))
    run(raw, file)
    assert sorted(texts(raw)) == ["다른 파일", "배송이 빨라요"]


def test_a_moved_or_copied_file_is_not_imported_twice(tmp_path: Path, raw: Path) -> None:
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "reviews.jsonl").write_bytes(lines(REVIEWS))
    run(raw, tmp_path / "x", tmp_path / "y")
    run(raw, tmp_path / "y")
    assert len(texts(raw)) == 2


def test_any_number_of_workers_gives_the_same_bytes(tmp_path: Path) -> None:
    for part in range(5):
        rows = [{"text": f"후기 {part} {n}", "category": f"c{n % 3}"} for n in range(50)]
        (tmp_path / f"part-{part}.jsonl").write_bytes(lines(rows))
    pool = Pool(2)
    options = TableOptions(source="shop")
    files = sorted(tmp_path.glob("*.jsonl"))
    import_tables(files, tmp_path / "one", options, runner=InProcess(), progress=Quiet())
    import_tables(files[::-1], tmp_path / "two", options, runner=pool, progress=Quiet())
    pool.close()

    def held(raw: Path) -> dict[str, bytes]:
        return {str(p.relative_to(raw)): p.read_bytes() for p in raw.rglob("*.parquet")}

    assert held(tmp_path / "one") == held(tmp_path / "two")
    assert len(held(tmp_path / "one")) == 15


def test_a_wrong_column_is_told_with_those_there_are(tmp_path: Path, raw: Path) -> None:
    file = tmp_path / "reviews.csv"
    file.write_text("내용,별점\n좋아요,5\n", encoding="utf-8")
    report = run(raw, file, category="food")
    assert "`내용`, `별점`" in report.failures[0]["cause"]
    assert "--text-column" in report.failures[0]["cause"]


def test_empty_and_foreign_files_are_named_and_the_others_are_in(tmp_path: Path, raw: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "good.jsonl").write_bytes(lines(REVIEWS))
    report = run(raw, tmp_path)
    causes = " ".join(failure["cause"] for failure in report.failures)
    assert "empty.jsonl is empty" in causes
    assert "photo.jpg: no table by its name" in causes
    assert len(texts(raw)) == 2


def test_a_limit_takes_the_first_rows(tmp_path: Path, raw: Path) -> None:
    file = tmp_path / "reviews.jsonl"
    file.write_bytes(lines([{"text": f"글 {n}"} for n in range(100)]))
    run(raw, file, category="blog", limit=7)
    assert texts(raw) == [f"글 {n}" for n in range(7)]


def test_workbooks_sheet_by_sheet(tmp_path: Path, raw: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl writes the workbook of this test")
    book = openpyxl.Workbook()
    cover, first, second = book.active, book.create_sheet("가"), book.create_sheet("나")
    cover.append(["표지"])
    for sheet in (first, second):
        sheet.append(["번호", "리뷰", "별점", "날짜"])
        sheet.append([7, f"{sheet.title} 후기\n둘째 줄", 4.5, datetime(2024, 5, 1)])
        sheet.append([None, None, None, None])
        sheet.append([8, 2024, "별로", ""])
    del book["Sheet"]
    book.save(tmp_path / "reviews.xlsx")
    said = {"text": ("리뷰",), "rating_column": "별점", "date_column": "날짜"}
    run(raw, tmp_path / "reviews.xlsx", category="food", **said)
    assert texts(raw) == ["가 후기\n둘째 줄", "2024", "나 후기\n둘째 줄", "2024"]
    assert documents(raw)[0]["rating"] == 4.5
    assert documents(raw)[0]["published_at"] == datetime(2024, 5, 1, tzinfo=UTC)
    assert documents(raw)[1]["rating"] is None
    assert len({document["id"] for document in documents(raw)}) == 4


def test_a_broken_workbook_is_named(tmp_path: Path, raw: Path) -> None:
    (tmp_path / "reviews.xlsx").write_bytes(b"PK\x03\x04 cut")
    report = run(raw, tmp_path / "reviews.xlsx", category="food")
    assert "no readable workbook" in report.failures[0]["cause"]


def test_a_quotation_mark_that_nobody_closed_costs_little(tmp_path: Path, raw: Path) -> None:
    file = tmp_path / "reviews.csv"
    rows = "".join(f"{n},후기 {n}\n" for n in range(100))
    file.write_text(f'id,text\n1000,"열린 따옴표\n{rows}', encoding="utf-8")
    report = run(raw, file, category="food")
    assert "line 2: a quotation mark is not closed" in report.notes[0]
    assert len(texts(raw)) == 100


@pytest.mark.parametrize("indent", [None, 2])
def test_a_json_array_whatever_is_nested_in_it(
    tmp_path: Path, raw: Path, monkeypatch: pytest.MonkeyPatch, indent: int | None
) -> None:
    monkeypatch.setattr(json_array, "_CHUNK", 7)
    rows = [{**row, "more": [{"text": "속"}, 1.5]} for row in REVIEWS]
    file = tmp_path / "reviews.json"
    file.write_text(json.dumps([rows[0], 12345, *rows[1:]], indent=indent), encoding="utf-8")
    report = run(raw, file)
    assert sorted(texts(raw)) == ["다시 살게요ㅋㅋ", "배송이 빨라요"]
    assert "line 2: no JSON object" in report.notes[0]


def test_a_json_array_that_breaks_off(tmp_path: Path, raw: Path) -> None:
    file = tmp_path / "reviews.json"
    file.write_text(json.dumps(REVIEWS[:2], ensure_ascii=False)[:-30], encoding="utf-8")
    report = run(raw, file)
    assert "no JSON behind object 1" in report.failures[0]["cause"]
    assert texts(raw) == ["배송이 빨라요"]


def test_json_lines_without_a_suffix(tmp_path: Path, raw: Path) -> None:
    (tmp_path / "petitions_2019-04").write_bytes(lines(REVIEWS))
    run(raw, tmp_path / "petitions_2019-04")
    assert len(texts(raw)) == 2
