"""Vocabularies of every model side by side on the same texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmkor_data.errors import LmkorError
from lmkor_data.vocab.evaluation.comparison import compare
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.stage import build_vocab
from tests.vocab.corpora import sentences, write_shard


def test_three_models_on_the_same_texts(tmp_path: Path) -> None:
    write_shard(tmp_path / "dedup", "one", sentences(400))
    texts = [*sentences(60, 9), "Ab  뷁"]
    write_shard(tmp_path / "held", "one", texts)
    models = ("wordpiece", "bpe", "unigram")
    for model in models:
        options = VocabOptions(size=600, unused=0, model=model)
        build_vocab(tmp_path / "dedup", tmp_path / model, options)
    rows = compare([tmp_path / model for model in models], [tmp_path / "held"], False, None)
    by_name = {Path(row.vocabulary).name: row.measures for row in rows}
    eojeols = sum(len(text.split()) for text in texts)
    size = sum(len(text.encode()) for text in texts)
    for measures in by_name.values():
        assert (measures.texts, measures.eojeols, measures.bytes) == (61, eojeols, size)
        assert 1 < measures.tokens_per_eojeol < 4
        assert measures.bytes_per_token == pytest.approx(size / measures.tokens)
        assert 0 < measures.whole <= measures.words <= measures.tokens
    assert by_name["wordpiece"].unknown >= 1
    for model in ("bpe", "unigram"):
        assert by_name[model].unknown == 0
        assert by_name[model].round_trip_share == 1


def test_a_broken_tokenizer_is_a_clear_fault(tmp_path: Path) -> None:
    write_shard(tmp_path / "held", "one", ["가"])
    broken = tmp_path / "tokenizer.json"
    broken.write_text('{"model": {"type": "BPE", "vocab": 3}}')
    with pytest.raises(LmkorError, match="cannot be read as a tokenizer"):
        compare([broken], [tmp_path / "held"], False, None)
