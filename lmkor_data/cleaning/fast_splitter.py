"""Sentences by a small model that learned from kss: a hundred times faster, and nearly as good.

Logistic regression over hashed features of the characters around each place where a sentence may
begin (see `splitter_features`). It was trained by `benchmarks/cleaning/train_splitter.py`.
"""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
from numba import njit

from lmkor_data.cleaning.buffers import room, sealed
from lmkor_data.cleaning.sentences import Split
from lmkor_data.cleaning.splitter_features import (
    FEATURES,
    character_classes,
    mark_embraced,
    may_begin,
    place_features,
)
from lmkor_data.corpus.text_buffers import TextBuffers
from lmkor_data.corpus.utf8 import decode

WEIGHTS = Path(__file__).with_name("fast_splitter.npz")


class FastSplitter:
    """The model as a `Splitter`. It only ever exchanges blanks for line breaks or adds these."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._weights, self._bias, self._endings = _load(weights)

    def split(self, texts: TextBuffers) -> Split:
        offsets, data = room(texts, 2)
        longest = int(np.diff(texts.offsets).max(initial=0))
        model = self._weights, self._bias, character_classes(), self._endings
        _split(texts.offsets, texts.data, *model, longest + 1, offsets, data)
        return Split(sealed(offsets, data), np.zeros(texts.count, np.bool_))


@functools.lru_cache(maxsize=2)
def _load(path: Path) -> tuple[np.ndarray, float, np.ndarray]:
    with np.load(path) as stored:
        weights = stored["weights"].astype(np.float32) * np.float32(stored["scale"])
        endings = np.zeros(1 << 16, np.bool_)
        endings[stored["endings"]] = True
        return weights, float(stored["bias"]), endings


@njit(cache=True, nogil=True)
def _split(
    offsets: np.ndarray,
    data: np.ndarray,
    weights: np.ndarray,
    bias: float,
    classes: np.ndarray,
    endings: np.ndarray,
    longest: int,
    out_offsets: np.ndarray,
    out: np.ndarray,
) -> None:
    text = np.empty(longest, np.int32)  # the code points of a line
    at = np.empty(longest, np.int64)  # and where they begin in `data`
    state = np.empty(longest, np.uint8)
    features = np.empty(FEATURES, np.int64)
    end = 0
    out_offsets[0] = 0
    for i in range(len(offsets) - 1):
        k, last = offsets[i], offsets[i + 1]
        while k < last:
            count = 0
            while k < last and data[k] != 0x0A:
                character, width = decode(data, k)
                text[count] = character if character < 1 << 16 else 0
                at[count] = k
                count += 1
                k += width
            mark_embraced(text, count, classes, state)
            done = at[0] if count else k
            for j in range(1, count):
                if may_begin(text, j, classes, endings):
                    place_features(text, j, count, classes, state, features)
                    score = bias
                    for f in range(FEATURES):
                        score += weights[features[f]]
                    if score > 0:
                        stop = at[j]
                        while stop > done and data[stop - 1] == 0x20:
                            stop -= 1
                        out[end : end + stop - done] = data[done:stop]
                        end += stop - done
                        out[end] = 0x0A
                        end += 1
                        done = at[j]
            out[end : end + k - done] = data[done:k]
            end += k - done
            if k < last:
                out[end] = 0x0A
                end += 1
                k += 1
        out_offsets[i + 1] = end
