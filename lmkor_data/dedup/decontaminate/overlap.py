"""Which documents hold which examples: most of an example's shingles, close together."""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="assignment"

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numba import njit, uint64

from lmkor_data.dedup.signatures.folding import folding_table
from lmkor_data.dedup.signatures.hashes import SHINGLE, hash_keys, shingle_hashes, text_hash
from lmkor_data.dedup.signatures.text_decoder import (
    apply_folding,
    decode_page,
    fold,
    page_capacity,
    without_whitespace,
)
from lmkor_data.text.buffers import TextBuffers, text_buffers

#: Folded characters from which an example is looked for inside documents. A shorter one is
#: something that anybody says: only a document that says nothing else is taken for it.
MIN_LENGTH = 15
#: The stretch of a document that an example is looked for in, in lengths of the example.
_STRETCH = 1.25
_BUCKET_BITS = 20


class ExampleIndex(NamedTuple):
    """Examples as sets of shingle hashes, and where to find those that have a rare one.

    A document with the share `overlap` of an example's n shingles has at least one of any
    n - ⌈overlap · n⌉ + 1 of them: only so many, the rarest, are listed.
    """

    shingles: np.ndarray  #: uint64, sorted in each example
    bounds: np.ndarray  #: example e is `shingles[bounds[e]:bounds[e + 1]]`
    rare: np.ndarray  #: uint64, ascending: listed shingles
    holders: np.ndarray  #: int64: the example that each is listed for
    buckets: np.ndarray  #: where in `rare` each prefix of `_BUCKET_BITS` bits begins
    whole: np.ndarray  #: uint64, ascending: hashes of short examples
    whole_of: np.ndarray  #: int64: the example that each is of
    overlap: float


class Overlaps(NamedTuple):
    """Documents that contain an example: entry i of each array belongs together."""

    documents: np.ndarray  #: int64: which text
    examples: np.ndarray  #: int64: which example
    shares: np.ndarray  #: float32: the share of the example's shingles in the text


def index_examples(texts: list[str], overlap: float) -> ExampleIndex:
    buffers = text_buffers(pa.array(texts, pa.string()))
    shingles, bounds, hashes, lengths = folded_shingles(buffers)
    sets = [np.unique(shingles[a:b]) for a, b in itertools.pairwise(bounds)]
    short = lengths < MIN_LENGTH
    sets = [s[:0] if brief else s for s, brief in zip(sets, short, strict=True)]
    sizes = np.array([len(s) for s in sets], np.int64)
    tokens = np.concatenate([np.empty(0, np.uint64), *sets])
    _, inverse, frequency = np.unique(tokens, return_inverse=True, return_counts=True)
    owner = np.repeat(np.arange(len(sets)), sizes)
    order = np.lexsort([tokens, frequency[inverse] if len(tokens) else tokens, owner])
    within = np.arange(len(tokens)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    listed = np.array([n - math.ceil(overlap * n - 1e-9) + 1 if n else 0 for n in sizes], np.int64)
    chosen = order[within < np.repeat(listed, sizes)]
    chosen = chosen[np.lexsort([owner[chosen], tokens[chosen]])]
    rare = tokens[chosen]
    prefixes = np.arange((1 << _BUCKET_BITS) + 1, dtype=np.float64) * 2.0 ** (64 - _BUCKET_BITS)
    edges = np.minimum(prefixes, float((1 << 64) - 2048)).astype(np.uint64)
    buckets = np.searchsorted(rare, edges)
    buckets[-1] = len(rare)
    brief = np.flatnonzero(short & (lengths > 0))
    brief = brief[np.argsort(hashes[brief], kind="stable")]
    return ExampleIndex(
        tokens,
        np.concatenate([[0], np.cumsum(sizes)]),
        rare,
        owner[chosen],
        buckets,
        hashes[brief],
        brief,
        overlap,
    )


def find_examples(texts: TextBuffers, index: ExampleIndex) -> Overlaps:
    """All (document, example, overlap) where a document holds an example, by document."""
    shingles, bounds, hashes, _ = folded_shingles(texts)
    room = 1 << 16
    while True:
        out = Overlaps(
            np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.float32)
        )
        found = _find(shingles, bounds, hashes, index, out)
        if found <= room:
            return Overlaps(*(array[:found] for array in out))
        room = found


