"""From full counts to what a trainer can hold: weights, alphabet, and threshold sampling.

Pruning rare words costs 5 % more tokens. Threshold sampling keeps a word of count c < k with
probability c / k, by its hash, and counts it as k: every pair of letters keeps its expected count,
memory is bounded, and the same words stay on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import float64, njit, uint64

from lmkor_data.text.buffers import TextBuffers, text_buffers
from lmkor_data.text.utf8 import decode
from lmkor_data.vocab.counting.character_classes import CODE_POINTS
from lmkor_data.vocab.counting.word_counts import Group, WordCounts
from lmkor_data.vocab.hashing import scatter

#: With weights, counts are whole thousandths, so that sums do not depend on their order.
THOUSANDTHS = 1000

#: Words that are more frequent are never sampled.
_MOST_K = 1 << 16


@dataclass
class Survey:
    """The whole corpus in figures, from all counts."""

    initial: np.ndarray  #: int64[0x110000]: how often a character begins a word
    inner: np.ndarray  #: int64[0x110000]: how often it stands further in
    words: int  #: different words
    running: int  #: all words
    rarity: np.ndarray  #: int64: how many different words have this count, up to a bound

    def share(self, codes: range) -> float:
        """Of all characters of the corpus, those with these code points, 0 to 1."""
        chosen = slice(codes.start, codes.stop)
        number = self.initial[chosen].sum() + self.inner[chosen].sum()
        return float(number / max(1, self.initial.sum() + self.inner.sum()))


@dataclass
class Sample:
    """Words to train from."""

    words: TextBuffers
    counts: np.ndarray  #: int64, in units of `unit`
    unit: int  #: what a count of one is: 1, or 1,000 where categories are weighted
    k: int  #: words rarer than this were sampled


def group_weights(
    totals: dict[Group, int], weights: dict[str, float], temperature: float
) -> dict[Group, float]:
    """What a word of each category and source counts for.

    `weights` multiplies the words of a category. A temperature T below 1 then draws the shares of
    the groups together, as multilingual models do (Devlin 2018: 0.7): a share p becomes p^T over
    the sum of all p^T. The sum of all counts stays as it was.
    """
    weighted = {g: n * weights.get(g[0], 1.0) for g, n in totals.items()}
    whole = sum(weighted.values())
    if not whole:
        return dict.fromkeys(totals, 0.0)
    tempered = {g: (n / whole) ** temperature if n else 0.0 for g, n in weighted.items()}
    scale = sum(totals.values()) / sum(tempered.values())
    return {g: tempered[g] * scale / n if n else 0.0 for g, n in totals.items()}


class WeightedCounts:
    """The words of a corpus, each once, with whole-number counts in units of `unit`."""

    def __init__(self, counts: WordCounts, weights: dict[Group, float]) -> None:
        self._counts = counts
        self._weights = weights
        self.unit = 1 if all(abs(w - 1) < 1e-12 for w in weights.values()) else THOUSANDTHS

    def parts(self) -> Iterator[tuple[TextBuffers, np.ndarray]]:
        """(words, counts) part by part."""
        for table in self._counts.tables():
            if table.num_rows:
                yield self._add_up(table.combine_chunks())

    def _add_up(self, table: pa.Table) -> tuple[TextBuffers, np.ndarray]:
        words = table["word"].combine_chunks()
        counts = np.asarray(table["count"]) * self._weight_of_rows(table)
        again = np.asarray(pc.equal(words[1:], words[:-1]))
        first = np.flatnonzero(np.concatenate([[True], ~again]))
        sums = np.add.reduceat(counts, first)
        kept = sums > 0
        return text_buffers(words.take(pa.array(first[kept]))), sums[kept]

    def _weight_of_rows(self, table: pa.Table) -> np.ndarray | int:
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
    """Read all counts once."""
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


def choose_k(rarity: np.ndarray, budget: int) -> int:
    """The smallest k that is expected to leave at most `budget` words."""
    count = np.arange(len(rarity))
    below = np.concatenate([[0], np.cumsum(rarity * count)])  # Σ c·n(c) for c < k
    above = rarity.sum() - np.concatenate([[0], np.cumsum(rarity)])  # Σ n(c) for c ≥ k
    k = np.arange(1, len(rarity))
    fits = np.flatnonzero(below[k] / k + above[k] <= budget)
    return int(k[fits[0]]) if len(fits) else int(k[-1])


def sample(counts: WeightedCounts, k: int) -> Sample:
    """Read all counts again and keep what is to be trained from."""
    kept_words, kept_counts = [], []
    for words, sums in counts.parts():
        threshold = k * counts.unit
        kept = np.ones(words.count, bool)
        if k > 1:
            kept = draw(words.offsets, words.data) * threshold < sums
            sums = np.maximum(sums, threshold)
        kept_words.append(_select(words, kept))
        kept_counts.append(sums[kept])
    if not kept_words:
        return Sample(text_buffers(pa.array([], pa.string())), np.empty(0, np.int64), 1, k)
    words = text_buffers(pa.concat_arrays(kept_words))
    return Sample(words, np.concatenate(kept_counts), counts.unit, k)


def _select(words: TextBuffers, kept: np.ndarray) -> pa.Array:
    end = int(words.offsets[-1])
    offsets = pa.py_buffer(words.offsets)
    whole = pa.LargeStringArray.from_buffers(words.count, offsets, pa.py_buffer(words.data[:end]))
    return whole.filter(pa.array(kept))


@njit(cache=True, nogil=True)
def count_characters(
    offsets: np.ndarray,
    data: np.ndarray,
    counts: np.ndarray,
    initial: np.ndarray,
    inner: np.ndarray,
) -> None:
    """Add the characters of words, each as often as its word, to `initial` and `inner`."""
    for word in range(len(offsets) - 1):
        at = offsets[word]
        while at < offsets[word + 1]:
            code, width = decode(data, at)
            if at == offsets[word]:
                initial[code] += counts[word]
            else:
                inner[code] += counts[word]
            at += width


@njit(cache=True, nogil=True)
def draw(offsets: np.ndarray, data: np.ndarray) -> np.ndarray:
    """A number in [0, 1) for each word, from its letters alone."""
    drawn = np.empty(len(offsets) - 1, np.float64)
    for word in range(len(offsets) - 1):
        state = uint64(0)
        for at in range(offsets[word], offsets[word + 1]):
            state = scatter(state ^ uint64(data[at]))
        drawn[word] = float64(state >> uint64(11)) / 9007199254740992.0
    return drawn
