"""Whatever byte of a corpus is flipped, `verify` names the file and what makes it again."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from lmkor_data import open_corpus
from lmkor_data.corpus.layout import Corpus, shards
from lmkor_data.corpus.state.verification import verify
from tests.pipeline.reviews import REVIEWS, write_jsonl


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("verified") / "corpus"
    file = root.parent / "reviews.jsonl"
    write_jsonl(file, [{"text": text, "category": "food"} for text in [*REVIEWS, "굿", REVIEWS[0]]])
    made = open_corpus(root)
    made.import_files("tables", [file], source="shop")
    made.clean(sentences="none")
    made.dedup()
    made.build_vocab(size=300, unused=5, min_count=1)
    made.pack("bert", max_length=64)
    return root


def test_what_was_written_is_found_as_written(root: Path) -> None:
    done = verify(Corpus(root))
    assert done.ok, done.findings
    folders = {path.parent.parent.parent.name for path in root.rglob("*.parquet")}
    assert done.files >= len(list(root.rglob("data/*/*.parquet")))
    assert folders >= {"raw", "clean", "rejected", "dedup", "removed"}


@pytest.mark.parametrize("seed", range(3))
def test_a_flipped_byte_in_any_data_file_is_found(root: Path, seed: int) -> None:
    draw = random.Random(seed)
    files = sorted([*root.rglob("*.parquet"), *root.rglob("*.arrow"), *root.rglob("*.npy")])
    assert len(files) > 8
    for path in files:
        whole = path.read_bytes()
        at = draw.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << draw.randrange(8)]) + whole[at + 1 :])
        try:
            found = verify(Corpus(root)).findings
        finally:
            path.write_bytes(whole)
        assert [Path(finding.file).name for finding in found] == [path.name], path
        assert found[0].again.startswith("`lmkor-data ")


def test_a_lost_a_cut_and_an_unknown_file_are_found(root: Path) -> None:
    (shard,) = shards(root / "dedup")
    whole = shard.path.read_bytes()
    shard.path.unlink()
    (finding,) = verify(Corpus(root)).findings
    assert "missing" in finding.fault
    shard.path.write_bytes(whole[:-10])
    (finding,) = verify(Corpus(root)).findings
    assert "instead of" in finding.fault
    shard.path.write_bytes(whole)
    stranger = shard.path.with_name("more.parquet")
    stranger.write_bytes(whole)
    (finding,) = verify(Corpus(root)).findings
    assert "no record of it" in finding.fault
    stranger.unlink()
    assert verify(Corpus(root)).ok
