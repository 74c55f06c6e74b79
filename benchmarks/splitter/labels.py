"""What kss says: texts with the places where their sentences begin, and which are for testing.

A text is for testing if its hash says so (one in twenty) or if its source is one that training
never sees, so that a rerun, on any machine, parts them the same way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

#: Never trained on: delivery reviews, food reviews, movie comments.
UNSEEN_SOURCES = ("yogiyo_uomoy", "kurly_choyangseo", "movie_soynlp")


@dataclass(frozen=True)
class Labelled:
    """One text and the code points at which kss begins a sentence, without the first."""

    source: str
    text: str
    begins: list[int]

    @property
    def codes(self) -> np.ndarray:
        return np.frombuffer(self.text.encode("utf-32-le"), np.uint32)

    @property
    def for_testing(self) -> bool:
        if self.source in UNSEEN_SOURCES:
            return True
        return hashlib.blake2b(self.text.encode(), digest_size=1).digest()[0] < 13


def begins(text: str, sentences: list[str]) -> list[int] | None:
    """Where the sentences begin in the text; None if they do not join to it."""
    found: list[int] = []
    position = 0
    for sentence in sentences:
        begin = text.find(sentence, position)
        if begin < 0 or text[position:begin].strip():
            return None
        found.append(begin)
        position = begin + len(sentence)
    return None if text[position:].strip() else found[1:]


def read_labels(folder: Path) -> Iterator[Labelled]:
    """The labels that `label.py` wrote, in the order of files and rows."""
    for path in sorted(folder.glob("*.parquet")):
        table = pq.read_table(path)
        rows = zip(table["text"].to_pylist(), table["begins"].to_pylist(), strict=True)
        for text, found in rows:
            yield Labelled(path.name.split(".")[0], text, found)
