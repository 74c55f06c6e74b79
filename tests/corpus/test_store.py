"""Six verbs over a folder: whole files, names that stay inside, etags that tell change."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmkor_data.corpus.store import LocalStore
from lmkor_data.errors import LmkorError


def put(store: LocalStore, name: str, content: bytes) -> None:
    scratch = store.root / ".scratch"
    scratch.parent.mkdir(parents=True, exist_ok=True)
    scratch.write_bytes(content)
    store.publish(scratch, name)


def test_what_is_published_is_listed_read_and_deleted(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "corpus")
    put(store, "clean/data/food/part-1.parquet", b"0123456789")
    put(store, "clean/README.md", b"card")
    put(store, "raw/x", b"x")
    assert [head.name for head in store.list()] == [
        "clean/README.md",
        "clean/data/food/part-1.parquet",
        "raw/x",
    ]
    assert [head.name for head in store.list("clean/data")] == ["clean/data/food/part-1.parquet"]
    assert store.read("clean/data/food/part-1.parquet", 2, 5) == b"234"
    assert store.fetch("raw/x").read_bytes() == b"x"
    store.delete("raw/x")
    store.delete("raw/x")
    assert store.head("raw/x") is None


def test_the_etag_changes_with_the_content_alone(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    put(store, "a", b"one")
    first = store.head("a")
    put(store, "a", b"two")
    second = store.head("a")
    put(store, "a", b"one")
    assert first == store.head("a") != second


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../x", ""])
def test_no_name_leads_out_of_the_corpus(tmp_path: Path, name: str) -> None:
    store = LocalStore(tmp_path / "corpus")
    for verb in (store.head, store.fetch, store.delete):
        with pytest.raises(LmkorError, match="leads out"):
            verb(name)
