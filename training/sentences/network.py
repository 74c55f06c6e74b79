"""The boundary model to be learned, in NumPy: forward, backward, and the optimizers.

Vectors of hashed features learn by Adagrad (Duchi et al. 2011), all else by AdamW (Loshchilov and
Hutter 2019). What is computed is what `lmkor_data.cleaning.sentences.model` computes.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray
from places import Places

from lmkor_data.cleaning.sentences.features import FACTS, WINDOW

Floats = NDArray[np.float32]

#: Vectors of hashed features, numbers in each, and how often a feature must be seen to get one.
ROWS, SIZE, LEAST = 720_000, 12, 4
#: Numbers for a character, how often one must be seen to have its own, sizes of hidden layers.
EMBEDDING, KNOWN, FIRST, SECOND, INNER = 16, 40, 16, 224, 32
#: Initial, vowel and final of a syllable: its number // d % m.
_JAMO = ((588, 19), (28, 21), (1, 28))
_FIRST_FACT = np.cumsum([0, *FACTS[:-1]])


class Network:
    """Dense weights by name, and what the last `forward` leaves for `backward`."""

    def __init__(self, seen: NDArray[np.int64], rng: np.random.Generator) -> None:
        known = np.flatnonzero(seen >= KNOWN)
        self.points = np.union1d(np.arange(0xAC00, 0xD7A4), known)
        self.row = np.zeros(1 << 16, np.int64)
        self.row[self.points] = np.arange(1, len(self.points) + 1)
        points = np.append(0, self.points)
        syllable = (points >= 0xAC00) & (points < 0xD7A4)
        own = np.where(np.isin(points, known), np.searchsorted(known, points) + 1, 0)
        jamo = [np.where(syllable, (points - 0xAC00) // d % m + 1, 0) for d, m in _JAMO]
        self.parts = [own, *jamo]
        w: dict[str, Floats] = {}
        for name, inputs, outputs in (
            ("first", SIZE, FIRST),
            ("window", WINDOW * EMBEDDING, SECOND),
            ("second", SIZE, SECOND),
            ("inner", SECOND, INNER),
        ):
            w[name] = rng.normal(0, inputs**-0.5, (inputs, outputs)).astype(np.float32)
        for name, outputs in (("first_facts", FIRST), ("second_facts", SECOND)):
            w[name] = rng.normal(0, 0.1, (sum(FACTS), outputs)).astype(np.float32)
        for name, inputs in (("first_out", FIRST), ("second_out", INNER)):
            w[name] = rng.normal(0, inputs**-0.5, inputs + 1).astype(np.float32)
            w[name][-1] = 0
        w["inner_bias"] = np.zeros(INNER, np.float32)
        for part, size in enumerate((len(known), *(m for _, m in _JAMO))):
            w[f"part{part}"] = rng.normal(0, 0.3, (size + 1, EMBEDDING)).astype(np.float32)
        self.weights = w

    def characters(self) -> Floats:
        """A vector a character: its own and those of its jamo, so that rare ones are known too."""
        return sum(self.weights[f"part{i}"][part] for i, part in enumerate(self.parts))

    def forward(self, bag: Floats, windows: NDArray, facts: NDArray) -> tuple[Floats, Floats]:
        """Scores of the first net, and of both; inputs are the rows of a batch."""
        w = self.weights
        self._rows = self.row[windows]
        self._facts = facts + _FIRST_FACT
        self._bag = bag
        self._first = np.maximum(bag @ w["first"] + w["first_facts"][self._facts].sum(1), 0)
        first = self._first @ w["first_out"][:-1] + w["first_out"][-1]
        table = self.characters()
        self._seen = table[self._rows].reshape(len(bag), -1)
        hidden = self._seen @ w["window"] + bag @ w["second"]
        self._second = np.maximum(hidden + w["second_facts"][self._facts].sum(1), 0)
        self._inner = np.maximum(self._second @ w["inner"] + w["inner_bias"], 0)
        more = self._inner @ w["second_out"][:-1] + w["second_out"][-1]
        return first, first + more

    def backward(self, d_first: Floats, d_both: Floats) -> tuple[dict[str, Floats], Floats]:
        """Gradients of the weights and of the bag, from those of the two scores."""
        w, g = self.weights, {}
        g["second_out"] = np.append(d_both @ self._inner, d_both.sum()).astype(np.float32)
        d = np.outer(d_both, w["second_out"][:-1]) * (self._inner > 0)
        g["inner"], g["inner_bias"] = self._second.T @ d, d.sum(0)
        d = (d @ w["inner"].T) * (self._second > 0)
        g["window"], g["second"] = self._seen.T @ d, self._bag.T @ d
        g["second_facts"] = np.zeros_like(w["second_facts"])
        _scatter(g["second_facts"], self._facts, np.repeat(d[:, None], len(FACTS), 1))
        d_bag = d @ w["second"].T
        table = np.zeros((len(self.points) + 1, EMBEDDING), np.float32)
        d_seen = (d @ w["window"].T).reshape(len(d), WINDOW, EMBEDDING)
        _scatter(table, self._rows, d_seen)
        for i, part in enumerate(self.parts):
            g[f"part{i}"] = np.zeros_like(w[f"part{i}"])
            _scatter(g[f"part{i}"], part[:, None], table[:, None])
        d_first = d_first + d_both
        g["first_out"] = np.append(d_first @ self._first, d_first.sum()).astype(np.float32)
        d = np.outer(d_first, w["first_out"][:-1]) * (self._first > 0)
        g["first"] = self._bag.T @ d
        g["first_facts"] = np.zeros_like(w["first_facts"])
        _scatter(g["first_facts"], self._facts, np.repeat(d[:, None], len(FACTS), 1))
        return g, d_bag + d @ w["first"].T


class AdamW:
    """AdamW over a dictionary of weights, in place."""

    def __init__(self, weights: dict[str, Floats], decay: float = 0.01) -> None:
        self._weights, self._decay, self._steps = weights, decay, 0
        self._mean = {name: np.zeros_like(w) for name, w in weights.items()}
        self._square = {name: np.zeros_like(w) for name, w in weights.items()}

    def step(self, gradients: dict[str, Floats], rate: float) -> None:
        """Move the weights by one step."""
        self._steps += 1
        a, b = 1 - 0.9**self._steps, 1 - 0.999**self._steps
        for name, gradient in gradients.items():
            mean, square = self._mean[name], self._square[name]
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient**2 - square)
            weight = self._weights[name]
            weight *= 1 - rate * self._decay
            weight -= rate / a * mean / (np.sqrt(square / b) + 1e-8)


class Vectors:
    """Vectors of hashed features; row 0 is for a feature without one."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.weight = rng.normal(0, 0.01, (ROWS + 1, SIZE)).astype(np.float32)
        self.weight[0] = 0
        self._squares = np.zeros_like(self.weight)

    def sums(self, rows: NDArray) -> Floats:
        """The sum of the vectors of each candidate."""
        bag = np.zeros((len(rows), SIZE), np.float32)
        _add_up(self.weight, rows, bag)
        return bag

    def step(self, rows: NDArray, gradient: Floats, rate: float) -> None:
        """Move the vectors by one step of Adagrad."""
        _descend(self.weight, self._squares, rows, gradient, np.float32(rate))

    def round(self, roughness: float) -> Floats:
        """Round them in place to whole multiples of a scale, which is returned: (SIZE,)."""
        used = self.weight[np.abs(self.weight).sum(1) > 0]
        scale = np.sqrt((used**2).mean(0)) * np.float32(roughness)
        self.weight = np.round(self.weight / scale).clip(-127, 127) * scale
        return scale


