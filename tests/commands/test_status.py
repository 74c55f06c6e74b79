from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
from click.testing import CliRunner

from lmkor_data.cli import group
from lmkor_data.corpus.schema import DOCUMENT, conform, in_memory
from lmkor_data.corpus.writing import ShardWriter

TEXTS = [
    ("food", "kurly", "국물이 진해요"),
    ("food", "kurly", "굿"),
    ("food", "coupang", "포장이 꼼꼼해요"),
    ("pets", "coupang", "고양이가 잘 먹어요"),
]


def fill(stage: Path) -> None:
    columns = dict(zip(("category", "source", "text"), zip(*TEXTS, strict=True), strict=True))
    table = pa.table({**columns, "id": [str(i) for i in range(len(TEXTS))]})
    with ShardWriter(stage, "part") as writer:
        writer.write(conform(table, in_memory(DOCUMENT)))


def test_status_counts_by_stage_category_and_source(tmp_path: Path) -> None:
    fill(tmp_path / "raw")
    result = CliRunner().invoke(group, ["status", "--corpus", str(tmp_path), "--json"])
    raw = json.loads(result.output)["stages"]["raw"]
    assert raw["documents"] == 4
    assert raw["files"] == 2
    held = {(h["category"], h["source"]): h["documents"] for h in raw["holdings"]}
    assert held == {("food", "kurly"): 2, ("food", "coupang"): 1, ("pets", "coupang"): 1}
    texts = sum(len(text.encode()) for _, _, text in TEXTS)
    assert abs(sum(h["text_bytes"] for h in raw["holdings"]) - texts) < 80


def test_an_empty_corpus_says_how_to_begin(tmp_path: Path) -> None:
    result = CliRunner().invoke(group, ["status", "--corpus", str(tmp_path)])
    assert "holds nothing yet" in result.output
    assert result.exit_code == 0
