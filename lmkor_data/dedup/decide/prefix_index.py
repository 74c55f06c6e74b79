"""Prefix index: the similar ones among many documents that share a band key.

Templated pages share band keys without being similar enough, and comparing them pair by pair costs
the square of their number. Two exact filters find the pairs that are worth comparing:

- Jaccard similarity of at least t means that x and y differ in at most c·(|x| + |y|) shingles,
  c = (1 - t)/(1 + t). Differences stay the same when x and y are replaced by their differences from
  one *reference* set, the shingles that most of the documents have. The entries of a document are
  these differences, rare ones first, and a last one that all documents have. The first entry that x
  and y have in common stands so early that

      (c·|x| - its place in x) + (c·|y| - its place in y) >= 0.

  Each summand is the *slack* of an entry. Documents are listed under their entries in a heap by
  slack, and a search visits only those with slack enough (positional prefix filter: Xiao, Wang,
  Lin, Yu, Efficient similarity joins for near duplicate detection, 2008).
- A bit per document and residue class of hashes, the parity of the shingles in it: where bitmaps
  differ, the sets do (Mitzenmacher, Pagh, Pham, Efficient estimation for high similarities using
  odd sketches, 2014).

No filter drops a pair that reaches t, whatever the reference and the order of entries.
"""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="assignment"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

#: Larger than the rounding of a slack; more slack only means a pair compared in vain.
_ROUNDING = 1e-6
_NONE = -1
#: Frequencies are counted by this many of the highest bits of a shingle's hash, at most.
_COUNTER_BITS = 22
#: Documents that the reference is taken from.
_SAMPLE = 64
#: The last entry of every document; follows all others.
_LAST = np.uint64(0xFFFFFFFFFFFFFFFF)


class Entries(NamedTuple):
    """Documents as the index sees them."""

    tokens: NDArray[np.uint64]  #: frequency in the high bits, hash in the low ones; `_LAST`
    slack: NDArray[np.float64]
    bounds: NDArray[np.int64]  #: document d has entries `bounds[d]` to `bounds[d + 1] - 1`
    bitmaps: NDArray[np.uint64]  #: (documents, words)
    room: NDArray[np.float64]  #: c times the number of a document's shingles


class PrefixIndex(NamedTuple):
    """Documents that can be searched once they are inserted."""

    entries: Entries
    lists: NDArray[np.int64]  #: of each entry, the list that it belongs to; -1 where it is alone
    owner: NDArray[np.int32]  #: the document of each entry
    root: NDArray[np.int32]  #: of each list, the entry with the most slack
    left: NDArray[np.int32]  #: children in the heap, with no more slack than their parent
    right: NDArray[np.int32]
    stack: NDArray[np.int32]  #: scratch
    seen: NDArray[np.int32]  #: scratch: the last search that found each document


class Order(NamedTuple):
    """What decides which entries a document has, and in which order."""

    reference: NDArray[np.uint64]  #: ascending
    counts: NDArray[np.uint32]  #: of differences, by the high bits of their hashes
    words: int  #: of a bitmap


