"""Sentences by the package's own model, which several teachers taught (`training/sentences`).

`candidates` says where a sentence may begin, `features` what the model sees of the place, `model`
what it makes of it.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.cleaning.buffers import room, sealed
from lmkor_data.cleaning.sentences.candidates import (
    character_classes,
    is_candidate,
    is_enclosed,
    mark_enclosed,
)
from lmkor_data.cleaning.sentences.features import (
    FACTS,
    FEATURES,
    WINDOW,
    place_facts,
    place_features,
    place_window,
    tail_length,
)
from lmkor_data.cleaning.sentences.model import (
    LINE,
    Model,
    first_score,
    load_model,
    second_score,
)
from lmkor_data.cleaning.sentences.splitter import Split
from lmkor_data.text.buffers import TextBuffers
from lmkor_data.text.utf8 import decode


class FastSplitter:
    """The model as a `Splitter`. It only ever exchanges blanks for line breaks or adds these."""

    def __init__(self, model: Model | None = None) -> None:
        self._model = model or load_model()

    def split(self, texts: TextBuffers) -> Split:
        """Split each line of the texts; nothing is ever left unsplit."""
        offsets, data = room(texts, 2)
        longest = int(np.diff(texts.offsets).max(initial=0)) + 1
        _split(texts.offsets, texts.data, self._model, character_classes(), longest, offsets, data)
        return Split(sealed(offsets, data), np.zeros(texts.count, np.bool_))


@njit(cache=True, nogil=True)
def _split(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    model: Model,
    classes: NDArray[np.uint8],
    longest: int,
    out_offsets: NDArray[np.int64],
    out: NDArray[np.uint8],
) -> None:
    text = np.empty(longest, np.int32)  # the code points of a line
    at = np.empty(longest, np.int64)  # and where they begin in `data`
    state = np.empty(longest, np.uint8)
    features = np.empty(FEATURES, np.int64)
    facts = np.empty(len(FACTS), np.int64)
    window = np.empty(WINDOW, np.int32)
    bag = np.empty(LINE, np.int32)
    hidden = np.empty(max(model.first.shape[1], model.window.shape[1]), np.float32)
    inner = np.empty(model.inner.shape[1], np.float32)
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
            mark_enclosed(text, count, classes, state)
            done = at[0] if count else k
            for j in range(1, count):
                if not is_candidate(text, j, classes, model.traits, model.words):
                    continue
                if is_enclosed(state, j):
                    continue
                tail = tail_length(text, j, classes)
                place_features(text, j, count, tail, classes, state, features)
                place_facts(j, count, tail, state, facts)
                score = first_score(features, facts, model, bag, hidden)
                if abs(score) < model.sure:
                    place_window(text, j, count, tail, window)
                    score += second_score(window, facts, bag, model, hidden, inner)
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
