"""Trainers of WordPiece entries by name: ours, those of installed packages, and `module:Class`.

A package offers a trainer in its `pyproject.toml`:

    [project.entry-points."lmkor_data.trainers"]
    longest = "my_package.trainers:LongestFirst"

A user gives that name, or `my_module:LongestFirst`, to `build-vocab --trainer`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from lmkor_data.errors import LmkorError
from lmkor_data.extensions import load_extension
from lmkor_data.vocab.training.alphabet import Alphabet
from lmkor_data.vocab.training.huggingface_trainer import train_huggingface
from lmkor_data.vocab.training.word_sampling import Sample
from lmkor_data.vocab.training.wordpiece_trainer import train


class Trainer(ABC):
    """Base of trainers: a subclass implements `train`; `learn` checks what it returns."""

    @abstractmethod
    def train(self, words: Sample, alphabet: Alphabet, size: int, least: int) -> list[str]:
        """Return at most `size` entries, those of `alphabet.tokens` first and in their order.

        `words.items()` yields the training words with their counts. Entries that continue a word
        begin with `##`. `least` is the minimum count of a pair, in the unit of the counts.
        """

    def learn(self, words: Sample, alphabet: Alphabet, size: int, least: int) -> list[str]:
        """Train, and check the entries. Raises LmkorError where they make no vocabulary."""
        entries = self.train(words, alphabet, size, least)
        name = type(self).__name__
        if entries[: len(alphabet.tokens)] != alphabet.tokens:
            raise LmkorError(f"The trainer {name} did not return the alphabet first.")
        if len(set(entries)) != len(entries):
            raise LmkorError(f"The trainer {name} returned an entry twice.")
        most = max(size, len(alphabet.tokens))
        if len(entries) > most:
            raise LmkorError(f"The trainer {name} returned {len(entries):,} entries, not {most:,}.")
        if bad := [entry for entry in entries if not entry or any(c.isspace() for c in entry)]:
            raise LmkorError(f"The trainer {name} returned an entry with white space: {bad[0]!r}.")
        return entries


class OwnTrainer(Trainer):
    """Our deterministic trainer."""

    def train(self, words: Sample, alphabet: Alphabet, size: int, least: int) -> list[str]:
        """Merge the most frequent pairs."""
        return train(words.words, words.counts, alphabet, size, least)


class HuggingFaceTrainer(Trainer):
    """Hugging Face's WordPieceTrainer."""

    def train(self, words: Sample, alphabet: Alphabet, size: int, least: int) -> list[str]:
        """Merge the most frequent pairs, ties in no fixed order."""
        return train_huggingface(words.words, words.counts, alphabet, size, least)


OWN = {
    "lmkor": f"{__name__}:OwnTrainer",
    "huggingface": f"{__name__}:HuggingFaceTrainer",
}


def find_trainer(name: str) -> Trainer:
    """Return the trainer of this name, or of `module:Class`.

    Raises LmkorError where there is none, or where the class is not a `Trainer`.
    """
    found = load_extension("trainer", name, OWN)
    if not (isinstance(found, type) and issubclass(found, Trainer)):
        raise LmkorError(f"`{name}` is not a subclass of {Trainer.__module__}:Trainer.")
    return found()
