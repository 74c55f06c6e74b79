"""Shards that share a task: by category and size, the same after a kill, stable when more come."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lmkor_data.corpus import grouping
from lmkor_data.corpus.grouping import group_shards
from lmkor_data.corpus.layout import shards
from lmkor_data.corpus.manifest import Manifest


def make(stage: Path, *names: str) -> None:
    for name in names:
        path = stage / "data" / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table({"text": [name]}), path)


def names(groups: list[grouping.ShardGroup]) -> list[tuple[str, list[str]]]:
    return [(group.name, [shard.name for shard in group.shards]) for group in groups]


def test_small_shards_of_a_category_become_one_task(tmp_path: Path) -> None:
    make(tmp_path, "food/a", "food/b", "pets/a", "food/c")
    assert names(group_shards(shards(tmp_path), {})) == [
        ("part-00000", ["food/a", "food/b", "food/c"]),
        ("part-00001", ["pets/a"]),
    ]


def test_a_group_ends_at_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "food/a", "food/b", "food/c")
    monkeypatch.setattr(grouping, "GROUP_BYTES", 2 * shards(tmp_path)[0].bytes)
    groups = group_shards(shards(tmp_path), {})
    assert [len(group.shards) for group in groups] == [2, 1]


def test_what_is_new_forms_groups_behind_those_of_before(tmp_path: Path) -> None:
    make(tmp_path / "raw", "food/b", "food/c", "pets/a")
    with Manifest(tmp_path / "clean", {}) as manifest:
        manifest.plan({g.name: g.paths for g in group_shards(shards(tmp_path / "raw"), {})})
    make(tmp_path / "raw", "food/a")
    (tmp_path / "raw" / "data" / "pets" / "a.parquet").unlink()
    with Manifest(tmp_path / "clean", {}) as manifest:
        groups = group_shards(shards(tmp_path / "raw"), manifest.planned)
    assert names(groups) == [
        ("part-00000", ["food/b", "food/c"]),
        ("part-00002", ["food/a"]),
    ]


def test_a_file_that_cannot_be_read_fails_alone(tmp_path: Path) -> None:
    make(tmp_path, "food/a", "food/c")
    (tmp_path / "data" / "food" / "b.parquet").write_bytes(b"PAR1 cut off")
    assert [len(group.shards) for group in group_shards(shards(tmp_path), {})] == [1, 1, 1]
