"""Alphabet of a vocabulary: its single characters, chosen from full counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Prefix of entries that continue a word.
PREFIX = "##"


@dataclass
class Alphabet:
    """Characters as entries; a character that only occurs word-initially has no `##` entry."""

    tokens: list[str]  #: characters by code point, then `##` characters by code point
    initial: NDArray[np.int32]  #: shape (0x110000,): entry of a character, or -1
    inner: NDArray[np.int32]  #: shape (0x110000,): its `##` entry, or -1
    left_out: int  #: characters that did not fit
    left_out_share: float  #: share of all characters of the corpus, 0 to 1


def choose_alphabet(initial: NDArray[np.int64], inner: NDArray[np.int64], most: int) -> Alphabet:
    """Take every character seen, or the most frequent ones that fit into `most` entries.

    `initial` and `inner` count each code point at the beginning of words and inside them. A
    character outside the alphabet turns every word that contains it into [UNK] (an alphabet of
    1,000 characters loses 3 % of Korean words), so none is left out without need.
    """
    counts = initial + inner
    seen = np.flatnonzero(counts)
    frequent = seen[np.lexsort((seen, -counts[seen]))]
    entries = np.cumsum(1 + (inner[frequent] > 0))
    kept = np.sort(frequent[entries <= most])
    inside = kept[inner[kept] > 0]
    of_initial, of_inner = np.full(len(counts), -1, np.int32), np.full(len(counts), -1, np.int32)
    of_initial[kept] = np.arange(len(kept))
    of_inner[inside] = len(kept) + np.arange(len(inside))
    tokens = [chr(code) for code in kept] + [PREFIX + chr(code) for code in inside]
    lost = 1 - counts[kept].sum() / max(1, counts.sum())
    return Alphabet(tokens, of_initial, of_inner, len(seen) - len(kept), float(lost))
