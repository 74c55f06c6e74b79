"""Values are right or absent, never another value."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmkor_data.importers.tables.ratings import parse_rating
from tests.importers.tables.reading import imported


@pytest.mark.parametrize(
    ("cell", "rating"),
    [
        *(("5", 5), ("4,5", 4.5), ("4.5", 4.5), ("-1", -1), ("−2", -2), ("평점 4.5점", 4.5)),
        *(("★★★★☆", 4), ("★★★★★", 5), ("☆☆☆☆☆", 0), ("⭐⭐⭐", 3), ("★ 4.5", 4.5), ("10", 10)),
        *(("4/5", 4), ("4 / 5", 4), ("5점 만점에 4점", 4), ("4 out of 5 stars", 4), ("4점/5점", 4)),
        *(("", None), ("좋아요", None), ("3 ~ 4", None), ("2024-03-05", None), ("A+", None)),
    ],
)
def test_ratings_as_shops_write_them(cell: str, rating: float | None) -> None:
    assert parse_rating(cell) == rating


def published(tmp_path: Path, cell: str, **options: object) -> str | None:
    path = tmp_path / "a.csv"
    path.write_text(f'text,date\n받았어요,"{cell}"\n', encoding="utf-8")
    _, (document,) = imported(tmp_path, path, **options)
    moment = document["published_at"]
    return f"{moment:%Y-%m-%d %H:%M}" if moment else None


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("202403051430", "2024-03-05 05:30"),
        ("03/05/2024", None),
        ("2024-03-05 3:20 PM", "2024-03-05 06:20"),
        ("2024.03.05 화요일 10:00", "2024-03-05 01:00"),
        ("3일 전", None),
        ("모름", None),
    ],
)
def test_dates_are_right_or_absent(tmp_path: Path, cell: str, moment: str | None) -> None:
    assert published(tmp_path, cell) == moment


def test_days_ago_count_from_the_day_of_collection(tmp_path: Path) -> None:
    assert published(tmp_path, "3일 전", collected="2024-03-05 12:00") == "2024-03-02 00:00"


@pytest.mark.parametrize(
    ("cell", "category"),
    [("화장품", "cosmetics"), ("Food ", "food"), (" 꽃집", "꽃집"), ("", "uncategorised"),
     ("가" * 85, "uncategorised")],
)  # fmt: skip
def test_categories_mean_what_they_mean_elsewhere(tmp_path: Path, cell: str, category: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"text,category\n좋아요,{cell}\n다른 글,food\n", encoding="utf-8")
    _, documents = imported(tmp_path, path)
    assert {d["text"]: d["category"] for d in documents}["좋아요"] == category
    assert len(documents) == 2


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_text_that_was_once_read_as_latin_is_repaired_and_counted(
    tmp_path: Path, encoding: str
) -> None:
    once = "배송이 빨라서 좋았습니다".encode().decode(encoding, "replace").replace("\ufffd", "\x81")
    if encoding == "latin-1":
        path = tmp_path / "a.csv"
        path.write_text(f"text,n\n{once},1\n멀쩡한 글입니다,2\n", encoding="utf-8")
        report, documents = imported(tmp_path, path)
        assert sorted(d["text"] for d in documents) == [
            "멀쩡한 글입니다",
            "배송이 빨라서 좋았습니다",
        ]
        assert any("repaired" in step for step in report.counts.by_measure("edited/"))


def test_text_that_was_once_read_as_cp949_is_repaired_where_that_is_certain(tmp_path: Path) -> None:
    once = "배송".encode().decode("cp949")
    lost = "배송이 빨라서 정말 좋았습니다 또 살게요".encode().decode("cp949", "replace")
    path = tmp_path / "a.csv"
    path.write_text(f"text,n\n{once},1\n{lost},2\n멀쩡한 漢字 글입니다,3\n", encoding="utf-8")
    report, documents = imported(tmp_path, path)
    assert sorted(d["text"] for d in documents) == ["멀쩡한 漢字 글입니다", "배송"]
    assert "garbled" in report.failures[0]["cause"]
