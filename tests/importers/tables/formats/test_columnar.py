"""Parquet, Feather, Arrow: one bad value costs itself, nested columns are read by their paths."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from lmkor_data.importers.tables import pieces
from tests.importers.tables.reading import causes, imported

TEXTS = ["좋은 글입니다", "다른 글입니다"]


def read(tmp_path: Path, table: pa.Table, **options: object) -> list[dict]:
    path = tmp_path / "a.parquet"
    pq.write_table(table, path)
    return imported(tmp_path, path, **options)[1]


def test_a_text_that_is_no_utf8_costs_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    values = [TEXTS[0].encode(), b"ab\xffcd", TEXTS[1].encode()]
    pq.write_table(pa.table({"text": pa.array(values, pa.binary())}), path)
    report, documents = imported(tmp_path, path)
    assert [d["text"] for d in documents] == TEXTS
    assert "(row 2)" in causes(report)


def test_a_title_that_is_no_utf8_costs_itself(tmp_path: Path) -> None:
    titles = pa.array([b"\xff", "제목".encode()], pa.binary())
    documents = read(tmp_path, pa.table({"text": TEXTS, "title": titles}))
    assert [d["title"] for d in documents] == [None, "제목"]


@pytest.mark.parametrize(
    "kind", [pa.string_view(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())]
)
def test_every_kind_of_string(tmp_path: Path, kind: pa.DataType) -> None:
    column = pa.array([TEXTS[0], None, TEXTS[1]], pa.string()).cast(kind)
    assert [d["text"] for d in read(tmp_path, pa.table({"text": column}))] == TEXTS


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_time_without_a_zone_is_that_of_korea(tmp_path: Path, unit: str) -> None:
    when = pa.array([datetime(2024, 3, 2, 10), None], pa.timestamp(unit))
    documents = read(tmp_path, pa.table({"text": TEXTS, "date": when}))
    assert documents[0]["published_at"] == datetime(2024, 3, 2, 1, tzinfo=UTC)
    zoned = pa.array([datetime(2024, 3, 2, 10), None], pa.timestamp(unit, "UTC"))
    documents = read(
        tmp_path / "z", _made(tmp_path / "z", pa.table({"text": TEXTS, "date": zoned}))
    )
    assert documents[0]["published_at"] == datetime(2024, 3, 2, 10, tzinfo=UTC)


def _made(folder: Path, table: pa.Table) -> pa.Table:
    folder.mkdir()
    return table


def test_days_and_odd_ratings(tmp_path: Path) -> None:
    table = pa.table(
        {"text": TEXTS, "date": [date(2024, 3, 2), None], "rating": [float("nan"), 4.5]}
    )
    documents = read(tmp_path, table)
    assert documents[0]["published_at"] == datetime(2024, 3, 2, tzinfo=UTC)
    assert [d["rating"] for d in documents] == [None, 4.5]


def test_structs_and_lists_by_their_paths(tmp_path: Path) -> None:
    rows = [
        {"review": {"content": text, "star": 5}, "tags": ["a", "b"], "n": [{"x": "1"}, {"x": "2"}]}
        for text in TEXTS
    ]
    table = pa.Table.from_pylist(rows)
    assert [d["text"] for d in read(tmp_path, table)] == TEXTS
    (tmp_path / "n").mkdir()
    documents = read(tmp_path / "n", table, text=("n[].x", "tags"))
    assert documents[0]["text"] == "1\n2\na\nb"


@pytest.mark.parametrize("form", ["file", "stream", "feather"])
def test_arrow_and_feather(tmp_path: Path, form: str) -> None:
    table = pa.table({"text": TEXTS, "rating": [5, 4]})
    path = tmp_path / ("a.feather" if form == "feather" else "a.arrow")
    if form == "feather":
        pyarrow.feather.write_feather(table, path)
    else:
        opened = pa.ipc.new_file if form == "file" else pa.ipc.new_stream
        with opened(path, table.schema) as writer:
            writer.write_table(table)
    assert [d["rating"] for d in imported(tmp_path, path)[1]] == [5.0, 4.0]


def test_a_folder_saved_by_datasets(tmp_path: Path) -> None:
    folder = tmp_path / "saved" / "train"
    folder.mkdir(parents=True)
    table = pa.table({"text": TEXTS})
    with pa.ipc.new_stream(folder / "data-00000-of-00001.arrow", table.schema) as writer:
        writer.write_table(table)
    for name in ("state.json", "dataset_info.json"):
        (folder / name).write_text("{}")
    (folder.parent / "dataset_dict.json").write_text('{"splits": ["train"]}')
    report, documents = imported(tmp_path, folder.parent)
    assert report.ok
    assert [d["text"] for d in documents] == TEXTS


def test_partition_folders_are_columns(tmp_path: Path) -> None:
    for category, text in (("cat=식품", "맛있어요"), ("cat=__HIVE_DEFAULT_PARTITION__", "그냥요")):
        folder = tmp_path / "t" / category
        folder.mkdir(parents=True)
        pq.write_table(pa.table({"text": [text]}), folder / "part-0.parquet")
        (folder / "_SUCCESS").touch()
    _, documents = imported(tmp_path, tmp_path / "t")
    found = {d["text"]: d["category"] for d in documents}
    assert found == {"맛있어요": "food", "그냥요": "uncategorised"}


def test_row_groups_are_pieces_and_rows_keep_their_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": [f"{n}번째 글" for n in range(900)]}), path, row_group_size=90)
    _, whole = imported(tmp_path / "whole", path)
    monkeypatch.setattr(pieces, "PIECE_BYTES", 3000)
    report, parts = imported(tmp_path / "parts", path)
    assert report.tasks_done > 2
    assert {d["id"]: d for d in parts} == {d["id"]: d for d in whole}
