"""Extension keeps every id and every token of text without Hangul."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models

from lmkor_data.errors import LmkorError
from lmkor_data.vocab.models.extension_model import RECIPE
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.stage import build_vocab
from lmkor_data.vocab.training.hangul_bytes import is_restricted
from tests.vocab.corpora import sentences, write_shard

ENGLISH = ["The quick brown fox jumps over the lazy dog. Apple pie, 12 apples."] * 9
OTHER = [
    "日本語のテキスト",
    "中文文本，测试",
    "ꀀꀁꀂ ꥠꥡ",
    "Привет 🙂 ÿ",
    "def f(x):\n\treturn  x",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`old`: a tokenizer of other languages with little Korean; `new`: the same, extended."""
    root = tmp_path_factory.mktemp("corpus")
    write_shard(root / "foreign", "one", [*ENGLISH, *OTHER * 5, *sentences(8, 7)])
    build_vocab(root / "foreign", root / "old", VocabOptions(size=420, unused=5, model="bpe"))
    write_shard(root / "dedup", "one", sentences(700))
    options = VocabOptions(size=150, unused=0, extend=str(root / "old"))
    report = build_vocab(root / "dedup", root / "new", options)
    assert report.facts["tokens_saved"] > 0.3
    return root


def both(made: Path) -> tuple[Tokenizer, Tokenizer]:
    old, new = (Tokenizer.from_file(str(made / name / "tokenizer.json")) for name in ("old", "new"))
    return old, new


def test_old_ids_stay_and_new_ones_follow(made: Path) -> None:
    old, new = both(made)
    assert old.get_vocab().items() <= new.get_vocab().items()
    added = sorted(
        new.get_vocab()[name] for name in new.get_vocab().keys() - old.get_vocab().keys()
    )
    assert added == list(range(old.get_vocab_size(), new.get_vocab_size()))
    assert len(added) == 150


def test_text_without_hangul_keeps_its_tokens(made: Path) -> None:
    old, new = both(made)
    foreign = st.characters(
        exclude_categories=["Cs"], min_codepoint=0, max_codepoint=0x1FFFF
    ).filter(lambda c: not "\uac00" <= c <= "\ud7bf")
    near = st.sampled_from("ꯀꮿ힀ꥠ日 中a1 \n").filter(lambda c: not "\uac00" <= c <= "\ud7bf")

    @settings(deadline=None, max_examples=300)
    @given(st.text(foreign | near, max_size=40))
    def check(text: str) -> None:
        assert new.encode(text).ids == old.encode(text).ids

    check()
    for text in [*ENGLISH, *OTHER, "<|im_start|>user"]:
        assert new.encode(text).ids == old.encode(text).ids


def test_korean_takes_fewer_tokens_and_decodes_to_itself(made: Path) -> None:
    old, new = both(made)
    texts = sentences(200, 5)
    before, after = (sum(len(t.encode(text).ids) for text in texts) for t in (old, new))
    assert after < 0.7 * before
    assert [new.decode(new.encode(text).ids) for text in texts] == texts


def test_the_recipe_names_old_ids_that_spell_each_piece(made: Path) -> None:
    old, new = both(made)
    rows = [json.loads(line) for line in (made / "new" / RECIPE).read_text().splitlines()]
    assert [row["id"] for row in rows] == list(range(old.get_vocab_size(), new.get_vocab_size()))
    for row in rows:
        assert max(row["mean_of"]) < old.get_vocab_size()
        assert old.decode(row["mean_of"]) == new.decode([row["id"]])
    assert any(row["piece"] == " 크림" or row["piece"] == "크림" for row in rows)


def test_a_second_run_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    options = VocabOptions(size=150, unused=0, extend=str(made / "old"))
    for half in (0, 1):
        write_shard(tmp_path / "dedup", f"z{half}", sentences(700)[half::2])
    build_vocab(tmp_path / "dedup", tmp_path / "new", options)
    for name in ("tokenizer.json", RECIPE):
        assert (tmp_path / "new" / name).read_bytes() == (made / "new" / name).read_bytes()


def test_what_is_not_byte_level_bpe_is_refused(made: Path, tmp_path: Path) -> None:
    for name, model in (("bpe", models.BPE()), ("wordpiece", models.WordPiece({"[UNK]": 0}))):
        (tmp_path / name).mkdir()
        Tokenizer(model).save(str(tmp_path / name / "tokenizer.json"))
        options = VocabOptions(size=10, extend=str(tmp_path / name))
        with pytest.raises(LmkorError, match="not a byte-level BPE"):
            build_vocab(made / "dedup", tmp_path / "new", options)
    options = VocabOptions(size=10, extend=str(tmp_path))
    with pytest.raises(LmkorError, match="cannot be read as a tokenizer"):
        build_vocab(made / "dedup", tmp_path / "new", options)


@pytest.mark.parametrize(
    ("token", "allowed"),
    [
        ("가", True), (" 가나", True), ("가".encode()[:2], True), (b"\xea", False),
        ("가나".encode()[:4], True), (" ", False), ("가a", False), ("가 ", False), ("ꀀ", False),
        ("ꯀ", False), ("中", False), ("가".encode()[1:], False), ("  가", False), ("ㅋㅋ", False),
    ],
)  # fmt: skip
def test_what_a_new_piece_may_hold(token: str | bytes, allowed: bool) -> None:
    assert is_restricted(token if isinstance(token, bytes) else token.encode()) == allowed
