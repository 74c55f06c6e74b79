"""Delimited text is read as it was written, whatever wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmkor_data.importers.tables import pieces
from tests.importers.tables.reading import causes, imported, texts_of


@pytest.mark.parametrize(
    ("name", "content", "texts"),
    [
        (  # a cell that begins with a quote, in a file that does not quote
            "a.tsv",
            'text\tlabel\n"비가 온다\t1\n바람이 분다\t0\n"해가 났다" 했다\t1\n',
            ['"비가 온다', '"해가 났다" 했다', "바람이 분다"],
        ),
        (  # tabs and quotes, as spreadsheets write them
            "b.tsv",
            'text\tlabel\n"둘째 줄은\n아래에"\t1\n"그는 ""네""라 했다"\t0\n',
            ['그는 "네"라 했다', "둘째 줄은\n아래에"],
        ),
        (  # MySQL
            "c.csv",
            'text,rating\n"그는 \\"좋다\\"고 했다, 또",5\n"끝\\\\",4\n',
            ['그는 "좋다"고 했다, 또', "끝\\"],
        ),
        ("d.csv", 'text,n\n"C:\\",1\n"글, 둘",2\n', ["C:\\", "글, 둘"]),
        (
            "e.txt",
            "text\n고와요, 정말\n좋아요\n그냥, 그래요\n",
            ["고와요, 정말", "그냥, 그래요", "좋아요"],
        ),
        ("f.csv", "text;n\n가 나;1\n다, 라;2\n", ["가 나", "다, 라"]),
        ("g.csv", "text|n\n가 나|1\n다 라|2\n", ["가 나", "다 라"]),
        ("h.csv", "text,n\r가 나,1\r다 라,2\r", ["가 나", "다 라"]),  # old Macs
        ("i.csv", "text,n\n가\u2028나,1\n다\u0085라,2\n", ["가\u2028나", "다\u0085라"]),
        ("j.csv", "text,n\n가 나,1\n\\N,2\n", ["가 나"]),
        (  # a banner, an empty row, then the header
            "k.csv",
            "후기 내려받기,,\n,,\n번호,리뷰 내용,평점\n1,향이 좋아요,5\n2,그냥 그래요,3\n",
            ["그냥 그래요", "향이 좋아요"],
        ),
        (  # R leaves out the name of the row numbers
            "l.csv",
            '"text","n"\n"1","가 나",1\n"2","다 라",2\n',
            ["가 나", "다 라"],
        ),
        ("m.csv", "text,n,\n가 나,1,\n다 라,2,\n", ["가 나", "다 라"]),
        (
            "n.tsv",  # no header at all
            "그 집 국밥은 국물이 진하고 고기가 많아서 늘 가게 된다\t1\n"
            + "".join(f"{n}번째 손님이 국밥을 먹고 나가며 웃었다\t0\n" for n in range(9)),
            [f"{n}번째 손님이 국밥을 먹고 나가며 웃었다" for n in range(9)]
            + ["그 집 국밥은 국물이 진하고 고기가 많아서 늘 가게 된다"],
        ),
    ],
)
def test_as_written(tmp_path: Path, name: str, content: str, texts: list[str]) -> None:
    assert texts_of(tmp_path, name, content) == texts


@pytest.mark.parametrize("content", ["가; 나; 다\n라; 마\n", "가|나\n다|라\n", '가, "나"\n라\n'])
def test_one_named_column_is_never_split(tmp_path: Path, content: str) -> None:
    assert texts_of(tmp_path, "a.txt", content, header=("text",)) == content.splitlines()


@pytest.mark.parametrize(
    ("options", "content", "texts"),
    [
        ({"quote": "'"}, "text,n\n'가, 나',1\n'다',2\n", ["가, 나", "다"]),
        ({"quote": "none"}, 'text,n\n"가",1\n"나",2\n', ['"가"', '"나"']),
        ({"escape": "^"}, 'text,n\n"가^"나",1\n', ['가"나']),
        ({"header_row": 3}, "가,나\n다,라\n글,n\n마 바,1\n", ["마 바"]),
        ({"skip_rows": 2, "text": ("n",)}, "가\n나\nn,m\n마 바,1\n", ["마 바"]),
        ({"delimiter": ":", "text": ("b",)}, "a:b\n1:다 라\n", ["다 라"]),
    ],
)
def test_options_overrule_what_is_detected(
    tmp_path: Path, options: dict, content: str, texts: list[str]
) -> None:
    options = {"text": ("글",), **options} if "글" in content else options
    assert texts_of(tmp_path, "a.csv", content, **options) == texts


@pytest.mark.parametrize("encoding", ["johab", "utf-32", "utf-16-be", "cp949"])
def test_encodings_of_korea(tmp_path: Path, encoding: str) -> None:
    content = "text,n\n" + "".join(f"뒷산 진달래가 곱게 피었다 {n},1\n" for n in range(40))
    assert len(texts_of(tmp_path, "a.csv", content.encode(encoding))) == 40


def test_one_bad_byte_costs_its_row_where_it_is_in_the_text_and_a_value_elsewhere(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    rows = ["text,title", "좋은 글,제목", "나쁜 \x00 글,제목", "또 좋은 글,나쁜 \x00 제목"]
    path.write_bytes("\n".join(rows).encode().replace(b"\x00", b"\xff"))
    report, documents = imported(tmp_path, path)
    assert {d["text"]: d["title"] for d in documents} == {"좋은 글": "제목", "또 좋은 글": None}
    assert "bytes that are not of the file's encoding (row 3)" in causes(report)


def test_a_large_table_is_cut_at_rows_and_gives_the_same_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    rows = "".join(f'{n},"{n}번째 후기\n둘째 줄 ""인용""",{n % 5}\n' for n in range(300))
    path.write_text("리뷰 목록,,\nid,내용,평점\n" + rows, encoding="utf-8")
    _, whole = imported(tmp_path / "whole", path)
    monkeypatch.setattr(pieces, "PIECE_BYTES", 2000)
    monkeypatch.setattr(pieces, "_BLOCK", 700)
    report, parts = imported(tmp_path / "parts", path)
    assert report.tasks_done > 5
    by_id = {d["id"]: d for d in parts}
    assert len(by_id) == len(parts) == len(whole) == 300
    assert by_id == {d["id"]: d for d in whole}


def test_a_picture_under_a_tables_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    report, _ = imported(tmp_path, path)
    assert "is not a table: it holds no text" in causes(report)