def owners_of(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The feature that has each row, (ROWS,): the most frequent of those for it; 0 for none."""
    found = [np.unique(column, return_counts=True) for column in hashes.T]
    features = np.concatenate([f[c >= LEAST] for f, c in found])
    counts = np.concatenate([c[c >= LEAST] for _, c in found])
    features = features[np.argsort(counts, kind="stable")]
    owners = np.zeros(ROWS, np.uint32)
    owners[row_of(features)] = features  # the last one stays
    print(f"{len(features)} features, {np.count_nonzero(owners)} with a row", flush=True)
    return owners


def row_of(features: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """The row that a feature would have."""
    return features.astype(np.uint64) * np.uint64(ROWS) >> np.uint64(32)


def to_rows(places: Places, owners: NDArray[np.uint32]) -> None:
    """Replace the hashes by 1 + their row, or 0 where 8 bits tell that the row is another's."""
    for column in range(places.hashes.shape[1]):
        row = row_of(places.hashes[:, column])
        owner = owners[row]
        same = (owner & 0xFF == places.hashes[:, column] & 0xFF) & (owner > 0)
        places.hashes[:, column] = np.where(same, row + 1, 0)


@njit(cache=True)
def _add_up(weight, rows, bag):  # type: ignore[no-untyped-def]
    for i in range(len(rows)):
        for row in rows[i]:
            for d in range(bag.shape[1]):
                bag[i, d] += weight[row, d]


@njit(cache=True)
def _descend(weight, squares, rows, gradient, rate):  # type: ignore[no-untyped-def]
    for i in range(len(rows)):
        for row in rows[i]:
            if row:
                for d in range(gradient.shape[1]):
                    slope = gradient[i, d]
                    squares[row, d] += slope * slope
                    weight[row, d] -= rate * slope / (np.sqrt(squares[row, d]) + np.float32(1e-8))


@njit(cache=True)
def _scatter(table, rows, values):  # type: ignore[no-untyped-def]
    for i in range(rows.shape[0]):
        for k in range(rows.shape[1]):
            row = rows[i, k]
            for d in range(table.shape[1]):
                table[row, d] += values[i, k, d]
