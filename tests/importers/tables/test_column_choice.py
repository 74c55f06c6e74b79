"""Columns are guessed the way people name them, every guess is told, a typo gets a suggestion."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importers.tables.reading import causes, imported


def document(tmp_path: Path, header: str, row: str, **options: object) -> dict:
    path = tmp_path / "a.csv"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    report, (found,) = imported(tmp_path, path, **options)
    return {**found, "notes": report.notes}


@pytest.mark.parametrize(
    "name",
    [
        *("review", "Review", "content", "comment", "Sentence", "document", "문장", "발화", "본문"),
        *(
            "리뷰내용",
            "리뷰 내용",
            "리뷰_내용",
            "내용",
            "상품평",
            "구매평",
            "댓글",
            "질문 내용",
            "후기",
        ),
        *(
            "리뷰상세내용",
            "상품평 내용",
            "review_text",
            "reviewContent",
            "Body",
            "message",
            "기사 본문",
            "상담내용",
        ),
    ],
)
def test_texts_by_the_names_that_people_use(tmp_path: Path, name: str) -> None:
    found = document(tmp_path, f"번호,{name},작성자", "1,향이 오래가서 좋아요,홍길동")
    assert found["text"] == "향이 오래가서 좋아요"
    assert "홍길동" not in str(found)
    assert f"text ← `{name}`" in found["notes"][0]


def test_dates_ratings_titles_and_addresses(tmp_path: Path) -> None:
    header = "제목,내용,구매자평점,등록일,링크,카테고리"
    row = "좋아요,향이 오래가요,★★★★☆,2024.03.05 14:30,https://a.example/1,화장품"
    found = document(tmp_path, header, row)
    assert (found["title"], found["rating"], found["category"]) == ("좋아요", 4.0, "cosmetics")
    assert found["published_at"].isoformat() == "2024-03-05T05:30:00+00:00"
    assert found["url"] == "https://a.example/1"


def test_a_number_under_a_texts_name_is_not_the_text(tmp_path: Path) -> None:
    found = document(tmp_path, "review,내용", "152,향이 오래가서 좋아요")
    assert found["text"] == "향이 오래가서 좋아요"


@pytest.mark.parametrize(("one", "two"), [("질문", "답변"), ("sentence1", "sentence2"), ("Q", "A")])
def test_pairs_are_read_together(tmp_path: Path, one: str, two: str) -> None:
    found = document(tmp_path, f"{one},{two},label", "언제 오나요,내일 갑니다,1")
    assert found["text"] == "언제 오나요\n내일 갑니다"


def test_a_column_of_prose_under_an_unknown_name_is_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "".join(f"{n},오늘은 {n}번째로 뒷산에 올라 꽃을 보았다,맑음\n" for n in range(20))
    path.write_text(f"n,일기장에 적은 것,날씨\n{rows}", encoding="utf-8")
    report, documents = imported(tmp_path, path)
    assert len(documents) == 20
    assert "text ← `일기장에 적은 것`" in report.notes[0]


def test_what_cannot_be_told_is_refused_with_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("가,나\n1,2\n3,4\n")
    report, _ = imported(tmp_path, path)
    assert "no column can be told to be the text" in causes(report)
    assert "가, 나" in causes(report)


def test_a_typo_gets_a_suggestion(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("리뷰내용,별점\n좋아요,5\n")
    report, _ = imported(tmp_path, path, text=("리뷰네용",))
    assert "Did you mean `리뷰내용`?" in causes(report)


def test_thirty_files_of_one_shape_are_told_once(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for n in range(30):
        (folder / f"{n:02d}.csv").write_text(f"리뷰,별점\n{n}번 후기예요,5\n")
    report, documents = imported(tmp_path, folder)
    assert len(documents) == 30
    assert len(report.notes) == 1
    assert "00.csv and 29 more: columns guessed" in report.notes[0]
    for n in range(30):
        (folder / f"{n:02d}.csv").write_text("가,나\n1,2\n")
    report, _ = imported(tmp_path / "other", folder)
    assert len(report.failures) == 1
    assert "The same for 29 more files" in causes(report)


def test_a_table_without_rows_gives_nothing_and_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("번호,리뷰,별점\n")
    report, documents = imported(tmp_path, path)
    assert report.ok
    assert documents == []
