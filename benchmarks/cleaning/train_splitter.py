"""Learn the fast splitter from what kss did: writes the weights that the package ships.

    pip install torch==2.13.0
    python benchmarks/cleaning/train_splitter.py LABELS [WEIGHTS.npz]

LABELS is the folder that `label.py` fills; its test part is not read. One thread, so that the same
labels give the same weights (on the same machine and PyTorch). The package itself needs no PyTorch.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from numba import njit
from splitter_labels import Places, documents, habits_of, places_of
from torch import Tensor, nn

from lmkor_data.cleaning.sentences.features import FACTS, WINDOW
from lmkor_data.cleaning.sentences.model import WEIGHTS

#: Vectors of hashed features, numbers in each, and how often a feature must be seen to get one.
ROWS, SIZE, LEAST = 720_000, 12, 4
#: Numbers for a character, a character of its own must be seen so often, hidden layers.
EMBEDDING, KNOWN, FIRST, SECOND, INNER = 16, 40, 16, 160, 32
#: Places a step, times through them all; rates of the dense weights and of the vectors.
BATCH, PASSES, RATE, BAG_RATE = 1024, 2, 3e-3, 0.02
#: Share of the features that are hidden at each place while learning.
HIDDEN = 0.15
#: Vectors are rounded to multiples of their mean size times this: the larger, the smaller the file.
ROUGHNESS = 0.6
#: A first look that gives a score beyond ± this is enough for the splitter.
SURE = 5.0


class Net(nn.Module):
    """What `model` computes of the sum of a place's vectors, to be learned."""

    def __init__(self, known: np.ndarray) -> None:
        super().__init__()
        self.first = nn.Linear(SIZE, FIRST, bias=False)
        self.first_facts = nn.EmbeddingBag(sum(FACTS), FIRST, mode="sum")
        self.first_out = nn.Linear(FIRST, 1)
        self.points = np.union1d(np.arange(0xAC00, 0xD7A4), known)
        self.row = torch.zeros(1 << 16, dtype=torch.long)
        self.row[self.points] = torch.arange(1, len(self.points) + 1)
        points = np.append(0, self.points)
        syllable = np.where((points >= 0xAC00) & (points < 0xD7A4), points - 0xAC00 + 1, 0)
        own = np.where(np.isin(points, known), np.searchsorted(known, points) + 1, 0)
        jamo = [np.where(syllable, (syllable - 1) // d % m + 1, 0) for d, m in _JAMO]
        self.parts = [torch.from_numpy(part) for part in (own, *jamo)]
        sizes = (len(known), *(m for _, m in _JAMO))
        self.tables = nn.ModuleList(nn.Embedding(n + 1, EMBEDDING) for n in sizes)
        for table in self.tables:
            nn.init.normal_(table.weight, std=0.3)
        self.window = nn.Linear(WINDOW * EMBEDDING, SECOND, bias=False)
        self.second = nn.Linear(SIZE, SECOND, bias=False)
        self.second_facts = nn.EmbeddingBag(sum(FACTS), SECOND, mode="sum")
        self.inner = nn.Linear(SECOND, INNER)
        self.second_out = nn.Linear(INNER, 1)

    def characters(self) -> Tensor:
        """A character is itself, and the sum of its jamo, so that rare syllables are known too.

        The first is what stands for all others, then come those of `points`.
        """
        pairs = zip(self.tables, self.parts, strict=True)
        return sum((table(part) for table, part in pairs), torch.zeros(()))

    def forward(self, bag: Tensor, window: Tensor, facts: Tensor) -> tuple[Tensor, Tensor]:
        hidden = torch.relu(self.first(bag) + self.first_facts(facts))
        score = self.first_out(hidden)[:, 0]
        characters = nn.functional.embedding(self.row[window], self.characters())
        seen = self.window(characters.flatten(1))
        hidden = torch.relu(seen + self.second(bag) + self.second_facts(facts))
        more = self.second_out(torch.relu(self.inner(hidden)))[:, 0]
        return score, score + more


#: Initial, vowel and final of a syllable: its number // d % m.
_JAMO = ((588, 19), (28, 21), (1, 28))


class Vectors:
    """The vectors of hashed features, learned by Adagrad; row 0 is for a feature without one."""

    def __init__(self) -> None:
        self.weight = np.random.default_rng(0).normal(0, 0.01, (ROWS + 1, SIZE)).astype(np.float32)
        self.weight[0] = 0
        self.squares = np.zeros_like(self.weight)

    def sums(self, rows: np.ndarray) -> Tensor:
        bag = np.zeros((len(rows), SIZE), np.float32)
        _add_up(self.weight, rows, bag)
        return torch.from_numpy(bag)

    def step(self, rows: np.ndarray, gradient: Tensor, rate: float) -> None:
        _descend(self.weight, self.squares, rows, gradient.numpy(), np.float32(rate))

    def round(self) -> np.ndarray:
        """Round them in place to whole multiples of a scale, which is returned: (SIZE,)."""
        used = self.weight[np.abs(self.weight).sum(1) > 0]
        scale = np.sqrt((used**2).mean(0)) * np.float32(ROUGHNESS)
        self.weight = np.round(self.weight / scale).clip(-127, 127) * scale
        return scale


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


def inputs(places: Places, chosen: np.ndarray) -> list[Tensor]:
    """Windows and facts of some places."""
    facts = places.facts[chosen] + np.cumsum([0, *FACTS[:-1]])
    return [torch.from_numpy(places.windows[chosen].astype(np.int64)), torch.from_numpy(facts)]


def learn(net: Net, vectors: Vectors, places: Places, order: np.ndarray) -> None:
    """Once through the places in `order`."""
    optimizer = torch.optim.AdamW(net.parameters(), weight_decay=1e-2)
    truth = torch.from_numpy(places.begins.astype(np.float32))
    rng = np.random.default_rng(0)
    steps = -(-len(order) // BATCH)
    loss_of = nn.functional.binary_cross_entropy_with_logits
    for step in range(steps):
        chosen = order[step * BATCH : (step + 1) * BATCH]
        part = min(1, step / 300) * max(0.02, 0.5 + 0.5 * np.cos(np.pi * step / steps))
        optimizer.param_groups[0]["lr"] = RATE * part
        optimizer.zero_grad()
        rows = places.hashes[chosen]
        rows[rng.random(rows.shape, np.float32) < HIDDEN] = 0
        bag = (vectors.sums(rows) / (1 - HIDDEN)).requires_grad_()
        first, both = net(bag, *inputs(places, chosen))
        loss = loss_of(first, truth[chosen]) + loss_of(both, truth[chosen])
        loss.backward()
        optimizer.step()
        vectors.step(rows, bag.grad * BATCH, BAG_RATE * part)
        if step % 1000 == 999:
            print(f"step {step + 1} of {steps}: loss {loss.item():.4f}", flush=True)


def owners_of(hashes: np.ndarray) -> np.ndarray:
    """uint32 (ROWS): the feature that has each row, which is the most frequent of those for it."""
    found = [np.unique(column, return_counts=True) for column in hashes.T]
    features = np.concatenate([f[c >= LEAST] for f, c in found])
    counts = np.concatenate([c[c >= LEAST] for _, c in found])
    features = features[np.argsort(counts, kind="stable")]
    owners = np.zeros(ROWS, np.uint32)
    owners[row_of(features)] = features  # the last one stays
    print(f"{len(features)} features, {np.count_nonzero(owners)} with a row", flush=True)
    return owners


def row_of(features: np.ndarray) -> np.ndarray:
    return features.astype(np.uint64) * np.uint64(ROWS) >> np.uint64(32)


def to_rows(hashes: np.ndarray, owners: np.ndarray) -> None:
    """Replace the hashes by 1 + their row, or 0 where the row is another's."""
    for column in range(hashes.shape[1]):
        row = row_of(hashes[:, column])
        owner = owners[row]
        same = (owner & 0xFF == hashes[:, column] & 0xFF) & (owner > 0)
        hashes[:, column] = np.where(same, row + 1, 0)


def watch(net: Net, vectors: Vectors, places: Places) -> str:
    """How it does on the places, by the first look, by both, and as the splitter would."""
    scores = []
    with torch.no_grad():
        for first in range(0, len(places.begins), BATCH):
            chosen = np.arange(first, min(first + BATCH, len(places.begins)))
            looks = net(vectors.sums(places.hashes[chosen]), *inputs(places, chosen))
            scores.append(torch.stack(looks).numpy())
    first, both = np.concatenate(scores, axis=1)
    told = []
    for score in first, both, np.where(np.abs(first) < SURE, both, first):
        wrong = (score > 0) != places.begins
        spoiled = places.beyond.copy()
        spoiled[places.documents[wrong]] = True
        told.append(
            f"{wrong.mean():.3%} of places wrong, {1 - spoiled.mean():.2%} of documents exact"
        )
    return "; ".join((*told, f"second look at {(np.abs(first) < SURE).mean():.1%}"))


def store(
    net: Net,
    vectors: Vectors,
    scale: np.ndarray,
    habits: np.ndarray,
    owners: np.ndarray,
    path: Path,
) -> None:
    arrays = {name: p.detach().numpy() for name, p in net.named_parameters()}
    bag = np.round(vectors.weight[1:] / scale).astype(np.int8)
    bag[owners == 0] = 0
    with torch.no_grad():
        characters = net.characters().numpy()
    characters_scale = np.abs(characters).max(0) / 127
    half = {
        "first": arrays["first.weight"].T,
        "first_facts": arrays["first_facts.weight"],
        "first_out": np.append(arrays["first_out.weight"], arrays["first_out.bias"]),
        "window": arrays["window.weight"].T,
        "second": arrays["second.weight"].T,
        "second_facts": arrays["second_facts.weight"],
        "inner": np.vstack([arrays["inner.weight"].T, arrays["inner.bias"]]),
        "second_out": np.append(arrays["second_out.weight"], arrays["second_out.bias"]),
    }
    np.savez_compressed(
        path,
        habits=habits,
        bag=bag.T,  # by dimension it packs better
        owners=owners.astype(np.uint8),
        bag_scale=scale,
        known=net.points.astype(np.uint16),
        characters=np.round(characters / characters_scale).astype(np.int8),
        characters_scale=characters_scale.astype(np.float32),
        sure=np.float32(SURE),
        **{name: array.astype(np.float16) for name, array in half.items()},
    )
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")


def main(labels: Path, weights: Path) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    habits = habits_of(documents(labels, "train"))
    train = places_of(documents(labels, "train"), habits)
    watched = places_of(documents(labels, "watch"), habits)
    owners = owners_of(train.hashes)
    for places in (train, watched):
        to_rows(places.hashes, owners)
    seen = np.bincount(train.windows.ravel(), minlength=1 << 16)
    net, vectors = Net(np.flatnonzero(seen >= KNOWN)), Vectors()
    rng = np.random.default_rng(0)
    orders = [rng.permutation(len(train.begins)) for _ in range(PASSES)]
    learn(net, vectors, train, np.concatenate(orders))
    print(f"first look; both; as the splitter: {watch(net, vectors, watched)}")
    scale = vectors.round()
    print(f"vectors rounded: {watch(net, vectors, watched)}")
    store(net, vectors, scale, habits, owners, weights)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else WEIGHTS)
