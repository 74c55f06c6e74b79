"""Measures of sentence splitting, as the benchmarks of kiwi and kss define them.

EM: sentences of gold that are found exactly. F1: for each sentence of gold the Dice overlap, in
letters, with the sentence found that overlaps best. NF1: the same times min(1, sentences of gold /
sentences found) in its text, so that splitting everywhere does not pay. All are means over
sentences.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Gold:
    """A line of text, and where its sentences begin but for the first."""

    group: str
    text: str
    begins: tuple[int, ...]


def measure(gold: Gold, found: Sequence[int]) -> NDArray[np.float64]:
    """Sums over the sentences of one text: sentences, EM, F1, NF1."""
    wanted, given = spans(gold.text, gold.begins), spans(gold.text, found)
    exact = sum(span in set(given) for span in wanted)
    overlaps = [max(dice(span, other) for other in given) for span in wanted]
    weight = min(1.0, len(wanted) / len(given))
    return np.array([len(wanted), exact, sum(overlaps), weight * sum(overlaps)])


def spans(text: str, begins: Sequence[int]) -> list[tuple[int, int]]:
    """First and last letter of each sentence, counting letters that are no blanks."""
    letters = np.cumsum([0, *(not c.isspace() for c in text)])
    stops = [0, *(int(letters[j]) for j in begins), int(letters[-1])]
    return [(a, b) for a, b in itertools.pairwise(stops) if b > a]


def dice(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Twice the letters that two spans share, by the letters that they have."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(0.0, 2 * common / (one[1] - one[0] + other[1] - other[0]))


def means(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """EM, F1, NF1 of texts, from a row of `measure` each."""
    total = sums.sum(0)
    scores: NDArray[np.float64] = total[1:] / total[0]
    return scores


def interval(
    ours: NDArray[np.float64], theirs: NDArray[np.float64], draws: int = 5000
) -> tuple[float, float, float]:
    """By how much the NF1 of `ours` is higher, and its 95 % interval by a bootstrap over texts."""
    rng = np.random.default_rng(0)
    chosen = rng.integers(0, len(ours), (draws, len(ours)))
    sums = [side[chosen].sum(1) for side in (ours, theirs)]
    gains = sums[0][:, 3] / sums[0][:, 0] - sums[1][:, 3] / sums[1][:, 0]
    low, high = np.quantile(gains, [0.025, 0.975])
    return float(means(ours)[2] - means(theirs)[2]), float(low), float(high)
