"""Which documents are not worth keeping, and why."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lmkor_data.cleaning.filters.limits import Limit, judged
from lmkor_data.cleaning.filters.line_measures import (
    HANGUL,
    LETTERS,
    MARKS,
    PAIRS,
    WORDS,
    Lines,
)
from lmkor_data.cleaning.filters.repetition import repetition

#: In the order in which they are asked; the first that is missed is the reason.
LIMITS = (
    Limit("empty", "anything"),
    Limit("too short", "letters"),
    Limit("little Hangul", "hangul"),
    Limit("little Hangul", "hangul_share"),
    Limit("long words", "word_length", at_most=True),
    Limit("padding", "pairs"),
    Limit("padding", "fresh"),
    Limit("repetition", "repeated_lines", at_most=True),
    Limit("repetition", "two_words", at_most=True),
    Limit("repetition", "three_words", at_most=True),
    Limit("repetition", "four_words", at_most=True),
)

#: Fewer marks than this make no list.
_MARKS = 3


def count_measures(counts: np.ndarray, lines: np.ndarray | int = 1) -> dict[str, np.ndarray]:
    """What the counts tell of lines, or of texts of so many lines (rows as in `Lines.counts`)."""
    letters = np.maximum(counts[:, LETTERS], 1)
    words = np.maximum(counts[:, WORDS], 1)
    marks = np.where(counts[:, MARKS] < _MARKS, 0, counts[:, MARKS])
    return {
        "anything": np.minimum(counts[:, LETTERS], 1),
        "letters": counts[:, LETTERS],
        "hangul": counts[:, HANGUL],
        "hangul_share": counts[:, HANGUL] / letters,
        "words": counts[:, WORDS],
        "word_length": counts[:, LETTERS] / words,
        "pairs": counts[:, PAIRS],
        "fresh": (counts[:, PAIRS] + lines) / letters,
        "listed": marks / words,
    }


def document_measures(lines: Lines) -> dict[str, np.ndarray]:
    """An array a measure, with a value a document."""
    shares = repetition(lines)
    return {
        **count_measures(lines.by_text, np.diff(lines.first)),
        "repeated_lines": shares[:, 0],
        "two_words": shares[:, 1],
        "three_words": shares[:, 2],
        "four_words": shares[:, 3],
    }


def judge_documents(
    lines: Lines, profile: np.ndarray, bounds: Mapping[str, np.ndarray]
) -> np.ndarray:
    """int8: for which of LIMITS each document goes, counted from 1, and 0 if it stays.

    `profile` is the number of each document's; `bounds` holds its limits, an array a measure.
    """
    return judged(LIMITS, document_measures(lines), bounds, profile)
