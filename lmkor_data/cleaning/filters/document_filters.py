"""The document filters of the package, in the order in which they are asked."""

from __future__ import annotations

from dataclasses import dataclass

from lmkor_data.cleaning.filters.base import DocumentFilter, Thresholds, at_least, at_most


@dataclass(frozen=True)
class Empty(Thresholds, DocumentFilter):
    """Documents without a letter. Its bound is 1 for every profile and stands in no file."""

    reason = "empty"
    any_letter: float = at_least(1)


@dataclass(frozen=True)
class TooShort(Thresholds, DocumentFilter):
    """Documents of few letters."""

    reason = "too short"
    letters: float = at_least(6)


@dataclass(frozen=True)
class LittleHangul(Thresholds, DocumentFilter):
    """Documents whose letters are mostly not Hangul."""

    reason = "little Hangul"
    hangul: float = at_least(4)
    hangul_share: float = at_least(0.3)


@dataclass(frozen=True)
class NoSyllables(Thresholds, DocumentFilter):
    """Documents of laughter and of keys hit at random: ㅋㅋㅋ 하하하, ㅁㄴㅇㄹㅁㄴㅇㄹ."""

    reason = "no words"
    syllables: float = at_least(2)


@dataclass(frozen=True)
class LongWords(Thresholds, DocumentFilter):
    """Documents without blanks: tables, identifiers, encoded data."""

    reason = "long words"
    mean_word_length: float = at_most(1000)


@dataclass(frozen=True)
class Padding(Thresholds, DocumentFilter):
    """Documents that say next to nothing new: 좋아요좋아요좋아요좋아요."""

    reason = "padding"
    distinct_bigrams: float = at_least(5)
    novel_bigram_share: float = at_least(0.25)


@dataclass(frozen=True)
class Repetition(Thresholds, DocumentFilter):
    """Documents with repeated lines and word n-grams, after Gopher (Rae et al. 2021, table A1).

    The bounds of edited text are those of FineWeb-2 for Korean (kor_Hang).
    """

    reason = "repetition"
    duplicate_line_share: float = at_most(0.5)
    top_2gram_share: float = at_most(0.55)
    top_3gram_share: float = at_most(0.55)
    top_4gram_share: float = at_most(0.55)


DOCUMENT_FILTERS: tuple[type[DocumentFilter], ...] = (
    Empty,
    TooShort,
    LittleHangul,
    NoSyllables,
    LongWords,
    Padding,
    Repetition,
)
