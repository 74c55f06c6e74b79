"""Writing documents and reading them back: by category, whole, bounded, the same every time."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
import zstandard

from lmkor_data.corpus import reading, writing
from lmkor_data.corpus.layout import Corpus, Shard, expand, require_shards, shards
from lmkor_data.corpus.manifest import Manifest
from lmkor_data.corpus.reading import read_documents
from lmkor_data.corpus.schema import DOCUMENT, conform, document_id, in_memory
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.errors import LmkorError
from lmkor_data.stage_table import BUILD_VOCAB


def documents(*rows: tuple[str, str]) -> pa.RecordBatch:
    """A batch of (category, text)."""
    made = pa.table(
        {
            "category": [c for c, _ in rows],
            "text": [t for _, t in rows],
            "id": [document_id("shop", str(i)) for i in range(len(rows))],
            "source": ["shop"] * len(rows),
        }
    )
    return conform(made, in_memory(DOCUMENT))


def write(stage: Path, name: str, *batches: pa.RecordBatch) -> list[Path]:
    with ShardWriter(stage, name) as writer:
        for batch in batches:
            writer.write(batch)
    return writer.outputs


def test_documents_come_back_by_category(tmp_path: Path) -> None:
    batch = documents(("food", "김치가 맛있어요"), ("반려동물/고양이", "츄르"), ("food", "ㅋㅋ"))
    write(tmp_path, "part", batch)
    found = shards(tmp_path)
    assert [shard.category for shard in found] == ["food", "반려동물/고양이"]
    assert [b.column("text").to_pylist() for s in found for b in read_documents(s)] == [
        ["김치가 맛있어요", "ㅋㅋ"],
        ["츄르"],
    ]


def test_other_tools_read_the_data_with_its_categories(tmp_path: Path) -> None:
    write(tmp_path, "part", documents(("food", "밥"), ("한식 맛집", "국")))
    table = ds.dataset(tmp_path / "data").to_table()
    assert set(zip(*table.select(["category", "text"]).to_pydict().values(), strict=True)) == {
        ("food", "밥"),
        ("한식 맛집", "국"),
    }


@pytest.mark.parametrize("category", ["가" * 85, "_hidden", ".git", "a/b~c", "train", "100%"])
def test_any_name_of_a_category_comes_back(category: str, tmp_path: Path) -> None:
    (path,) = write(tmp_path, "part", documents((category, "밥")))
    assert len(path.parent.name.encode()) <= 120
    (shard,) = shards(tmp_path)
    assert shard.category == category
    assert [b.column("category").to_pylist() for b in read_documents(shard)] == [[category]]


def test_the_layout_of_version_0_1_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "category=food"
    folder.mkdir()
    pq.write_table(pa.table({"id": ["1"], "text": ["밥"], "source": ["s"]}), folder / "p.parquet")
    (shard,) = shards(tmp_path)
    assert (shard.category, shard.name, shard.file_name) == ("food", "category=food/p", "p")
    (batch,) = read_documents(shard)
    assert batch.column("category").to_pylist() == ["food"]


def test_a_flipped_byte_is_named_and_never_another_text(tmp_path: Path) -> None:
    texts = [("food", f"이 제품은 {i}번째로 산 것입니다") for i in range(500)]
    (path,) = write(tmp_path, "part", documents(*texts))
    whole = path.read_bytes()
    for at in range(100, len(whole) - 2000, len(whole) // 40):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        with contextlib.suppress(LmkorError):
            read = [t for b in read_documents(*shards(tmp_path)) for t in b["text"].to_pylist()]
            assert read == [text for _, text in texts]


def test_shards_and_row_groups_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "SHARD_BYTES", 20_000)
    monkeypatch.setattr(writing, "ROW_GROUP_ROWS", 10)
    batches = [documents(*[("food", f"리뷰 {i} {j}") for j in range(10)]) for i in range(90)]
    outputs = write(tmp_path, "part", *batches)
    assert len(outputs) > 2
    assert [path.name for path in outputs[:2]] == ["part.parquet", "part-001.parquet"]
    assert all(path.stat().st_size < 60_000 for path in outputs)
    groups = pq.ParquetFile(outputs[0]).metadata
    assert groups.row_group(0).num_rows == 10
    texts = [t for s in shards(tmp_path) for b in read_documents(s) for t in b["text"].to_pylist()]
    assert sorted(texts) == sorted(f"리뷰 {i} {j}" for i in range(90) for j in range(10))


def test_chosen_columns_come_alone_with_the_category(tmp_path: Path) -> None:
    (path,) = write(tmp_path, "part", documents(("food", "밥")))
    for wanted in (["text", "source"], ["source"]):
        (batch,) = read_documents(Shard(path, "food", "part"), columns=wanted)
        assert batch.schema.names == ["category", *wanted]
    theirs = tmp_path / "theirs.parquet"
    pq.write_table(pa.table({"text": ["하나"], "stars": [5]}), theirs)
    (batch,) = read_documents(Shard(theirs, "food", "theirs"), columns=["text", "source"])
    assert batch.to_pylist() == [{"category": "food", "text": "하나", "source": "theirs"}]
    pq.write_table(pa.table({"stars": [5]}), theirs)
    with pytest.raises(LmkorError, match="its columns: stars"):
        list(read_documents(Shard(theirs, "food", "theirs"), columns=["text", "source"]))


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    batch = documents(("food", "밥"), ("pets", "개"))
    one = write(tmp_path / "one", "part", batch)
    two = write(tmp_path / "two", "part", batch)
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]


def test_after_an_error_no_shard_appears(tmp_path: Path) -> None:
    def cut_off() -> None:
        with ShardWriter(tmp_path, "part") as writer:
            writer.write(documents(("food", "밥"), ("pets", "개")))
            raise RuntimeError("cut off")

    with pytest.raises(RuntimeError):
        cut_off()
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_foreign_parquet_is_read_if_it_has_texts(tmp_path: Path) -> None:
    path = tmp_path / "theirs.parquet"
    pq.write_table(pa.table({"text": ["하나", None], "stars": [5, 1]}), path)
    (batch,) = read_documents(Shard(path, "uncategorised", "theirs"))
    assert batch.column("text").to_pylist() == ["하나", ""]
    assert batch.column("source").to_pylist() == ["theirs", "theirs"]
    assert len(set(batch.column("id").to_pylist())) == 2
    assert batch.column("stars").to_pylist() == [5, 1]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_jsonl_is_read_packed_or_not(tmp_path: Path, pack, monkeypatch) -> None:
    monkeypatch.setattr(reading, "BATCH_BYTES", 60)
    suffix = {bytes: "", gzip.compress: ".gz", zstandard.compress: ".zst"}[pack]
    path = tmp_path / f"reviews.jsonl{suffix}"
    rows = [{"text": f"리뷰 {i}", "category": "food"} for i in range(20)]
    path.write_bytes(pack("\n".join(json.dumps(r) for r in rows).encode()))
    batches = list(read_documents(Shard(path, "", "reviews")))
    assert len(batches) > 1
    assert [t for b in batches for t in b["text"].to_pylist()] == [r["text"] for r in rows]
    assert len({i for b in batches for i in b["id"].to_pylist()}) == 20


def test_faults_name_the_file_and_the_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "좋아요"}\n{"text": \n')
    with pytest.raises(LmkorError, match=r"bad\.jsonl, line 2"):
        list(read_documents(Shard(bad, "", "bad")))
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 cut off")
    with pytest.raises(LmkorError, match=r"broken\.parquet is not a readable Parquet file"):
        list(read_documents(Shard(broken, "", "broken")))
    other = tmp_path / "other.parquet"
    pq.write_table(pa.table({"review": ["좋아요"]}), other)
    with pytest.raises(LmkorError, match=r"no column `text`; its columns: review"):
        list(read_documents(Shard(other, "", "other")))


def test_an_empty_stage_says_what_makes_it(tmp_path: Path) -> None:
    with pytest.raises(LmkorError, match="`lmkor-data clean` makes them"):
        require_shards(tmp_path / "clean")


def test_a_stage_that_kept_nothing_is_not_told_to_run(tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    with Manifest(clean, {}) as manifest:
        with pytest.raises(LmkorError, match="`lmkor-data clean` makes them"):
            require_shards(clean)
        manifest.finish()
    with pytest.raises(LmkorError, match="kept none"):
        require_shards(clean)
    assert Corpus(tmp_path).input_of(BUILD_VOCAB) == clean


def test_folders_stand_for_their_files_and_missing_files_are_named(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", ".hidden", "_manifest.jsonl"):
        (tmp_path / name).touch()
    assert [p.name for p in expand([tmp_path])] == ["a.csv", "b.csv"]
    with pytest.raises(LmkorError, match=r"nowhere\.csv: no such file"):
        expand([tmp_path / "nowhere.csv"])


def test_shards_on_another_disk_count_each_once_through_links(tmp_path: Path) -> None:
    write(tmp_path / "disk", "part", documents(("food", "밥")))
    stage = tmp_path / "clean"
    (stage / "data").mkdir(parents=True)
    (stage / "data" / "food").symlink_to(tmp_path / "disk" / "data" / "food")
    (stage / "data" / "food" / "back").symlink_to(stage)
    assert [(s.category, s.name) for s in shards(stage)] == [("food", "food/part")]
    assert len(expand([stage])) == 1


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(LmkorError, match="not a regular file"):
        expand([tmp_path / "pipe"])


def test_a_packed_file_of_one_endless_line_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LONGEST_LINE", 1 << 16)
    bomb = tmp_path / "bomb.jsonl.gz"
    bomb.write_bytes(gzip.compress(b"[" * (1 << 20)))
    with pytest.raises(LmkorError, match="which no document is"):
        list(read_documents(Shard(bomb, "", "bomb")))


def test_ids_are_stable_and_tell_sources_apart() -> None:
    assert document_id("naver", "1") == document_id("naver", "1") != document_id("kakao", "1")
    assert document_id("a", "bc") != document_id("ab", "c")