def order_of(
    shingles: NDArray[np.uint64], bounds: NDArray[np.int64], documents: NDArray[np.int64]
) -> Order:
    """Choose reference and order for some documents, so that their first entries are rare."""
    sizes = bounds[documents + 1] - bounds[documents]
    sample = documents[:: max(1, -(-len(documents) // _SAMPLE))]
    held = [np.empty(0, np.uint64), *(shingles[bounds[d] : bounds[d + 1]] for d in sample)]
    tokens, uses = np.unique(np.concatenate(held), return_counts=True)
    bits = min(_COUNTER_BITS, max(1, (4 * int(sizes.sum())).bit_length()))
    words = 8
    while words < 64 and 16 * words * len(sizes) < sizes.sum():
        words *= 2
    order = Order(tokens[2 * uses > len(sample)], np.zeros(1 << bits, np.uint32), words)
    _count(shingles, bounds, documents, order)
    return order


def entries_of(
    shingles: NDArray[np.uint64],
    bounds: NDArray[np.int64],
    documents: NDArray[np.int64],
    order: Order,
    threshold: float,
) -> Entries:
    """Compute the entries of some documents for a Jaccard threshold."""
    sizes = bounds[documents + 1] - bounds[documents]
    # Further entries are of no use: a partner has |x|/t shingles at most, and so much slack.
    lengths = (sizes * ((1.0 - threshold) / threshold) + _ROUNDING).astype(np.int64) + 1
    lengths = np.minimum(lengths, sizes + len(order.reference) + 1)
    made = Entries(
        np.empty(int(lengths.sum()), np.uint64),
        np.empty(int(lengths.sum())),
        np.zeros(len(documents) + 1, np.int64),
        np.zeros((len(documents), order.words), np.uint64),
        (sizes * ((1.0 - threshold) / (1.0 + threshold))).astype(np.float64),
    )
    used = _fill(shingles, bounds, documents, order, lengths, made)
    return made._replace(tokens=made.tokens[:used].copy(), slack=made.slack[:used].copy())


def index_of(entries: Entries) -> tuple[PrefixIndex, NDArray[np.uint64]]:
    """Make an index in which the documents of `entries` can be inserted.

    Returns it with the tokens of its lists, ascending (see `lists_of`).
    """
    listed, inverse = np.unique(entries.tokens, return_inverse=True)
    documents, number = len(entries.bounds) - 1, len(entries.tokens)
    index = PrefixIndex(
        entries,
        inverse.astype(np.int64),
        np.repeat(np.arange(documents, dtype=np.int32), np.diff(entries.bounds)),
        np.full(len(listed), _NONE, np.int32),
        np.full(number, _NONE, np.int32),
        np.full(number, _NONE, np.int32),
        np.empty(number + 2, np.int32),
        np.full(documents, _NONE, np.int32),
    )
    return index, listed


def lists_of(entries: Entries, listed: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the list of each entry; -1 where there is none."""
    if not len(listed):
        return np.full(len(entries.tokens), _NONE, np.int64)
    places = np.minimum(np.searchsorted(listed, entries.tokens), len(listed) - 1)
    return np.where(listed[places] == entries.tokens, places, _NONE).astype(np.int64)


@njit(cache=True, nogil=True)
def insert(index: PrefixIndex, document: int) -> None:
    """Put the entries of a document into their heaps (skew heaps: Sleator, Tarjan 1986)."""
    slack, left, right = index.entries.slack, index.left, index.right
    for entry in range(index.entries.bounds[document], index.entries.bounds[document + 1]):
        place = index.lists[entry]
        above, node = np.int32(_NONE), index.root[place]
        while node != _NONE and slack[node] > slack[entry]:
            above, following = node, right[node]
            right[above] = left[above]
            left[above] = following
            node = following
        left[entry] = node
        if above == _NONE:
            index.root[place] = entry
        else:
            left[above] = entry


@njit(cache=True, nogil=True)
def search(
    index: PrefixIndex,
    searched: Entries,
    lists: NDArray[np.int64],
    document: int,
    found: NDArray[np.int32],
) -> int:
    """Write the documents that may be similar to `document` of `searched` to `found`, each once.

    `lists` are those of the entries of `searched`. Returns how many were found; a document must
    not be searched twice.
    """
    stack, seen, slack, root = index.stack, index.seen, index.entries.slack, index.root
    bitmaps, room = index.entries.bitmaps, index.entries.room
    mine = searched.bitmaps[document]
    count = 0
    for entry in range(searched.bounds[document], searched.bounds[document + 1]):
        if lists[entry] == _NONE or root[lists[entry]] == _NONE:
            continue
        needed = -searched.slack[entry] - _ROUNDING
        stack[0] = root[lists[entry]]
        height = 1
        while height:
            height -= 1
            node = stack[height]
            if slack[node] < needed:
                continue
            other = index.owner[node]
            if seen[other] != document:
                seen[other] = document
                if _differing(mine, bitmaps[other]) <= searched.room[document] + room[other] + 0.5:
                    found[count] = other
                    count += 1
            if index.left[node] != _NONE:
                stack[height] = index.left[node]
                height += 1
            if index.right[node] != _NONE:
                stack[height] = index.right[node]
                height += 1
    return count


@njit(cache=True, nogil=True)
def _differing(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> np.int64:
    """Count the bits that differ, in a form that LLVM compiles to a population count."""
    total = np.uint64(0)
    for word in range(one.shape[0]):
        bits = one[word] ^ other[word]
        bits -= (bits >> np.uint64(1)) & np.uint64(0x5555555555555555)
        low = bits & np.uint64(0x3333333333333333)
        bits = low + ((bits >> np.uint64(2)) & np.uint64(0x3333333333333333))
        bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
        total += (bits * np.uint64(0x0101010101010101)) >> np.uint64(56)
    return np.int64(total)


@njit(cache=True, nogil=True)
def _count(
    shingles: NDArray[np.uint64],
    bounds: NDArray[np.int64],
    documents: NDArray[np.int64],
    order: Order,
) -> None:
    shift = _shift(order.counts.shape[0])
    most = order.reference.shape[0]
    for document in documents:
        most = max(most, order.reference.shape[0] + bounds[document + 1] - bounds[document])
    differences = np.empty(most, np.uint64)
    for document in documents:
        mine = shingles[bounds[document] : bounds[document + 1]]
        for at in range(_difference(mine, order.reference, differences)):
            order.counts[differences[at] >> shift] += np.uint32(1)


@njit(cache=True, nogil=True)
def _fill(
    shingles: NDArray[np.uint64],
    bounds: NDArray[np.int64],
    documents: NDArray[np.int64],
    order: Order,
    lengths: NDArray[np.int64],
    out: Entries,
) -> int:
    """Sort each document's differences by (frequency, hash) and keep the first ones."""
    shift = _shift(order.counts.shape[0])
    most, bits = np.uint64((1 << 23) - 1), np.uint64(64 * order.words - 1)
    used = 0
    for d in range(documents.shape[0]):
        mine = shingles[bounds[documents[d]] : bounds[documents[d] + 1]]
        for shingle in mine:
            bit = (shingle >> np.uint64(8)) & bits
            out.bitmaps[d, bit >> np.uint64(6)] ^= np.uint64(1) << (bit & np.uint64(63))
        ordered = np.empty(mine.shape[0] + order.reference.shape[0] + 1, np.uint64)
        number = _difference(mine, order.reference, ordered)
        for at in range(number):
            often = min(most, np.uint64(order.counts[ordered[at] >> shift]))
            ordered[at] = (often << np.uint64(40)) | (ordered[at] >> np.uint64(24))
        ordered[number] = _LAST
        ordered[: number + 1].sort()
        for place in range(min(number + 1, lengths[d])):
            out.tokens[used] = ordered[place]
            out.slack[used] = out.room[d] - place
            used += 1
        out.bounds[d + 1] = used
    return used


@njit(cache=True, nogil=True)
def _difference(one: NDArray[np.uint64], other: NDArray[np.uint64], out: NDArray[np.uint64]) -> int:
    """Write what stands in one of two ascending sets only; returns how many."""
    i = j = count = 0
    while i < one.shape[0] or j < other.shape[0]:
        if j == other.shape[0] or (i < one.shape[0] and one[i] < other[j]):
            out[count] = one[i]
            count += 1
            i += 1
        elif i == one.shape[0] or other[j] < one[i]:
            out[count] = other[j]
            count += 1
            j += 1
        else:
            i += 1
            j += 1
    return count


@njit(cache=True, nogil=True)
def _shift(counters: int) -> np.uint64:
    """Bits to shift a hash by to get the number of its counter; `counters` is a power of two."""
    bits = 0
    while (1 << bits) < counters:
        bits += 1
    return np.uint64(64 - bits)
