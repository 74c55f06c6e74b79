"""Sentences at some MB/s: a linear model distilled from kss, as one kernel over Arrow buffers.

kss looks at morphemes and needs 12 to 16 seconds a megabyte. This model learned from kss's own
output where it splits (`benchmarks/splitter` trains and measures it); `boundary_features` says
what it looks at. It agrees with kss on most documents, not on all: the report of a stage states
how often, on a sample of what it was given.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources

import numpy as np
import pyarrow as pa
from numba import njit

from lmkor_data.cleaning.boundary_features import (
    FEATURES,
    JAMO,
    MARK,
    character_classes,
    features,
    is_candidate,
    quote_bits,
)
from lmkor_data.corpus.text_buffers import text_array, text_buffers

_LINE_FEED = 10


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

    def split(self, texts: pa.Array | pa.ChunkedArray) -> tuple[pa.StringArray, np.ndarray]:
        """The texts with one sentence a line, and the number of sentences of each (int32).

        A line break in a text ends a sentence. Only white space is replaced or added: the text
        without white space stays as it was.
        """
        buffers = text_buffers(texts)
        model = self._model
        offsets = np.zeros(buffers.count + 1, np.int64)
        out = np.empty(2 * buffers.bytes + 1, np.uint8)
        sentences = np.zeros(buffers.count, np.int32)
        longest = int(np.diff(buffers.offsets).max(initial=0))
        size = _split_all(
            buffers.offsets,
            buffers.data,
            self._classes,
            model.glued,
            model.weights,
            np.int32(round(-model.bias / model.scale)),
            np.empty(longest + 1, np.uint32),
            offsets,
            out,
            sentences,
        )
        return text_array(offsets, out[:size]), sentences


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
    offsets, data, classes, glued, weights, threshold, codes, out_offsets, out, sentences
):
    slots = np.empty(FEATURES, np.uint32)
    starts = np.empty(codes.shape[0] + 1, np.int32)
    o = 0
    for text in range(offsets.shape[0] - 1):
        n = _decode(data, offsets[text], offsets[text + 1], codes)
        found = _split(codes, n, classes, glued, weights, threshold, slots, starts)
        o, sentences[text] = _write(codes, n, starts, found, classes, out, o)
        out_offsets[text + 1] = o
    return o


@njit(cache=True, nogil=True)
def _split(codes, n, classes, glued, weights, threshold, slots, starts):
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
def _decode(data, begin, end, codes):
    """UTF-8 to code points; returns how many."""
    n = 0
    i = begin
    while i < end:
        byte = np.uint32(data[i])
        if byte < 0x80:
            codes[n] = byte
            i += 1
        elif byte < 0xE0:
            codes[n] = (byte & 0x1F) << 6 | (data[i + 1] & 0x3F)
            i += 2
        elif byte < 0xF0:
            codes[n] = (byte & 0x0F) << 12 | (data[i + 1] & 0x3F) << 6 | (data[i + 2] & 0x3F)
            i += 3
        else:
            high = (byte & 0x07) << 18 | (data[i + 1] & 0x3F) << 12
            codes[n] = high | (data[i + 2] & 0x3F) << 6 | (data[i + 3] & 0x3F)
            i += 4
        n += 1
    return n


@njit(cache=True, nogil=True)
def _write(codes, n, starts, found, classes, out, o):
    """Write a text with its sentences a line each, trimmed; returns the end and their number."""
    written = 0
    for s in range(found + 1):
        a = starts[s - 1] if s else 0
        b = starts[s] if s < found else n
        while a < b and (codes[a] == _LINE_FEED or codes[a] == 32):
            a += 1
        while a < b and (codes[b - 1] == _LINE_FEED or codes[b - 1] == 32):
            b -= 1
        if a == b:
            continue
        if written:
            out[o] = _LINE_FEED
            o += 1
        for i in range(a, b):
            o = _encode(codes[i], out, o)
        written += 1
    return o, written


@njit(inline="always")
def _encode(code, out, o):
    if code < 0x80:
        out[o] = code
        return o + 1
    if code < 0x800:
        out[o] = 0xC0 | (code >> 6)
        out[o + 1] = 0x80 | (code & 0x3F)
        return o + 2
    if code < 0x10000:
        out[o] = 0xE0 | (code >> 12)
        out[o + 1] = 0x80 | ((code >> 6) & 0x3F)
        out[o + 2] = 0x80 | (code & 0x3F)
        return o + 3
    out[o] = 0xF0 | (code >> 18)
    out[o + 1] = 0x80 | ((code >> 12) & 0x3F)
    out[o + 2] = 0x80 | ((code >> 6) & 0x3F)
    out[o + 3] = 0x80 | (code & 0x3F)
    return o + 4
