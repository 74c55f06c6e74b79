"""Tables become documents: whatever their format and encoding, and beside what cannot be read."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lmkor_data.corpus.layout import shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.stage import StageReport
from lmkor_data.errors import LmkorError
from lmkor_data.importers.content.lines import Lines
from lmkor_data.importers.intake import Intake
from lmkor_data.importers.stage import import_files
from lmkor_data.importers.tables.formats.jsonl import _quickly, slow_rows
from lmkor_data.importers.tables.table_importer import TableImporter
from lmkor_data.importers.tables.table_options import TableOptions
from tests.samples import samples

ROWS = [
    {"id": "a1", "text": "배송이 빨라요", "category": "food", "rating": 5, "date": "2021.06.18"},
    {
        "id": "a2",
        "text": "맛은 그냥요 ㅠㅠ",
        "category": "pets",
        "rating": 2,
        "date": "21.6.9",
    },
]


def run(
    target: Path, *files: Path, overwrite: bool = False, **options: Any
) -> tuple[StageReport, list[dict]]:
    """Import and read back what lies in the folder."""
    report = import_files(
        TableImporter(),
        files,
        target,
        TableOptions(**{"source": "shop", **options}),
        StageContext(overwrite=overwrite),
    )
    rows = [row for s in shards(target) for b in read_documents(s) for row in b.to_pylist()]
    return report, sorted(rows, key=lambda row: row["text"])


def as_jsonl(rows: list[dict]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def as_csv(rows: list[dict], separator: str = ",") -> str:
    lines = [separator.join(rows[0])]
    lines += [separator.join(f'"{value}"' for value in row.values()) for row in rows]
    return "\n".join(lines) + "\n"


def write(path: Path, format: str) -> Path:
    if format == "jsonl":
        path.write_bytes(as_jsonl(ROWS))
    elif format == "jsonl.gz":
        path.write_bytes(gzip.compress(as_jsonl(ROWS)))
    elif format == "parquet":
        pq.write_table(pa.Table.from_pylist(ROWS), path)
    elif format == "tsv under a csv name":
        path.write_text(as_csv(ROWS, "\t"), encoding="utf-8")
    else:
        path.write_text(as_csv(ROWS), encoding=format)
    return path


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.jsonl", "jsonl"),
        ("a.jsonl.gz", "jsonl.gz"),
        ("no-suffix", "jsonl"),
        ("a.parquet", "parquet"),
        ("a.csv", "utf-8"),
        ("a.csv", "utf-8-sig"),
        ("a.csv", "cp949"),
        ("a.csv", "utf-16"),
        ("a.csv", "utf-16-le"),
        ("a.csv", "tsv under a csv name"),
    ],
)
def test_every_format_gives_the_same_documents(tmp_path: Path, name: str, format: str) -> None:
    report, documents = run(tmp_path / "raw", write(tmp_path / name, format), kind="review")
    assert report.ok
    first, second = documents
    assert first["text"] == "맛은 그냥요 ㅠㅠ"
    assert (second["category"], first["category"]) == ("food", "pets")
    assert (second["rating"], first["rating"]) == (5.0, 2.0)
    assert second["published_at"] == datetime(2021, 6, 18, tzinfo=UTC)
    assert first["published_at"] == datetime(2021, 6, 9, tzinfo=UTC)
    assert {d["kind"] for d in documents} == {"review"}
    assert {d["source"] for d in documents} == {"shop"}


def test_the_id_is_that_of_the_row_in_any_format(tmp_path: Path) -> None:
    files = [write(tmp_path / "a.jsonl", "jsonl"), write(tmp_path / "b.csv", "cp949")]
    ids = [{d["id"] for d in run(tmp_path / f.suffix, f)[1]} for f in files]
    assert ids[0] == ids[1]
    assert len(ids[0]) == 2


def test_rows_without_an_id_differ_even_in_files_of_one_name(tmp_path: Path) -> None:
    files = []
    for folder, text in (("a", "하나"), ("b", "둘")):
        (tmp_path / folder).mkdir()
        files.append(tmp_path / folder / "r.csv")
        files[-1].write_text(f"text\n{text}\n")
    _, documents = run(tmp_path / "raw", *files)
    assert len({d["id"] for d in documents}) == 2


def test_columns_by_name_and_several_joined(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('제목,내용,작성자\n좋아요,"첫 줄\n둘째 줄",홍길동\n,본문만,김철수\n')
    _, documents = run(tmp_path / "raw", path, text=("제목", "내용"), category="food")
    assert [d["text"] for d in documents] == ["본문만", "좋아요\n첫 줄\n둘째 줄"]
    assert "홍길동" not in str(documents)


def test_bad_rows_are_named_with_their_lines_and_the_rest_is_imported(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        as_jsonl(ROWS) + b'{"text": "cut\n[1]\n\n{"text": [{"a": 1}]}\n{"text": "\xb0\xa1"}\n'
        b'{"text": "\\ud83d half"}\n{"text": " "}\n'
    )
    report, documents = run(tmp_path / "raw", path)
    assert [d["text"] for d in documents][-2:] == ["배송이 빨라요", "\ufffd half"]
    assert not report.ok
    causes = " ".join(failure["cause"] for failure in report.failures)
    for told in (
        "1 row skipped, not JSON (line 3)",
        "no JSON object (line 4)",
        "a column that does not hold plain values (line 6)",
        "not valid UTF-8 (line 7)",
    ):
        assert told in causes
    assert report.counts.by_measure("dropped/")["no text"] == 1
    assert report.counts.missing() == 0
    assert report.counts.total("documents_out") == 3


def test_csv_rows_of_other_width_and_unclosed_quotes_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('text,rating\n가,1\n나\n"다\n라",2\n마,바,사\n'.encode() + b"\xff,3\n")
    report, documents = run(tmp_path / "raw", path)
    assert [d["text"] for d in documents] == ["가", "다\n라"]
    causes = " ".join(failure["cause"] for failure in report.failures)
    assert "1 fields, not 2 (line 3)" in causes
    assert "3 fields, not 2 (line 6)" in causes
    assert "bytes that are not of the file's encoding (row 7)" in causes


def test_what_comes_before_the_cut_is_imported(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    many = [{"text": f"{n}번째 후기, {n * n}"} for n in range(20_000)]
    packed = gzip.compress(as_jsonl(many))
    path.write_bytes(packed[: len(packed) // 2])
    report, documents = run(tmp_path / "raw", path)
    assert "cut off" in report.failures[0]["cause"]
    assert 5_000 < len(documents) < 20_000


def test_a_second_run_reads_nothing_and_new_files_come_beside(tmp_path: Path) -> None:
    one, two = write(tmp_path / "a.jsonl", "jsonl"), tmp_path / "b.jsonl"
    two.write_text('{"text": "새 글"}\n')
    run(tmp_path / "raw", one)
    report, _ = run(tmp_path / "raw", one)
    assert (report.tasks_done, report.tasks_skipped) == (0, 1)
    _, documents = run(tmp_path / "raw", two)
    assert len(documents) == 3


def test_other_options_are_refused_and_replace_with_overwrite(tmp_path: Path) -> None:
    one, two = write(tmp_path / "a.jsonl", "jsonl"), write(tmp_path / "b.jsonl", "jsonl")
    run(tmp_path / "raw", one, two, category="food")
    with pytest.raises(LmkorError, match=r"category: 'food' then, 'toys' now"):
        run(tmp_path / "raw", one, category="toys")
    _, documents = run(tmp_path / "raw", one, category="toys", overwrite=True)
    assert sorted(d["category"] for d in documents) == ["food", "food", "toys", "toys"]


def test_limit_is_a_number_of_documents_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", "jsonl")
    report, documents = run(tmp_path / "raw", path, limit=1)
    assert len(documents) == 1
    assert report.counts.missing() == 0


def test_a_missing_text_column_is_told_with_those_that_are_there(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "utf-8")
    report, documents = run(tmp_path / "raw", path, text=("body",))
    assert "no column `body`. Its columns: id, text, category" in report.failures[0]["cause"]
    assert documents == []


def test_real_reviews_add_up(tmp_path: Path) -> None:
    path = samples("jsonl/kurly_choyangseo.jsonl.zst")
    report, documents = run(tmp_path / "raw", path, source="kurly")
    assert report.ok
    assert report.counts.missing() == 0
    assert len(documents) == report.counts.total("documents_out") == 13_350


def test_an_empty_file_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    empty = tmp_path / "a.csv"
    empty.touch()
    report, _ = run(tmp_path / "raw", empty)
    assert report.failures[0]["cause"] == f"{empty} is empty."
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(LmkorError, match="nothing to import"):
        run(tmp_path / "raw", folder)


@pytest.mark.parametrize("rest", ["", '5000,끝 "인용" 줄\n', '5000,"끝"\n'])
def test_a_quotation_mark_that_nobody_closed_costs_one_row(tmp_path: Path, rest: str) -> None:
    rows = "".join(f"{n},후기 {n}\n" for n in range(4000))
    file = tmp_path / "a.csv"
    text = f'id,text\n7000,"두 줄\n후기"\n9000,"열린 따옴표\n{rows}{rest}'
    file.write_text(text, encoding="utf-8")
    report, documents = run(tmp_path / "raw", file, source="s", category="c")
    assert len(documents) == 4001 + bool(rest)
    assert report.counts.by_measure("dropped/") == {"a quotation mark that is never closed": 1}
    assert "never closed (line 4)" in report.failures[0]["cause"]


def test_sound_blocks_go_the_quick_way_and_give_what_the_slow_way_does() -> None:
    rows = [{"text": f"글 {n}", "id": n, "rating": 3} for n in range(100)]
    lines = Lines(7, as_jsonl(rows))
    quick = _quickly(lines, {"text": pa.string(), "id": pa.int64()})
    (slow,) = slow_rows(lines, "", ["text", "id"], Intake("s"))
    assert quick is not None
    assert quick.numbers.tolist() == slow.numbers.tolist() == list(range(7, 107))
    for name in ("text", "id"):
        assert quick.columns[name].cast(pa.string()) == slow.columns[name]


def test_a_quotation_mark_that_is_never_closed_costs_its_line_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('text,rating\n가,1\n"나,2\n다,3\n"라\n라",4\n마,5\n"바,6\n사,7\n')
    report, documents = run(tmp_path / "raw", path)
    assert [d["text"] for d in documents][:1] == ["가"]
    assert documents[-1]["text"] == "사"
    causes = " ".join(failure["cause"] for failure in report.failures)
    assert "never closed (line 3, line 8)" in causes


def test_patterns_stand_for_the_files_that_they_fit(tmp_path: Path) -> None:
    for name in "ab":
        write(tmp_path / f"{name}.csv", "utf-8").write_text(f"text\n{name} 글\n")
    (tmp_path / "c.txt").write_text("other")
    _, documents = run(tmp_path / "raw", tmp_path / "*.csv")
    assert [d["text"] for d in documents] == ["a 글", "b 글"]


def test_the_first_sheet_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(
        path, [["text", "rating", "date"], ["시트 글", 4, "2021.06.18"], ["둘째", 5, ""]]
    )
    report, documents = run(tmp_path / "raw", path)
    assert report.ok
    assert [(d["text"], d["rating"]) for d in documents] == [("둘째", 5.0), ("시트 글", 4.0)]
    assert documents[1]["published_at"] == datetime(2021, 6, 18, tzinfo=UTC)
    broken = tmp_path / "b.xlsx"
    broken.write_bytes(path.read_bytes()[:300])
    report, _ = run(tmp_path / "raw", broken)
    assert "not a readable spreadsheet" in report.failures[0]["cause"]


def write_workbook(path: Path, rows: list[list]) -> None:
    """The least that is an .xlsx file."""
    spread = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    cells = "".join(
        "<row>"
        + "".join(
            f"<c><v>{v}</v></c>"
            if isinstance(v, int)
            else f'<c t="inlineStr"><is><t>{v}</t></is></c>'
            for v in row
        )
        + "</row>"
        for row in rows
    )
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{packages}/content-types">'
            f'<Override PartName="/xl/workbook.xml" ContentType="{office}.sheet.main+xml"/>'
            f'<Override PartName="/xl/s.xml" ContentType="{office}.worksheet+xml"/></Types>',
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" '
            f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{spread}" xmlns:r="{relations}"><sheets>'
            f'<sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" '
            f'Type="{relations}/worksheet" Target="s.xml"/></Relationships>',
        )
        book.writestr(
            "xl/s.xml",
            f'<worksheet xmlns="{spread}"><sheetData>{cells}</sheetData></worksheet>',
        )


def test_a_picture_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xd8" + bytes(range(256)))
    report, _ = run(tmp_path / "raw", path)
    assert "is not a table" in report.failures[0]["cause"]
