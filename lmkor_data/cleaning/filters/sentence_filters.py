"""The sentence filters of the package, in the order in which they are asked."""

from __future__ import annotations

from dataclasses import dataclass

from lmkor_data.cleaning.filters.base import SentenceFilter, Thresholds, at_least, at_most


@dataclass(frozen=True)
class ShortSentence(Thresholds, SentenceFilter):
    """Sentences of few letters; `sentence_selection` joins a lone one to its neighbour."""

    reason = "too short"
    letters: float = at_least(4)


@dataclass(frozen=True)
class ForeignSentence(Thresholds, SentenceFilter):
    """Sentences in another script: `import numpy as np`."""

    reason = "little Hangul"
    hangul: float = at_least(2)
    hangul_share: float = at_least(0.1)


@dataclass(frozen=True)
class FewWords(Thresholds, SentenceFilter):
    """Sentences of few words: the items of a list in an encyclopedia."""

    reason = "few words"
    words: float = at_least(1)


@dataclass(frozen=True)
class PaddedSentence(Thresholds, SentenceFilter):
    """Sentences that repeat themselves: 좋아요좋아요좋아요좋아요."""

    reason = "padding"
    novel_bigram_share: float = at_least(0.25)


@dataclass(frozen=True)
class ListLine(Thresholds, SentenceFilter):
    """Lines of hashtags, paths and tables: 홈 > 주방 > 냄비 > 편수냄비."""

    reason = "list"
    list_mark_share: float = at_most(0.6)


#: The first one's reason is number 1, by which `sentence_selection` knows short sentences.
SENTENCE_FILTERS: tuple[type[SentenceFilter], ...] = (
    ShortSentence,
    ForeignSentence,
    FewWords,
    PaddedSentence,
    ListLine,
)
