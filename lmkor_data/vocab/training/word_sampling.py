"""Weighted word counts, corpus statistics, and the sample of words to train from.

Threshold sampling (Duffield, Lund and Thorup 2005) keeps a word of count c < k with probability
c / k, decided by its hash, and gives it the count k: the expected count of every pair of symbols is
unchanged, memory is bounded, and every machine keeps the same words. Pruning rare words instead
costs 5 % more tokens.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit
from numpy.typing import NDArray

from lmkor_data.text.buffers import TextBuffers, text_buffers
from lmkor_data.text.utf8 import decode
from lmkor_data.vocab.counting.character_classes import CODE_POINTS
from lmkor_data.vocab.counting.word_counts import Group, WordCounts
from lmkor_data.vocab.hashing import uniform_hash

#: Unit of weighted counts: integer thousandths, so that sums do not depend on their order.
THOUSANDTHS = 1000

#: Words at least this frequent are always kept.
_MOST_K = 1 << 16


@dataclass
class Survey:
    """Statistics of the whole corpus, from all counts."""

    initial: NDArray[np.int64]  #: shape (0x110000,): occurrences of a character word-initially
    inner: NDArray[np.int64]  #: shape (0x110000,): occurrences inside words
    words: int  #: word types
    running: int  #: word tokens
    rarity: NDArray[np.int64]  #: number of word types by count, up to `_MOST_K`

    def share(self, codes: range) -> float:
        """Return the share of these code points among all characters of the corpus, 0 to 1."""
        chosen = slice(codes.start, codes.stop)
        number = self.initial[chosen].sum() + self.inner[chosen].sum()
        return float(number / max(1, self.initial.sum() + self.inner.sum()))


@dataclass
class Sample:
    """Words to train from, with their counts."""

    words: TextBuffers
    counts: NDArray[np.int64]  #: in units of 1 / `unit`
    unit: int  #: value of one occurrence: 1, or 1,000 if groups are weighted
    k: int  #: words with a lower count were sampled

    def items(self) -> Iterator[tuple[str, int]]:
        """Yield every word with its count."""
        end = int(self.words.offsets[-1])
        whole = pa.LargeStringArray.from_buffers(
            self.words.count, pa.py_buffer(self.words.offsets), pa.py_buffer(self.words.data[:end])
        )
        yield from zip(whole.to_pylist(), self.counts.tolist(), strict=True)


def group_weights(
    totals: dict[Group, int],
    weights: dict[str, float],
    temperature: float,
    kinds: dict[Group, str] | None = None,
) -> dict[Group, float]:
    """Return the weight of a word occurrence in each group.

    `weights` multiplies the counts of a category. An exponent `temperature` T below 1 then flattens
    the shares of the groups, as multilingual models do (Devlin 2018: 0.7): a share p becomes p^T
    over the sum of all p^T. With `kinds`, the shares of kinds are flattened, not of groups. The
    total of all counts is unchanged.
    """
    weighted = {g: n * weights.get(g[0], 1.0) for g, n in totals.items()}
    whole = sum(weighted.values())
    if not whole:
        return dict.fromkeys(totals, 0.0)
    shares: defaultdict[Any, float] = defaultdict(float)
    for group, number in weighted.items():
        shares[kinds.get(group, "") if kinds else group] += number / whole
    factors = {
        g: shares[kinds.get(g, "") if kinds else g] ** (temperature - 1) if n else 0.0
        for g, n in weighted.items()
    }
    scale = sum(totals.values()) / sum(weighted[g] * factors[g] for g in weighted)
    return {g: weighted[g] * factors[g] * scale / n if n else 0.0 for g, n in totals.items()}


class WeightedCounts:
    """The distinct words of a corpus with integer counts in units of 1 / `unit`."""

    def __init__(self, counts: WordCounts, weights: dict[Group, float]) -> None:
        self.counts = counts
        self._weights = weights
        self.unit = 1 if all(abs(w - 1) < 1e-12 for w in weights.values()) else THOUSANDTHS

    def parts(self) -> Iterator[tuple[TextBuffers, NDArray[np.int64]]]:
        """Yield (words, counts) part by part."""
        for table in self.counts.tables():
            if table.num_rows:
                yield self._add_up(table.combine_chunks())

    def _add_up(self, table: pa.Table) -> tuple[TextBuffers, NDArray[np.int64]]:
        words = table["word"].combine_chunks()
        counts = np.asarray(table["count"]) * self._weight_of_rows(table)
        again = np.asarray(pc.equal(words[1:], words[:-1]))
        first = np.flatnonzero(np.concatenate([[True], ~again]))
        sums = np.add.reduceat(counts, first)
        kept = sums > 0
        return text_buffers(words.take(pa.array(first[kept]))), sums[kept]

    def _weight_of_rows(self, table: pa.Table) -> NDArray[np.int64] | int:
        if self.unit == 1:
            return 1
        categories, sources = (table[k].combine_chunks() for k in ("category", "source"))
        grid = [
            [
                round(self._weights.get((c, s), 0) * self.unit)
                for s in sources.dictionary.to_pylist()
            ]
            for c in categories.dictionary.to_pylist()
        ]
        rows = np.asarray(categories.indices), np.asarray(sources.indices)
        return np.array(grid, np.int64)[rows]


def survey(counts: WeightedCounts) -> Survey:
    """Compute the statistics in one pass over all counts."""
    initial, inner = np.zeros(CODE_POINTS, np.int64), np.zeros(CODE_POINTS, np.int64)
    rarity = np.zeros(_MOST_K + 1, np.int64)
    different = running = 0
    for words, sums in counts.parts():
        count_characters(words.offsets, words.data, sums, initial, inner)
        whole = np.maximum(1, sums // counts.unit)
        rarity += np.bincount(np.minimum(whole, _MOST_K), minlength=_MOST_K + 1)
        different += words.count
        running += int(sums.sum())
    return Survey(initial, inner, different, running // counts.unit, rarity)


def choose_k(rarity: NDArray[np.int64], budget: int) -> int:
    """Return the smallest threshold k with an expected sample of at most `budget` words."""
    count = np.arange(len(rarity))
    below = np.concatenate([[0], np.cumsum(rarity * count)])  # Σ c·n(c) for c < k
    above = rarity.sum() - np.concatenate([[0], np.cumsum(rarity)])  # Σ n(c) for c ≥ k
    k = np.arange(1, len(rarity))
    fits = np.flatnonzero(below[k] / k + above[k] <= budget)
    return int(k[fits[0]]) if len(fits) else int(k[-1])


def sample(counts: WeightedCounts, k: int) -> Sample:
    """Draw the words to train from in a second pass over all counts."""
    kept_words, kept_counts = [], []
    for words, sums in counts.parts():
        threshold = k * counts.unit
        kept = np.ones(words.count, bool)
        if k > 1:
            kept = uniform_hash(words.offsets, words.data) * threshold < sums
            sums = np.maximum(sums, threshold)
        kept_words.append(_select(words, kept))
        kept_counts.append(sums[kept])
    if not kept_words:
        return Sample(text_buffers(pa.array([], pa.string())), np.empty(0, np.int64), 1, k)
    words = text_buffers(pa.concat_arrays(kept_words))
    return Sample(words, np.concatenate(kept_counts), counts.unit, k)


def _select(words: TextBuffers, kept: NDArray[np.bool_]) -> pa.Array:
    end = int(words.offsets[-1])
    offsets = pa.py_buffer(words.offsets)
    whole = pa.LargeStringArray.from_buffers(words.count, offsets, pa.py_buffer(words.data[:end]))
    return whole.filter(pa.array(kept))


@njit(cache=True, nogil=True)
def count_characters(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    counts: NDArray[np.int64],
    initial: NDArray[np.int64],
    inner: NDArray[np.int64],
) -> None:
    """Add the characters of words, weighted by the count of the word, to `initial` and `inner`."""
    for word in range(len(offsets) - 1):
        at = offsets[word]
        while at < offsets[word + 1]:
            code, width = decode(data, at)
            if at == offsets[word]:
                initial[code] += counts[word]
            else:
                inner[code] += counts[word]
            at += width
