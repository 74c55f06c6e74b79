"""Base of vocabulary models: learn from weighted word counts, write a tokenizer folder."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lmkor_data.vocab.counting.word_counts import WordCounts
from lmkor_data.vocab.evaluation.corpus_fit import Fit
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.training.word_sampling import (
    Sample,
    Survey,
    WeightedCounts,
    choose_k,
    sample,
)


@dataclass
class Learned:
    """A learned vocabulary, before it is written."""

    ids: list[tuple[int, int, str]]  #: ranges of ids for the card: first, last, what they are
    facts: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class VocabularyModel(ABC):
    """Base of the models that `--model` names.

    `build_vocab` counts words with `pretokenizer`, then calls `learn` and `write` once each.
    """

    pretokenizer: str

    def __init__(self, options: VocabOptions) -> None:
        self.options = options

    @abstractmethod
    def learn(self, counts: WeightedCounts, seen: Survey) -> Learned:
        """Learn the vocabulary; it stays in the object for `write`."""

    @abstractmethod
    def write(self, folder: Path) -> None:
        """Write the tokenizer's files into an empty folder."""

    def fit(self, counts: WordCounts) -> dict[str, Fit]:
        """Return the fit to each category of the corpus; empty where it is not measured."""
        return {}

    def draw(self, counts: WeightedCounts, seen: Survey) -> tuple[Sample, dict[str, Any]]:
        """Draw the words to train from, within `word_budget`, and the facts about them."""
        k = choose_k(seen.rarity, self.options.word_budget)
        drawn = sample(counts, k)
        facts = {
            "running_words": seen.running,
            "different_words": seen.words,
            "words_trained_from": drawn.words.count,
            "sampling_threshold": k,
        }
        return drawn, facts


def id_ranges(*parts: tuple[int, str]) -> list[tuple[int, int, str]]:
    """Return the ranges of consecutive parts of a vocabulary, given as (size, what they are)."""
    ranges, first = [], 0
    for size, what in parts:
        if size:
            ranges.append((first, first + size - 1, what))
        first += size
    return ranges
