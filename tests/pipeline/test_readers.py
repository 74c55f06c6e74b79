"""Any reader opens what a stage wrote at one line, whatever its categories are called."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from lmkor_data import open_corpus
from tests.pipeline.reviews import REVIEWS, write_jsonl

CATEGORIES = ("test", "우리동네", "train", "pets")
STAGES = ("raw", "clean", "dedup", "packed/bert", "rejected", "removed")

Reader = Callable[[Path], tuple[int, list[str]]]


def _pandas(folder: Path) -> tuple[int, list[str]]:
    table = pd.read_parquet(folder / "data")
    return len(table), sorted(set(table["category"]))


def _pyarrow(folder: Path) -> tuple[int, list[str]]:
    table = pq.read_table(folder / "data")
    assert ds.dataset(folder / "data").count_rows() == table.num_rows
    return table.num_rows, sorted(set(table.column("category").to_pylist()))


def _polars(folder: Path) -> tuple[int, list[str]]:
    table = pl.read_parquet(folder / "data")
    return table.height, sorted(set(table["category"].to_list()))


def _duckdb(folder: Path) -> tuple[int, list[str]]:
    query = f"select category from '{folder}/data/**/*.parquet'"
    rows = duckdb.sql(query).fetchall()
    return len(rows), sorted({category for (category,) in rows})


def _datasets(folder: Path) -> tuple[int, list[str]]:
    import datasets

    cache = folder.parents[2] / "cache"
    loaded = datasets.load_dataset(str(folder), cache_dir=str(cache))
    assert list(loaded) == ["train"]  # one split, whatever the categories are called
    return loaded["train"].num_rows, sorted(set(loaded["train"]["category"]))


def _streaming(folder: Path) -> tuple[int, list[str]]:
    import datasets

    rows = list(datasets.load_dataset(str(folder), split="train", streaming=True))
    return len(rows), sorted({row["category"] for row in rows})


READERS: dict[str, Reader] = {
    "pandas": _pandas,
    "pyarrow": _pyarrow,
    "polars": _polars,
    "duckdb": _duckdb,
    "datasets": _datasets,
    "datasets, streaming": _streaming,
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("readers") / "work" / "corpus"
    made = open_corpus(root)
    for number, category in enumerate(CATEGORIES):
        texts = [*REVIEWS[number * 10 : number * 10 + 10], "굿", REVIEWS[number * 10]]
        path = root.parent / f"train_{number}.jsonl"
        write_jsonl(path, [{"text": text, "category": category} for text in texts])
        made.import_files("tables", [path], source="shop")
    made.clean(sentences="none")
    made.dedup()
    made.build_vocab(size=400, unused=5, min_count=1)
    made.pack("bert", max_length=64)
    return root


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("reader", READERS)
def test_rows_and_categories(corpus: Path, reader: str, stage: str) -> None:
    documents = {"raw": 48, "clean": 44, "dedup": 40, "rejected": 4, "removed": 4}
    rows, categories = READERS[reader](corpus / stage)
    expected = documents.get(stage, pq.read_table(corpus / "packed/bert/data").num_rows)
    assert (rows, categories) == (expected, sorted(CATEGORIES))
