"""The main job from end to end, as `make demo` runs it."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer
from transformers import BertTokenizerFast

from lmkor_data.corpus.layout import shards
from lmkor_data.corpus.reading import read_documents
from lmkor_data.engine.counts import Counts
from lmkor_data.vocab.options import VocabOptions

STAGES = ("crawl", "clean", "dedup", "build-vocab")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    corpus = tmp_path_factory.mktemp("demo") / "corpus"
    command = [sys.executable, "-m", "lmkor_data", "demo", "--corpus", str(corpus), "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=500)
    assert ran.returncode == 0, ran.stderr
    return corpus, json.loads(ran.stdout)


def counts(reports: dict[str, Any], stage: str) -> Counts:
    return Counts.from_json(reports[stage]["counts"])


def texts(stage: Path, kind: str | None = None) -> list[str]:
    return [
        row["text"]
        for shard in shards(stage)
        for batch in read_documents(shard)
        for row in batch.select(["text", "kind"]).to_pylist()
        if kind in (None, row["kind"])
    ]


def test_at_every_stage_in_is_out_and_dropped(demo) -> None:
    corpus, reports = demo
    assert tuple(reports) == STAGES
    for stage in STAGES:
        assert counts(reports, stage).missing() == 0
    for before, after in itertools.pairwise(STAGES):
        came_out = counts(reports, before).total("documents_out")
        assert counts(reports, after).total("documents_in") == came_out
    for stage, folder in (("crawl", "raw"), ("clean", "clean"), ("dedup", "dedup")):
        assert len(texts(corpus / folder)) == counts(reports, stage).total("documents_out")


def test_every_review_and_post_of_the_site_came(demo) -> None:
    corpus, _ = demo
    assert len(texts(corpus / "raw", "review")) == 3600
    assert len(texts(corpus / "raw", "blog")) == 330


def test_clean_text_is_korean_one_sentence_a_line(demo) -> None:
    corpus, _ = demo
    clean = texts(corpus / "clean")
    everything = "\n".join(clean)
    for gone in ("👍", "💯", "010-0000", "@example.com", "www.example.com", "&nbsp;", "ㅋㅋㅋ"):
        assert gone not in everything
    assert not any("一" <= character <= "鿿" for character in everything)
    assert everything.count("\n") > 3 * len(clean)


def test_no_document_stays_twice(demo) -> None:
    corpus, _ = demo
    stayed = texts(corpus / "dedup")
    assert len(stayed) == len(set(stayed))


def test_the_vocabulary_loads_in_tokenizers_and_in_transformers(demo) -> None:
    corpus, _ = demo
    ours = Tokenizer.from_file(str(corpus / "vocab" / "tokenizer.json"))
    theirs = BertTokenizerFast.from_pretrained(corpus / "vocab")
    text = "배송 빨라요 포장도 좋네요ㅋㅋ"
    assert ours.encode(text).tokens == theirs.convert_ids_to_tokens(theirs(text)["input_ids"])
    assert "[UNK]" not in ours.encode(text).tokens
    assert len(theirs) <= VocabOptions().size + VocabOptions().unused
