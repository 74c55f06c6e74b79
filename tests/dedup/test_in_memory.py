"""A table in memory is deduplicated as the stage deduplicates a folder."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from lmkor_data.dedup.in_memory import deduplicate_table
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.errors import LmkorError
from tests.dedup.corpora import document, rows, run, write_clean
from tests.dedup.decide.test_survivor_selection import reviews


@pytest.mark.parametrize(
    "options",
    [{}, {"sentences": "off", "keep": "id"}, {"near": False}, {"max_repeats": 2, "threshold": 0.6}],
)
def test_the_same_rows_as_the_stage(tmp_path: Path, options: dict) -> None:
    texts = reviews(300, 3)
    texts = [
        f"{a}\n{b}" if i % 3 else a
        for i, (a, b) in enumerate(zip(texts, texts[7:] + texts[:7], strict=True))
    ]
    made = [document(f"{i * 7919 % 1000:04d}", text) for i, text in enumerate(texts)]
    made[5]["kind"] = "encyclopedia"
    write_clean(tmp_path / "clean", "a", made)
    run(tmp_path, **options)
    kept, removed = deduplicate_table(pa.Table.from_pylist(made), DedupOptions(**options))
    by_stage = rows(tmp_path / "dedup")
    assert {r["id"]: (r["text"], r["cluster_size"]) for r in kept.to_pylist()} == {
        i: (r["text"], r["cluster_size"]) for i, r in by_stage.items()
    }
    assert removed.num_rows
    stage_removed = rows(tmp_path / "removed")
    columns = ("rule", "survivor", "similarity", "also_gone")
    assert {r["id"]: [r[c] for c in columns] for r in removed.to_pylist()} == {
        i: [r[c] for c in columns] for i, r in stage_removed.items()
    }


def test_a_text_column_is_enough_and_other_columns_come_along() -> None:
    table = pa.table(
        {"text": ["배송 빨라요", "배송빨라요!!", None, "다른 글"], "stars": [1, 2, 3, 4]}
    )
    kept, removed = deduplicate_table(table)
    assert kept.column("stars").to_pylist() == [2, 3, 4]
    assert kept.schema.names == ["text", "stars", "cluster_size"]
    assert removed.select(["id", "rule", "survivor"]).to_pylist() == [
        {"id": "0", "rule": "exact", "survivor": "1"}
    ]


def test_tables_without_rows_and_without_texts() -> None:
    kept, removed = deduplicate_table(pa.table({"text": pa.array([], pa.string())}))
    assert kept.num_rows == removed.num_rows == 0
    with pytest.raises(LmkorError, match="no column `text`; its columns: body"):
        deduplicate_table(pa.table({"body": ["가"]}))
    with pytest.raises(LmkorError, match="`text` is no"):
        deduplicate_table(pa.table({"text": [["가"]]}))
