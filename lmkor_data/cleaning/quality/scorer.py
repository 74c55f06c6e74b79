"""Score texts by a linear model over their skeleton (see `skeleton`): 1 sentences, 0 none.

The weights are in `weights.npz`, made by `benchmarks/cleaning/train_quality.py`; the README there
says what it was trained on and how it does on sources left out.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.cleaning.quality.skeleton import MOST, character_signs, fill_buckets
from lmkor_data.text.buffers import TextBuffers

WEIGHTS = Path(__file__).with_name("weights.npz")


class Weights(NamedTuple):
    """The linear model: the score is the logistic function of the mean weight, times a scale."""

    of_bucket: NDArray[np.int8]
    unit: float  #: what 1 in `of_bucket` stands for
    bias: float


class QualityScorer:
    """Scores clean text.

    | call                    | gives                                    |
    |-------------------------|------------------------------------------|
    | `scorer.score(texts)`   | float32, a score from 0 to 1 for a text  |
    """

    def __init__(self, weights: Path = WEIGHTS) -> None:
        with np.load(weights) as stored:
            self._weights = Weights(
                stored["of_bucket"], float(stored["unit"]), float(stored["bias"])
            )

    def score(self, texts: TextBuffers) -> NDArray[np.float32]:
        """Return the score of every text; that of an empty text is 0."""
        scores = np.zeros(texts.count, np.float32)
        _score(texts.offsets, texts.data, character_signs(), self._weights, scores)
        return scores


@njit(cache=True, nogil=True)
def _score(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    signs: NDArray[np.uint8],
    weights: Weights,
    scores: NDArray[np.float32],
) -> None:
    buckets = np.empty(MOST * 5, np.int64)
    for i in range(len(offsets) - 1):
        count = fill_buckets(data, offsets[i], offsets[i + 1], signs, buckets)
        if count == 0:
            continue
        total = 0
        for k in range(count):
            total += weights.of_bucket[buckets[k]]
        raised = weights.bias + weights.unit * total / count
        scores[i] = 1 / (1 + np.exp(-raised))
