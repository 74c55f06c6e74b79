"""Later runs: only what is new is read, against what stayed."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmkor_data.errors import LmkorError
from lmkor_data.stage_table import DEDUP
from tests.dedup.corpora import digests, document, rows, run, write_clean
from tests.dedup.decide.test_survivor_selection import reviews

LINES = ["배송이 빨랐어요", "다음에 또 살게요", "포장이 꼼꼼합니다", "가격이 좀 올랐네요"]


def batches(number: int) -> list[list[dict]]:
    """Reviews of some days: copies, near copies and sentences repeat from day to day."""
    texts = [f"{text}\n{LINES[i % 4]}" if i % 3 else text for i, text in enumerate(reviews(300, 3))]
    made = [document(f"{i:016x}", text) for i, text in enumerate(texts)]
    size = len(made) // number
    return [made[i * size : (i + 1) * size] for i in range(number)]


@pytest.mark.parametrize("max_repeats", [1, 3])
def test_daily_batches_make_what_one_run_makes(tmp_path: Path, max_repeats: int) -> None:
    """Where earlier documents are preferred, as `--keep id` does here."""
    daily, whole = tmp_path / "daily", tmp_path / "whole"
    written: dict[str, str] = {}
    for day, batch in enumerate(batches(3)):
        write_clean(whole / "clean", f"day-{day}", batch)
        write_clean(daily / "clean", f"day-{day}", batch)
        report = run(daily, keep="id", threshold=0.9, max_repeats=max_repeats)
        now = digests(daily / "dedup", daily / "removed")
        assert written.items() <= now.items(), "what was written stays as it is"
        written = now
    run(whole, keep="id", threshold=0.9, max_repeats=max_repeats)
    for folder in ("dedup", "removed"):
        one, many = rows(whole / folder), rows(daily / folder)
        assert one.keys() == many.keys()
        for id_, row in one.items():
            row.pop("cluster_size", None)  # counts what had come when the survivor was written
            many[id_].pop("cluster_size", None)
            assert many[id_] == row
    assert report.counts.total("documents_in") == 300
    assert report.tasks_skipped >= 2


def test_a_kept_document_stays_even_if_a_better_copy_comes(tmp_path: Path) -> None:
    write_clean(tmp_path / "clean", "a", [document("1", "배송이 정말 빨라요 아주 좋아요")])
    run(tmp_path)
    texts = ["배송이 정말 빨라요 아주 좋아요!!!!!", "배송이 정말 빨라요 아주 좋아요 ㅎ"]
    longer = [document(str(i), text) for i, text in enumerate(texts, 2)]
    write_clean(tmp_path / "clean", "b", longer)
    run(tmp_path)
    assert list(rows(tmp_path / "dedup")) == ["1"]
    removed = rows(tmp_path / "removed")
    assert {i: (r["rule"], r["survivor"]) for i, r in removed.items()} == {
        "2": ("exact", "1"),
        "3": ("near", "1"),
    }


def test_new_shards_may_sort_before_old_ones(tmp_path: Path) -> None:
    write_clean(tmp_path / "clean", "b", [document("1", "같은 글입니다")])
    run(tmp_path)
    write_clean(tmp_path / "clean", "a", [document("0", "같은 글입니다"), document("2", "새 글")])
    run(tmp_path)
    assert set(rows(tmp_path / "dedup")) == {"1", "2"}


def test_a_batch_without_anything_old_in_it(tmp_path: Path) -> None:
    write_clean(tmp_path / "clean", "a", [document("1", "하나")])
    run(tmp_path, sentences="off")
    write_clean(tmp_path / "clean", "b", [document("2", "둘")])
    run(tmp_path, sentences="off")
    assert set(rows(tmp_path / "dedup")) == {"1", "2"}


def test_changed_shards_and_lost_output_are_refused(tmp_path: Path) -> None:
    write_clean(tmp_path / "clean", "a", [document("1", "하나")])
    run(tmp_path)
    output = next((tmp_path / "dedup").rglob("a.parquet"))
    held = output.read_bytes()
    output.unlink()
    with pytest.raises(LmkorError, match=r"is missing.*--overwrite"):
        run(tmp_path)
    output.write_bytes(held)
    write_clean(tmp_path / "clean", "a", [document("1", "둘")])
    with pytest.raises(LmkorError, match=r"changed or removed.*--overwrite"):
        run(tmp_path)
    run(tmp_path, overwrite=True)
    assert rows(tmp_path / "dedup")["1"]["text"] == "둘"


def test_the_index_stays_a_few_files_however_many_batches_come(tmp_path: Path) -> None:
    texts = [f"{text} {n}일째 되는 날의 이야기" for n, text in enumerate(reviews(7, 2))]
    for day, text in enumerate(texts):
        made = [document(f"{day}", text), document(f"{day}-again", texts[max(0, day - 3)])]
        write_clean(tmp_path / "clean", f"day-{day}", made)
        run(tmp_path, threshold=0.95, keep="id")
    assert set(rows(tmp_path / "dedup")) == set("0123456")
    runs = tmp_path / "dedup" / "_index" / "runs"
    assert sorted(run.name for run in runs.iterdir()) == ["00000-00004", "00004-00006"]
    index = tmp_path / "dedup" / "_index"
    assert not list(index.glob("*/signatures")), "later runs do not read them"
    assert [keys.parent.name for keys in index.glob("*/keys")] == ["generation-00006"]


def test_an_index_with_the_keys_of_older_code_is_refused(tmp_path: Path) -> None:
    write_clean(tmp_path / "clean", "a", [document("1", "배송이 정말 빨라요 아주 좋아요")])
    run(tmp_path)
    manifest = tmp_path / "dedup" / "_manifest.jsonl"
    content = manifest.read_text(encoding="utf-8")
    older = content.replace(f'"version": {DEDUP.rules}', f'"version": {DEDUP.rules - 1}')
    assert older != content
    manifest.write_text(older, encoding="utf-8")
    with pytest.raises(LmkorError, match=f"version: {DEDUP.rules - 1} there, {DEDUP.rules} now"):
        run(tmp_path)