def folded_shingles(
    texts: TextBuffers,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Shingle hashes of the folded texts in their order, their bounds, text hashes, lengths."""
    shingles = np.empty(texts.bytes + texts.count, np.uint64)
    bounds = np.zeros(texts.count + 1, np.int64)
    hashes, lengths = np.empty(texts.count, np.uint64), np.empty(texts.count, np.int64)
    _fold_all(
        texts.offsets, texts.data, folding_table(), hash_keys(), shingles, bounds, hashes, lengths
    )
    return shingles[: bounds[-1]], bounds, hashes, lengths


@njit(cache=True, nogil=True)
def _fold_all(
    offsets: np.ndarray,
    data: np.ndarray,
    table: np.ndarray,
    keys: np.ndarray,
    shingles: np.ndarray,
    bounds: np.ndarray,
    hashes: np.ndarray,
    lengths: np.ndarray,
) -> None:
    room = page_capacity(offsets)
    codes, kept, folded, rest = np.empty((4, room), np.uint32)
    ends, starts = np.empty(room, np.uint32), np.empty(room, np.int64)
    text = 0
    while text < hashes.shape[0]:
        after, count = decode_page(offsets, data, text, codes, starts)
        apply_folding(codes, count, table, kept)
        fold(codes, kept, count, folded, ends)
        begin = line = 0
        for i in range(text, after):
            while (ends[line] & 1) == 0:
                line += 1
            end = np.int64(ends[line] >> 1)
            whole = folded[begin:end]
            if begin == end:
                first, last = starts[i - text], starts[i - text + 1] - 1
                whole = rest[: without_whitespace(codes, kept, first, last, rest)]
            lengths[i] = whole.shape[0]
            hashes[i] = text_hash(whole, 0, whole.shape[0], keys)
            number = whole.shape[0] if whole.shape[0] >= SHINGLE else 0
            place = bounds[i]
            bounds[i + 1] = place + shingle_hashes(whole, number, keys, shingles[place:])
            begin = end
            line += 1
        text = after


@njit(cache=True, nogil=True)
def _find(
    shingles: np.ndarray,
    bounds: np.ndarray,
    hashes: np.ndarray,
    index: ExampleIndex,
    out: Overlaps,
) -> int:
    example_shingles, example_bounds, rare, holders, buckets, whole, whole_of, overlap = index
    documents, examples, overlaps = out
    met = np.full(example_bounds.shape[0], -1, np.int64)
    found = 0
    for i in range(bounds.shape[0] - 1):
        for at in range(_place(whole, hashes[i]), whole.shape[0]):
            if whole[at] != hashes[i] or hashes[i] == uint64(0):
                break
            if found < documents.shape[0]:
                documents[found], examples[found], overlaps[found] = i, whole_of[at], 1.0
            found += 1
        for j in range(bounds[i], bounds[i + 1]):
            prefix = np.int64(shingles[j] >> uint64(64 - _BUCKET_BITS))
            for at in range(buckets[prefix], buckets[prefix + 1]):
                example = holders[at]
                if rare[at] != shingles[j] or met[example] == i:
                    continue
                met[example] = i
                held = _most_held(
                    shingles[bounds[i] : bounds[i + 1]],
                    example_shingles[example_bounds[example] : example_bounds[example + 1]],
                )
                if held >= overlap - 1e-9:
                    if found < documents.shape[0]:
                        documents[found], examples[found], overlaps[found] = i, example, held
                    found += 1
    return found


@njit(cache=True, nogil=True)
def _most_held(document: np.ndarray, example: np.ndarray) -> float:
    """The largest share of the example's shingles in one stretch of the document."""
    size = example.shape[0]
    stretch = np.int64(size * _STRETCH) + 1
    times = np.zeros(size, np.int64)
    places = np.full(document.shape[0], -1, np.int64)
    held = most = 0
    for i in range(document.shape[0]):
        at = _place(example, document[i])
        if at < size and example[at] == document[i]:
            places[i] = at
            times[at] += 1
            held += 1 if times[at] == 1 else 0
        if i >= stretch and places[i - stretch] >= 0:
            gone = places[i - stretch]
            times[gone] -= 1
            held -= 1 if times[gone] == 0 else 0
        most = max(most, held)
    return most / size


@njit(cache=True, nogil=True)
def _place(ascending: np.ndarray, value: np.uint64) -> int:
    """The first index whose entry is not below the value (NumPy's compiles for half a minute)."""
    low, high = 0, ascending.shape[0]
    while low < high:
        middle = (low + high) // 2
        if ascending[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low
