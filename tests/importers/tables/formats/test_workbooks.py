"""Workbooks: every sheet, banners, and what only calls itself one."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lmkor_data.importers.tables.formats import spreadsheet
from tests.importers.tables.reading import causes, imported, texts_of

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def workbook(**sheets: list[list]) -> bytes:
    """The least that is an .xlsx file; a cell at `(column, row)` may be given by name."""
    raw = {name: "".join(map(_row, rows)) for name, rows in sheets.items()}
    return packed(raw)


def packed(sheets: dict[str, str]) -> bytes:
    held = io.BytesIO()
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as book:
        parts = "".join(
            f'<Override PartName="/xl/worksheets/s{n}.xml" ContentType="{office}.worksheet+xml"/>'
            for n in range(len(sheets))
        )
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" '
            f'ContentType="{office}.sheet.main+xml"/>{parts}</Types>',
        )
        book.writestr("_rels/.rels", _relations(f"{_REL}/officeDocument", ["xl/workbook.xml"]))
        names = "".join(
            f'<sheet name="{name}" sheetId="{n + 1}" r:id="r{n}"/>' for n, name in enumerate(sheets)
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{names}</sheets></workbook>',
        )
        targets = [f"worksheets/s{n}.xml" for n in range(len(sheets))]
        book.writestr("xl/_rels/workbook.xml.rels", _relations(f"{_REL}/worksheet", targets))
        for n, cells in enumerate(sheets.values()):
            book.writestr(
                f"xl/worksheets/s{n}.xml",
                f'<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData></worksheet>',
            )
    return held.getvalue()


def _relations(kind: str, targets: list[str]) -> str:
    inside = "".join(
        f'<Relationship Id="r{n}" Type="{kind}" Target="{target}"/>'
        for n, target in enumerate(targets)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _row(cells: list) -> str:
    def cell(value: object) -> str:
        if isinstance(value, int):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>' if value else "<c/>"

    return f"<row>{''.join(map(cell, cells))}</row>"


def test_every_sheet_is_read_and_one_without_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        workbook(
            삼월=[["내용", "별점"], ["향이 좋아요", 5]],
            사월=[["내용", "별점"], ["향이 약해요", 3]],
            합계=[["달", "수"], [3, 1], [4, 1]],
        )
    )
    report, documents = imported(tmp_path, path)
    assert sorted(d["text"] for d in documents) == ["향이 약해요", "향이 좋아요"]
    assert len({d["id"] for d in documents}) == 2
    assert any("sheet `합계`" in note for note in report.notes)
    assert report.ok


@pytest.mark.parametrize("sheet", ["사월", "2"])
def test_one_sheet_by_name_or_number(tmp_path: Path, sheet: str) -> None:
    book = workbook(삼월=[["내용"], ["하나요"]], 사월=[["내용"], ["둘이요"]])
    assert texts_of(tmp_path, "a.xlsx", book, sheet=sheet) == ["둘이요"]


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(삼월=[["내용"], ["하나"]]))
    report, _ = imported(tmp_path, path, sheet="오월")
    assert "has no sheet `오월`. Its sheets: 삼월" in causes(report)


def test_banner_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    rows = [
        ["상품 후기 내역"],
        ["기간: 3월"],
        [],
        ["번호", "리뷰 내용", "평점"],
        [1, "향이 좋아요", 5],
    ]
    assert texts_of(tmp_path, "a.xlsx", workbook(s=rows)) == ["향이 좋아요"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_an_html_table_under_a_workbooks_name(tmp_path: Path, encoding: str) -> None:
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
        "</head><body><table><tr><td colspan=3>후기 목록</td></tr><tr><th>번호</th><th>상품평</th>"
        "<th>작성일</th></tr><tr><td>1</td><td>향이 <b>좋</b>아요<br>또 살게요</td>"
        "<td>2024-03-05 14:30</td></tr></table></body></html>"
    )
    path = tmp_path / "a.xls"
    path.write_bytes(page.encode(encoding))
    _, (document,) = imported(tmp_path, path)
    assert document["text"] == "향이 좋아요\n또 살게요"
    assert document["published_at"] == datetime(2024, 3, 5, 5, 30, tzinfo=UTC)


def test_a_text_with_tabs_under_a_workbooks_name(tmp_path: Path) -> None:
    content = "번호\t내용\n1\t향이 좋아요\n2\t그냥, 그래요\n".encode("cp949")
    assert texts_of(tmp_path, "a.xls", content) == ["그냥, 그래요", "향이 좋아요"]


def test_a_cell_at_the_end_of_the_world_is_refused_before_it_is_held(tmp_path: Path) -> None:
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    far = f'{first}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed({"s": far}))
    report, _ = imported(tmp_path, path)
    assert "reach to row 1,048,576, column 16,384" in causes(report)


def test_a_workbook_that_unpacks_to_a_thousand_times_its_size_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "_XML_BYTES", 1 << 20)
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed({"s": "<row><c><v>1</v></c></row>" + " " * (8 << 20)}))
    report, _ = imported(tmp_path, path)
    assert "times its size" in causes(report)
