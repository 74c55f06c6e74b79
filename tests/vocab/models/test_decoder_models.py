"""Folders for decoder models: lossless, the same in every run, loaded by AutoTokenizer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from transformers import AutoTokenizer

from lmkor_data.engine.context import StageContext
from lmkor_data.engine.pool import Pool
from lmkor_data.errors import LmkorError
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.stage import build_vocab
from lmkor_data.vocab.tokenizer.decoder_folder import SPECIAL, reserved
from tests.vocab.corpora import sentences, write_shard

MODELS = ("bpe", "unigram")
CODE = "def f(x):\n    return  x + 12\n"


def options(model: str, **given: Any) -> VocabOptions:
    return VocabOptions(**{"size": 700, "unused": 8, "model": model} | given)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    write_shard(root / "dedup", "one", [*sentences(500), CODE, CODE])
    write_shard(root / "dedup", "two", [f"Apple {i}, 사과" for i in range(300)], "food", "market")
    for model in MODELS:
        build_vocab(root / "dedup", root / model, options(model))
    return root


def tokenizer_of(corpus: Path, model: str) -> Tokenizer:
    return Tokenizer.from_file(str(corpus / model / "tokenizer.json"))


@pytest.mark.parametrize("model", MODELS)
def test_ids_are_special_then_learned_then_reserved(corpus: Path, model: str) -> None:
    tokenizer = tokenizer_of(corpus, model)
    assert tokenizer.get_vocab_size() <= 708
    assert [tokenizer.id_to_token(i) for i in range(len(SPECIAL))] == list(SPECIAL)
    last = tokenizer.get_vocab_size() - 1
    assert tokenizer.id_to_token(last) == reserved(7)
    assert tokenizer.encode("<|im_start|>").ids == [SPECIAL.index("<|im_start|>")]


texts = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]), st.sampled_from("크림이 가\n\t <0x41>▁1Aa")
    ),
    max_size=50,
)


@pytest.mark.parametrize("model", MODELS)
def test_every_text_decodes_to_itself(corpus: Path, model: str) -> None:
    tokenizer = tokenizer_of(corpus, model)

    @settings(deadline=None, max_examples=150)
    @given(texts)
    def check(text: str) -> None:
        assert tokenizer.decode(tokenizer.encode(text).ids, skip_special_tokens=False) == text

    check()
    for text in [*sentences(50, 3), CODE, "  <0x41> ▁ e\u0301 漢字\r\n", "\u1100\u1161", ""]:
        assert tokenizer.decode(tokenizer.encode(text).ids, skip_special_tokens=False) == text


@pytest.mark.parametrize("model", MODELS)
def test_auto_tokenizer_gives_the_same_ids_and_text(corpus: Path, model: str) -> None:
    loaded = AutoTokenizer.from_pretrained(str(corpus / model))
    reference = tokenizer_of(corpus, model)
    assert len(loaded) == reference.get_vocab_size()
    assert (loaded.eos_token, loaded.pad_token) == ("<|endoftext|>", "<|pad|>")
    for text in [*sentences(100, 5), CODE, "<|im_start|>user\n안녕<|im_end|>"]:
        assert loaded(text)["input_ids"] == reference.encode(text).ids
        assert loaded.decode(loaded(text)["input_ids"]) == text
    assert "<|im_start|>" in loaded.chat_template


@pytest.mark.parametrize("model", MODELS)
def test_digits_are_single_case_and_words_with_their_space_are_kept(
    corpus: Path, model: str
) -> None:
    tokenizer = tokenizer_of(corpus, model)
    pieces = [tokenizer.decode([i]) for i in tokenizer.encode("Apple 12, 사과").ids]
    assert pieces == ["Apple", " ", "1", "2", ",", " 사과"]


@pytest.mark.parametrize("model", MODELS)
def test_the_same_bytes_with_other_shards_and_workers(
    corpus: Path, tmp_path: Path, model: str
) -> None:
    korean = [*sentences(500), CODE, CODE]
    write_shard(tmp_path / "dedup", "a", [f"Apple {i}, 사과" for i in range(300)], "food", "market")
    for half in (0, 1):
        write_shard(tmp_path / "dedup", f"z{half}", korean[half::2])
    pool = Pool(2)
    build_vocab(tmp_path / "dedup", tmp_path / model, options(model), StageContext(pool))
    pool.close()
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        assert (tmp_path / model / name).read_bytes() == (corpus / model / name).read_bytes()


def test_counts_of_words_for_encoders_are_refused(corpus: Path, tmp_path: Path) -> None:
    build_vocab(corpus / "dedup", tmp_path / "vocab", options("wordpiece"))
    with pytest.raises(LmkorError, match="--model bpe needs"):
        build_vocab(None, tmp_path / "bpe", options("bpe"), counts=tmp_path / "vocab-counts")
    with pytest.raises(LmkorError, match="--model wordpiece needs"):
        build_vocab(None, tmp_path / "v", options("wordpiece"), counts=corpus / "bpe-counts")
    build_vocab(None, tmp_path / "uni", options("unigram"), counts=corpus / "bpe-counts")
    one, other = (f / "tokenizer.json" for f in (tmp_path / "uni", corpus / "unigram"))
    assert one.read_bytes() == other.read_bytes()


def test_a_tiny_corpus_gives_a_note(tmp_path: Path) -> None:
    write_shard(tmp_path / "dedup", "one", ["크림 크림"])
    for model in MODELS:
        report = build_vocab(tmp_path / "dedup", tmp_path / model, options(model))
        assert any("of 700 learned entries" in note for note in report.notes)
        tokenizer = tokenizer_of(tmp_path, model)
        assert tokenizer.decode(tokenizer.encode("크림 값!").ids) == "크림 값!"


def test_the_card_names_the_model_and_its_ids(corpus: Path) -> None:
    card = (corpus / "bpe" / "README.md").read_text()
    assert "byte-level BPE" in card
    assert "| 6 to 261 | single bytes |" in card
    build = json.loads((corpus / "bpe" / "build.json").read_text())
    assert build["options"]["model"] == "bpe"
