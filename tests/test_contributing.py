"""The four parts that CONTRIBUTING.md shows work from outside the package."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from lmkor_data.corpus.layout import shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.corpus.state.lookup import find_rows
from tests.pipeline.reviews import REVIEWS

PAGE = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")


def run(place: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "lmkor_data", *arguments, "--workers", "1"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the four files and a corpus that the importer there filled."""
    place = tmp_path_factory.mktemp("outside")
    for name, code in re.findall(r"^```python\n# (\w+\.py)\n(.*?)^```$", PAGE, re.M | re.S):
        assert len(code.splitlines()) < 40
        (place / name).write_text(code, encoding="utf-8")
    spam = "이번 주 당첨번호 확인하고 다음 주 당첨번호 미리 받아 가세요 여러분 모두 환영합니다"
    (place / "posts.txt").write_text("\n----\n".join([*REVIEWS[:40], spam]), encoding="utf-8")
    run(place, "import", "my_importers:ForumImporter", "posts.txt", "--source", "forum")
    run(place, "clean", "--sentences", "none", "--filter", "my_filters:LotteryNumbers")
    return place


def test_an_importer_and_a_filter(outside: Path) -> None:
    corpus = outside / "corpus"
    texts = [t for s in shards(corpus / "clean") for b in read_documents(s) for t in b["text"]]
    assert len(texts) == 40
    (rejected,) = (row for s in shards(corpus / "rejected") for row in _rows(corpus, s.path))
    assert rejected["reason"] == "lottery numbers"


def test_a_runner(outside: Path) -> None:
    run(outside, "dedup", "--runner", "my_runners:Threads")
    assert len(shards(outside / "corpus" / "dedup")) == 1


def test_a_trainer(outside: Path) -> None:
    trainer = ("--trainer", "my_trainers:WholeWords", "--size", "200", "--unused", "5")
    run(outside, "build-vocab", "--input", "corpus/clean", *trainer)
    assert "배송" in (outside / "corpus" / "vocab" / "vocab.txt").read_text(encoding="utf-8")


def _rows(corpus: Path, path: Path) -> list[dict]:
    import pyarrow.parquet as pq

    ids = pq.read_table(path, columns=["id"]).column("id").to_pylist()
    return find_rows(corpus / "rejected", ids)
