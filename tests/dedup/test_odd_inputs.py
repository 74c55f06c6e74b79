"""What a corpus from elsewhere may hold, and what a user may ask of it by mistake."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.stage import dedup
from lmkor_data.engine.context import StageContext
from lmkor_data.errors import LmkorError
from tests.dedup.corpora import digests, document, rows, run, write_clean


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    texts = ["배송 빨라요", "배송빨라요!!", "포장은 아쉬웠습니다\n배송 빨라요", "전혀 다른 글"]
    made = [document(str(number), text) for number, text in enumerate(texts)]
    write_clean(tmp_path / "clean", "a", made)
    return tmp_path


def test_nothing_to_do_is_said(tmp_path: Path) -> None:
    with pytest.raises(LmkorError, match="lmkor-data clean"):
        run(tmp_path)


def test_empty_texts_are_copies_and_missing_ids_are_made(tmp_path: Path) -> None:
    folder = tmp_path / "clean" / "data" / "food"
    folder.mkdir(parents=True)
    ids = ["a", None, "c", None]
    texts = ["", " \n", "아무 말이나 합니다", None]
    pq.write_table(pa.table({"id": ids, "text": texts}), folder / "x.parquet")
    run(tmp_path)
    kept, gone = rows(tmp_path / "dedup"), rows(tmp_path / "removed")
    assert sorted(row["text"] for row in kept.values()) in ([" \n", texts[2]], ["", texts[2]])
    assert len(kept) == len(gone) == 2
    assert {row["rule"] for row in gone.values()} == {"exact"}
    assert {len(id_) for id_ in {**kept, **gone}} == {1, 16}


@pytest.mark.parametrize(
    ("target", "removed"),
    [("clean", "removed"), ("dedup", "clean"), ("dedup", "dedup"), ("clean/dedup", "removed")],
)
def test_what_is_read_is_never_written_over(corpus: Path, target: str, removed: str) -> None:
    before = digests(corpus / "clean")
    with pytest.raises(LmkorError, match="must be three folders"):
        dedup(
            corpus / "clean",
            corpus / target,
            corpus / removed,
            DedupOptions(),
            StageContext(overwrite=True),
        )
    assert digests(corpus / "clean") == before


def test_an_impossible_place_for_what_goes_is_refused_before_the_work(corpus: Path) -> None:
    (corpus / "file").touch()
    with pytest.raises(LmkorError, match=r"Cannot create .*file/removed"):
        dedup(
            corpus / "clean",
            corpus / "dedup",
            corpus / "file" / "removed",
            DedupOptions(),
            context=StageContext(),
        )
    assert not (corpus / "dedup").exists()


def foreign(corpus: Path, name: str, **columns: pa.Array | list) -> None:
    """A shard that this project did not write."""
    folder = corpus / "clean" / "data" / "food"
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), folder / f"{name}.parquet")


def test_shards_of_many_schemas_are_compared_with_each_other(tmp_path: Path) -> None:
    text = "가나다라마바사"
    foreign(tmp_path, "empty", id=pa.array([], pa.string()), text=pa.array([], pa.string()))
    foreign(tmp_path, "wide", text=pa.array([text], pa.large_string()), rating=["4.5"])
    foreign(tmp_path, "bytes", id=[7], text=pa.array([text.encode()]), category=[None])
    foreign(tmp_path, "words", id=["a"], text=pa.array([text + "!"]).dictionary_encode())
    foreign(tmp_path, "none", id=["b", "c"], text=pa.nulls(2), kind=pa.nulls(2))
    run(tmp_path)
    kept, gone = rows(tmp_path / "dedup"), rows(tmp_path / "removed")
    assert sorted(row["text"] for row in kept.values()) == ["", text + "!"]
    assert {row["survivor"] for row in gone.values()} == set(kept)
    assert len(gone) == 3


def test_what_was_deduplicated_can_be_again(corpus: Path) -> None:
    run(corpus)
    (corpus / "more").mkdir()
    (corpus / "dedup").rename(corpus / "more" / "clean")
    run(corpus / "more")
    kept = rows(corpus / "more" / "dedup")
    assert set(kept) == set(rows(corpus / "more" / "clean"))
    assert {row["cluster_size"] for row in kept.values()} == {1}


def test_documents_that_are_all_the_same_leave_one(tmp_path: Path) -> None:
    for part in range(2):
        made = [document(f"{part}-{i}", "같은 글") for i in range(300)]
        write_clean(tmp_path / "clean", f"part-{part}", made)
    run(tmp_path)
    [row] = rows(tmp_path / "dedup").values()
    assert (row["id"], row["cluster_size"]) == ("0-0", 600)


def test_no_documents_and_one(tmp_path: Path) -> None:
    foreign(tmp_path, "nothing", text=pa.array([], pa.string()))
    assert run(tmp_path).counts.total("documents_out") == 0
    write_clean(tmp_path / "clean", "one", [document("a", "하나뿐인 글입니다")])
    assert run(tmp_path).counts.total("documents_out") == 1


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("text", [["가"], ["나"]]),
        ("text", [b"\xff\xfe", None]),
        ("rating", ["다섯", "넷"]),
        ("published_at", ["어제", "오늘"]),
    ],
)
def test_what_is_no_document_is_named(tmp_path: Path, column: str, values: list) -> None:
    foreign(tmp_path, "x", **{"text": ["가", "나"], column: pa.array(values)})
    with pytest.raises(LmkorError, match=rf"x\.parquet, rows from 0 on: column `{column}` is no"):
        run(tmp_path)


def test_a_broken_shard_is_named_before_anything_is_done(tmp_path: Path) -> None:
    write_clean(tmp_path / "clean", "one", [document("a", "하나뿐인 글입니다")])
    (tmp_path / "clean" / "data" / "food" / "two.parquet").write_bytes(b"PAR1 no Parquet")
    with pytest.raises(LmkorError, match=r"two\.parquet is not a readable Parquet file"):
        run(tmp_path)
