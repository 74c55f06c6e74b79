"""Sentences at some MB/s: a linear model distilled from kss, as one kernel over Arrow buffers.

kss looks at morphemes and needs 12 seconds a megabyte or more. This model learned from kss's own
output where it splits (`benchmarks/splitter` trains and measures it); `boundary_features` says
what it looks at. It agrees with kss on most documents, not on all: the report of a stage states
how often, on a sample of what it was given.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numba import njit

from lmkor_data.cleaning.boundary_features import (
    FEATURES,
    character_classes,
    features,
    is_candidate,
    quote_bits,
)
from lmkor_data.cleaning.buffers import sealed
from lmkor_data.cleaning.sentences import Split
from lmkor_data.corpus.text_buffers import PADDING, TextBuffers
from lmkor_data.corpus.utf8 import decode_point, encode_point

_LINE_FEED, _BLANK = 10, 32


@dataclass(frozen=True)
class SplitterModel:
    """What training leaves behind."""

    weights: np.ndarray  #: int8, a power of 2 of them
    scale: float  #: what one step of a weight is worth
    bias: float
    glued: np.ndarray  #: bool by syllable from 가: may end a sentence without a space after it


class FastSplitter:
    """Splits texts into sentences with a model; by default the one shipped with the package."""

    def __init__(self, model: SplitterModel | None = None) -> None:
        self._model = model or shipped_model()
        self._classes = character_classes()

    def split(self, texts: TextBuffers, wanted: np.ndarray) -> Split:
        """One sentence a line in the `wanted` texts; a line break that is there stays one.

        Only white space changes: without it, a text is the same as before.
        """
        model = self._model
        offsets = np.zeros(texts.count + 1, np.int64)
        out = np.empty(2 * texts.bytes + PADDING, np.uint8)
        longest = int(np.diff(texts.offsets).max(initial=0))
        _split_all(
            texts.offsets,
            texts.data,
            wanted,
            self._classes,
            model.glued,
            model.weights,
            round(-model.bias / model.scale),
            np.empty(longest + 1, np.uint32),
            offsets,
            out,
        )
        return Split(sealed(offsets, out), np.zeros(texts.count, np.bool_))


@functools.cache
def shipped_model() -> SplitterModel:
    """The weights in the package, `fast_splitter.npz`."""
    with resources.files("lmkor_data.cleaning").joinpath("fast_splitter.npz").open("rb") as file:
        stored = np.load(file)
        return SplitterModel(
            stored["weights"], float(stored["scale"]), float(stored["bias"]), stored["glued"]
        )


@njit(cache=True, nogil=True)
def _split_all(
    offsets: np.ndarray,
    data: np.ndarray,
    wanted: np.ndarray,
    classes: np.ndarray,
    glued: np.ndarray,
    weights: np.ndarray,
    threshold: int,
    codes: np.ndarray,
    out_offsets: np.ndarray,
    out: np.ndarray,
) -> None:
    slots = np.empty(FEATURES, np.uint32)
    starts = np.empty(codes.shape[0] + 1, np.int32)
    o = 0
    for text in range(offsets.shape[0] - 1):
        if wanted[text]:
            n = _decode(data, offsets[text], offsets[text + 1], codes)
            found = _split(codes, n, classes, glued, weights, threshold, slots, starts)
            o = _write(codes, n, starts, found, out, o)
        else:
            size = offsets[text + 1] - offsets[text]
            out[o : o + size] = data[offsets[text] : offsets[text + 1]]
            o += size
        out_offsets[text + 1] = o


@njit(cache=True, nogil=True)
def _split(
    codes: np.ndarray,
    n: int,
    classes: np.ndarray,
    glued: np.ndarray,
    weights: np.ndarray,
    threshold: int,
    slots: np.ndarray,
    starts: np.ndarray,
) -> int:
    """Write where sentences begin (after the first) into `starts`; returns how many there are."""
    found = 0
    begin = 0
    quotes = 0
    for j in range(1, n):
        quotes = quote_bits(codes[j - 1], quotes)
        if codes[j - 1] == _LINE_FEED:
            starts[found] = j
            found += 1
            begin = j
            quotes = 0
        elif is_candidate(codes, j, classes, glued):
            last = features(codes, j, n, begin, classes, quotes, weights.shape[0], slots)
            if last < begin:  # nothing but marks since the last sentence
                continue
            score = np.int32(0)
            for i in range(FEATURES):
                score += weights[slots[i]]
            if score > threshold:
                starts[found] = j
                found += 1
                begin = j
    return found


@njit(cache=True, nogil=True)
def _decode(data: np.ndarray, begin: int, end: int, codes: np.ndarray) -> int:
    """UTF-8 to code points; returns how many."""
    n = 0
    i = begin
    while i < end:
        codes[n], i = decode_point(data, i)
        n += 1
    return n


@njit(cache=True, nogil=True)
def _write(
    codes: np.ndarray, n: int, starts: np.ndarray, found: int, out: np.ndarray, o: int
) -> int:
    """Write a text with its sentences a line each, trimmed; returns the end."""
    first = True
    for s in range(found + 1):
        a = starts[s - 1] if s else 0
        b = starts[s] if s < found else n
        while a < b and (codes[a] == _LINE_FEED or codes[a] == _BLANK):
            a += 1
        while a < b and (codes[b - 1] == _LINE_FEED or codes[b - 1] == _BLANK):
            b -= 1
        if a == b:
            continue
        if not first:
            out[o] = _LINE_FEED
            o += 1
        for i in range(a, b):
            o = encode_point(codes[i], out, o)
        first = False
    return o
