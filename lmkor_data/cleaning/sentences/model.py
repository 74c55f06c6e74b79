"""The boundary model: a cascade of two small neural nets over one candidate.

The first net sums the vectors of the candidate's hashed features (a hashed embedding bag, as in
fastText: Joulin et al. 2016); most candidates are clear then. The others go to the second net,
which also reads the characters around. No multiplication is fused and every sum has its order, so
that a text is split alike on every machine.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.cleaning.sentences.candidates import character_traits, known_words
from lmkor_data.cleaning.sentences.features import FACTS, OUTSIDE, WINDOW

#: The weights as `training/sentences` stores them: vectors of hashed features, and all else.
VECTORS = Path(__file__).with_name("boundary_vectors.npz")
NETWORK = Path(__file__).with_name("boundary_network.npz")

#: Bytes of a row of the bag: a quarter of a cache line, so that a row never lies in two.
LINE = 16
#: Added to the numbers of the bag, so that none is negative.
BIAS = 128


class Model(NamedTuple):
    """Weights; B vectors of D numbers for hashed features, C of E numbers for characters."""

    traits: NDArray[np.uint8]  #: (65536): see `candidates`
    words: NDArray[np.int64]  #: sorted keys, see `candidates`
    bag: NDArray[np.uint64]  #: (B, 2): 16 bytes from the lowest up, which are D numbers + `BIAS`,
    #: and last of all whose row it is: feature h has the row h * B >> 32, if that ends in h & 255
    first: NDArray[np.float32]  #: (D, G): bag → first net
    first_facts: NDArray[np.float32]  #: (sum of FACTS, G)
    first_out: NDArray[np.float32]  #: (G + 1): the last is the bias
    rows: NDArray[np.uint16]  #: (65536): code point → row of `characters`
    characters: NDArray[np.float32]  #: (C, E), E a multiple of 4
    window: NDArray[np.float32]  #: (WINDOW * E, H)
    second: NDArray[np.float32]  #: (D, H): bag → second net
    second_facts: NDArray[np.float32]  #: (sum of FACTS, H)
    inner: NDArray[np.float32]  #: (H + 1, K): the last row is the bias
    second_out: NDArray[np.float32]  #: (K + 1)
    sure: float  #: a first score beyond ± this is enough


@functools.lru_cache(maxsize=2)
def load_model(vectors: Path = VECTORS, network: Path = NETWORK) -> Model:
    """Load the weights. `origin` in the second file names the seed and the data they come from."""
    with np.load(vectors) as stored:
        scale = stored["scale"]
        size, rows_of_bag = stored["bag"].shape
        bag = np.full((rows_of_bag, LINE), BIAS, np.uint8)
        bag[:, :size] += stored["bag"].T.view(np.uint8)
        bag[:, -1] = stored["owners"]
    with np.load(network) as stored:
        rows = np.zeros(1 << 16, np.uint16)
        rows[stored["known"]] = np.arange(1, len(stored["known"]) + 1)
        characters = stored["characters"] * stored["characters_scale"]
        arrays = {name: np.ascontiguousarray(stored[name], np.float32) for name in DENSE}
        traits = character_traits() | stored["quiet"]
        sure = float(stored["sure"])
    for name in ("first", "second"):
        arrays[name] *= scale[:, None]  # instead of every vector of the bag
    # What lies outside the line counts as nothing, so that it need not be multiplied.
    outside = characters[rows[OUTSIDE]]
    arrays["second_facts"][: FACTS[0]] += np.tile(outside, WINDOW) @ arrays["window"]
    return Model(
        traits=traits,
        words=known_words(),
        bag=bag.view("<u8").astype(np.uint64, copy=False),
        rows=rows,
        characters=np.ascontiguousarray(characters - outside, np.float32),
        sure=sure,
        **arrays,
    )


#: Arrays of floats in the file of the network.
DENSE = (
    *("first", "first_facts", "first_out"),
    *("window", "second", "second_facts", "inner", "second_out"),
)


@njit(cache=True, nogil=True)
def first_score(
    features: NDArray[np.int64],
    facts: NDArray[np.int64],
    model: Model,
    bag: NDArray[np.int32],
    hidden: NDArray[np.float32],
) -> float:
    """Score a candidate, above 0 where a sentence begins; fills `bag`. `hidden` is scratch."""
    _add_up(features, model.bag, bag)
    width = model.first.shape[1]
    _start(facts, model.first_facts, hidden[:width])
    for d in range(len(model.first)):
        x = np.float32(bag[d])
        for h in range(width):
            hidden[h] += x * model.first[d, h]
    score = model.first_out[width]
    for h in range(width):
        score += max(hidden[h], np.float32(0)) * model.first_out[h]
    return float(score)


@njit(cache=True, nogil=True, inline="always")
def _add_up(features: NDArray[np.int64], rows: NDArray[np.uint64], bag: NDArray[np.int32]) -> None:
    """Fill `bag` with the sum of the features' rows, where a row is theirs.

    Eight bytes are added at a time, those in even and in odd places apart, in 16 bits each: 256
    features could be summed. No branch: half the rows are another's.
    """
    count = np.uint64(len(rows))
    apart, byte = np.uint64(0x00FF00FF00FF00FF), np.uint64(8)
    even0 = odd0 = even1 = odd1 = found = np.uint64(0)
    for f in range(len(features)):
        feature = np.uint64(features[f])
        row = feature * count >> np.uint64(32)
        low, high = rows[row, 0], rows[row, 1]
        own = np.uint64(high >> np.uint64(56) == feature & np.uint64(0xFF))
        low, high = low * own, high * own
        even0, odd0 = even0 + (low & apart), odd0 + (low >> byte & apart)
        even1, odd1 = even1 + (high & apart), odd1 + (high >> byte & apart)
        found += own
    bias = BIAS * np.int64(found)
    for i in range(4):
        shift = np.uint64(16 * i)
        bag[2 * i] = np.int64(even0 >> shift & np.uint64(0xFFFF)) - bias
        bag[2 * i + 1] = np.int64(odd0 >> shift & np.uint64(0xFFFF)) - bias
        bag[8 + 2 * i] = np.int64(even1 >> shift & np.uint64(0xFFFF)) - bias
        bag[9 + 2 * i] = np.int64(odd1 >> shift & np.uint64(0xFFFF)) - bias


@njit(cache=True, nogil=True)
def second_score(
    window: NDArray[np.int32],
    facts: NDArray[np.int64],
    bag: NDArray[np.int32],
    model: Model,
    hidden: NDArray[np.float32],
    inner: NDArray[np.float32],
) -> float:
    """What to add to the first score, from its `bag` and the characters around."""
    width, size = model.window.shape[1], model.characters.shape[1]
    _start(facts, model.second_facts, hidden[:width])
    for d in range(len(model.second)):
        x = np.float32(bag[d])
        for h in range(width):
            hidden[h] += x * model.second[d, h]
    for i in range(WINDOW):
        if window[i] == OUTSIDE:
            continue
        row = model.rows[window[i]]
        for e in range(0, size, 4):  # four at a time, so that `hidden` is read and written less
            x0, x1 = model.characters[row, e], model.characters[row, e + 1]
            x2, x3 = model.characters[row, e + 2], model.characters[row, e + 3]
            at = i * size + e
            for h in range(width):
                hidden[h] += (x0 * model.window[at, h] + x1 * model.window[at + 1, h]) + (
                    x2 * model.window[at + 2, h] + x3 * model.window[at + 3, h]
                )
    for k in range(len(inner)):
        inner[k] = model.inner[width, k]
    for h in range(width):
        x = hidden[h]
        if x > 0:
            for k in range(len(inner)):
                inner[k] += x * model.inner[h, k]
    score = model.second_out[len(inner)]
    for k in range(len(inner)):
        score += max(inner[k], np.float32(0)) * model.second_out[k]
    return float(score)


@njit(cache=True, nogil=True, inline="always")
def _start(
    facts: NDArray[np.int64], table: NDArray[np.float32], hidden: NDArray[np.float32]
) -> None:
    """Begin a hidden layer with the rows of the facts."""
    first = 0
    for h in range(len(hidden)):
        hidden[h] = 0
    for i in range(len(FACTS)):
        row = first + facts[i]
        for h in range(len(hidden)):
            hidden[h] += table[row, h]
        first += FACTS[i]
