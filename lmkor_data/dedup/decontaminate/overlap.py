"""Overlap: which documents contain most of an example's shingles, close together."""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="assignment"

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numba import njit, uint64
from numpy.typing import NDArray

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

#: Folded length from which an example is looked for inside documents. Shorter ones are everyday
#: phrases and count only where they are the whole document.
MIN_LENGTH = 15
#: Length of the stretch in which an example's shingles must lie, in lengths of the example.
_STRETCH = 1.25
_BUCKET_BITS = 20


class ExampleIndex(NamedTuple):
    """Examples as sets of shingle hashes, and an index of their rarest shingles.

    A document with the share `overlap` of an example's n shingles has at least one of any
    n - ⌈overlap · n⌉ + 1 of them (prefix filter), so only that many, the rarest, are indexed.
    """

    shingles: NDArray[np.uint64]  #: sorted within each example
    bounds: NDArray[np.int64]  #: example e is `shingles[bounds[e]:bounds[e + 1]]`
    rare: NDArray[np.uint64]  #: indexed shingles, ascending
    holders: NDArray[np.int64]  #: the example that each indexed shingle belongs to
    buckets: NDArray[np.int64]  #: where each prefix of `_BUCKET_BITS` bits begins in `rare`
    whole: NDArray[np.uint64]  #: hashes of short examples, ascending
    whole_of: NDArray[np.int64]  #: the example that each hash belongs to
    overlap: float


class Overlaps(NamedTuple):
    """Documents that contain an example; entries with the same index belong together."""

    documents: NDArray[np.int64]  #: number of the text
    examples: NDArray[np.int64]  #: number of the example
    shares: NDArray[np.float32]  #: share of the example's shingles found


def index_examples(texts: list[str], overlap: float) -> ExampleIndex:
    """Build the index of examples for a minimum overlap between 0 and 1."""
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
    """Find every document that contains an example, in document order."""
    shingles, bounds, hashes, _ = folded_shingles(texts)
    room = 1 << 16
    while True:
        out = Overlaps(
            np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.float32)
        )
        found = _find(shingles, bounds, hashes, index, out)
        if found <= room:
            return Overlaps(out.documents[:found], out.examples[:found], out.shares[:found])
        room = found


def folded_shingles(
    texts: TextBuffers,
) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.uint64], NDArray[np.int64]]:
    """Compute shingle hashes of folded texts in order, their bounds, text hashes and lengths."""
    shingles = np.empty(texts.bytes + texts.count, np.uint64)
    bounds = np.zeros(texts.count + 1, np.int64)
    hashes, lengths = np.empty(texts.count, np.uint64), np.empty(texts.count, np.int64)
    _fold_all(
        texts.offsets, texts.data, folding_table(), hash_keys(), shingles, bounds, hashes, lengths
    )
    return shingles[: bounds[-1]], bounds, hashes, lengths


@njit(cache=True, nogil=True)
def _fold_all(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    table: NDArray[np.uint16],
    keys: NDArray[np.uint64],
    shingles: NDArray[np.uint64],
    bounds: NDArray[np.int64],
    hashes: NDArray[np.uint64],
    lengths: NDArray[np.int64],
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
    shingles: NDArray[np.uint64],
    bounds: NDArray[np.int64],
    hashes: NDArray[np.uint64],
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
def _most_held(document: NDArray[np.uint64], example: NDArray[np.uint64]) -> float:
    """Return the largest share of the example's shingles within one stretch of the document."""
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
            dropped = places[i - stretch]
            times[dropped] -= 1
            held -= 1 if times[dropped] == 0 else 0
        most = max(most, held)
    return most / size


@njit(cache=True, nogil=True)
def _place(ascending: NDArray[np.uint64], value: np.uint64) -> int:
    """Return the first index whose entry is not below the value.

    NumPy's `searchsorted` takes Numba half a minute to compile.
    """
    low, high = 0, ascending.shape[0]
    while low < high:
        middle = (low + high) // 2
        if ascending[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low
