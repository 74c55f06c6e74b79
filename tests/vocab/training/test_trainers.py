"""Trainers come by name, by entry point or as `module:Class`; what they return is checked."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from lmkor_data import extensions
from lmkor_data.errors import LmkorError
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.stage import build_vocab
from lmkor_data.vocab.tokenizer.tokenizer_folder import read_vocabulary
from lmkor_data.vocab.training.alphabet import Alphabet
from lmkor_data.vocab.training.trainers import Trainer, find_trainer
from lmkor_data.vocab.training.word_sampling import Sample
from tests.vocab.corpora import sentences, write_shard


class WholeWords(Trainer):
    """The most frequent words, whole: a trainer from outside the package."""

    def train(self, words: Sample, alphabet: Alphabet, size: int, least: int) -> list[str]:
        ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))
        whole = [word for word, count in ranked if len(word) > 1 and count >= least]
        return [*alphabet.tokens, *whole][: max(size, len(alphabet.tokens))]


class NoAlphabet(Trainer):
    def train(self, words: Sample, alphabet: Alphabet, size: int, least: int) -> list[str]:
        return ["크림"]


HERE = f"{__name__}:"


def test_a_trainer_from_outside_learns_the_entries(tmp_path: Path) -> None:
    write_shard(tmp_path / "dedup", "one", sentences(300))
    options = VocabOptions(size=300, unused=0, trainer=HERE + "WholeWords")
    build_vocab(tmp_path / "dedup", tmp_path / "vocab", options)
    entries = read_vocabulary(tmp_path / "vocab")
    assert "너무" in entries
    assert not any(len(entry) > 3 for entry in entries if entry.startswith("##"))


def test_an_installed_package_offers_one_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("whole", HERE + "WholeWords", "lmkor_data.trainers")
    monkeypatch.setattr(extensions, "entry_points", lambda **_: [point])
    assert type(find_trainer("whole")).__name__ == "WholeWords"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("lmkr", "Did you mean `lmkor`"),
        ("nowhere:Trainer", "cannot be loaded"),
        (HERE + "Nothing", "cannot be loaded"),
        (HERE + "sentences", "not a subclass"),
    ],
)
def test_what_is_no_trainer_is_a_clear_fault(name: str, told: Any) -> None:
    with pytest.raises(LmkorError, match=told):
        find_trainer(name)


def test_entries_without_the_alphabet_are_refused(tmp_path: Path) -> None:
    write_shard(tmp_path / "dedup", "one", sentences(30))
    options = VocabOptions(size=300, unused=0, trainer=HERE + "NoAlphabet")
    with pytest.raises(LmkorError, match="NoAlphabet did not return the alphabet"):
        build_vocab(tmp_path / "dedup", tmp_path / "vocab", options)
