"""Learn the fast splitter from what kss did: writes the weights that the package ships.

    pip install torch==2.13.0
    python benchmarks/cleaning/train_splitter.py LABELS [WEIGHTS.npz]

LABELS is the folder that `label.py` fills; its test part is not read. One thread, so that the same
labels give the same weights (on the same machine and PyTorch). The package itself needs no PyTorch.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from splitter_labels import Places, documents, habits_of, places_of
from torch import Tensor, nn

from lmkor_data.cleaning.splitter_features import FACTS, WINDOW
from lmkor_data.cleaning.splitter_model import WEIGHTS

#: Vectors of hashed features, numbers in each, and how often a feature must be seen to get one.
ROWS, SIZE, LEAST = 1 << 19, 12, 4
#: Numbers for a character, a character of its own must be seen so often, hidden layers.
EMBEDDING, KNOWN, FIRST, SECOND, INNER = 16, 40, 16, 96, 32
#: Places a step; rates of the dense weights and of the vectors.
BATCH, RATE, BAG_RATE = 512, 2e-3, 0.02
#: Places from which the dense weights alone are learned again, after the vectors were rounded.
AGAIN = 1_000_000
#: Whole numbers from -LEVELS to LEVELS are what vectors are rounded to: few, for a small file.
LEVELS = 7
#: A first look that gives a score beyond ± this is enough for the splitter.
SURE = 3.0


class Net(nn.Module):
    """What `splitter_model` computes, to be learned. Buckets have 0 for a feature without one."""

    def __init__(self, known: np.ndarray) -> None:
        super().__init__()
        self.bag = nn.EmbeddingBag(ROWS + 1, SIZE, mode="sum", sparse=True, padding_idx=0)
        nn.init.normal_(self.bag.weight, std=0.01)
        with torch.no_grad():
            self.bag.weight[0] = 0
        self.first = nn.Linear(SIZE, FIRST, bias=False)
        self.first_facts = nn.EmbeddingBag(sum(FACTS), FIRST, mode="sum")
        self.first_out = nn.Linear(FIRST, 1)
        points = np.arange(1 << 16)
        syllable = np.where((points >= 0xAC00) & (points < 0xD7A4), points - 0xAC00 + 1, 0)
        own = np.zeros(1 << 16, np.int64)
        own[known] = np.arange(1, len(known) + 1)
        jamo = [np.where(syllable, (syllable - 1) // d % m + 1, 0) for d, m in _JAMO]
        self.register_buffer("parts", torch.from_numpy(np.stack([own, *jamo])))
        sizes = (len(known), *(m for _, m in _JAMO))
        self.tables = nn.ModuleList(nn.Embedding(n + 1, EMBEDDING) for n in sizes)
        for table in self.tables:
            nn.init.normal_(table.weight, std=0.3)
        self.window = nn.Linear(WINDOW * EMBEDDING, SECOND, bias=False)
        self.second = nn.Linear(SIZE, SECOND, bias=False)
        self.second_facts = nn.EmbeddingBag(sum(FACTS), SECOND, mode="sum")
        self.inner = nn.Linear(SECOND, INNER)
        self.second_out = nn.Linear(INNER, 1)

    def characters(self, points: Tensor) -> Tensor:
        """A character is itself, and the sum of its jamo, so that rare syllables are known too."""
        parts = self.parts[:, points]
        return sum(table(part) for table, part in zip(self.tables, parts, strict=True))

    def forward(self, buckets: Tensor, window: Tensor, facts: Tensor) -> tuple[Tensor, Tensor]:
        bag = self.bag(buckets)
        hidden = torch.relu(self.first(bag) + self.first_facts(facts))
        score = self.first_out(hidden)[:, 0]
        seen = self.window(self.characters(window).flatten(1))
        hidden = torch.relu(seen + self.second(bag) + self.second_facts(facts))
        more = self.second_out(torch.relu(self.inner(hidden)))[:, 0]
        return score, score + more


#: Initial, vowel and final of a syllable: its number // d % m.
_JAMO = ((588, 19), (28, 21), (1, 28))


def batches(places: Places, order: np.ndarray) -> Iterator[tuple[np.ndarray, list[Tensor]]]:
    first = np.cumsum([0, *FACTS[:-1]])
    for start in range(0, len(order), BATCH):
        chosen = order[start : start + BATCH]
        arrays = (
            places.hashes[chosen].astype(np.int64),
            places.windows[chosen].astype(np.int64),
            places.facts[chosen] + first,
        )
        yield chosen, [torch.from_numpy(array) for array in arrays]


def learn(net: Net, places: Places, most: int, *, bag: bool, seed: int) -> None:
    """One pass over the places in random order, or over `most` of them."""
    vectors = [net.bag.weight]
    dense = [p for p in net.parameters() if p is not net.bag.weight]
    net.bag.weight.requires_grad_(bag)
    optimizers = [(torch.optim.AdamW(dense, weight_decay=1e-2), RATE if bag else RATE / 2)]
    if bag:
        optimizers.append((torch.optim.Adagrad(vectors), BAG_RATE))
    truth = torch.from_numpy(places.begins.astype(np.float32))
    order = np.random.default_rng(seed).permutation(len(truth))[:most]
    steps = -(-len(order) // BATCH)
    loss_of = nn.functional.binary_cross_entropy_with_logits
    for step, (chosen, inputs) in enumerate(batches(places, order)):
        part = min(1, step / 300) * max(0.02, 0.5 + 0.5 * np.cos(np.pi * step / steps))
        for optimizer, rate in optimizers:
            optimizer.param_groups[0]["lr"] = rate * part
            optimizer.zero_grad()
        first, both = net(*inputs)
        loss = loss_of(first, truth[chosen]) + loss_of(both, truth[chosen])
        loss.backward()
        for optimizer, _ in optimizers:
            optimizer.step()
        if step % 1000 == 999:
            print(f"step {step + 1} of {steps}: loss {loss.item():.4f}", flush=True)


def round_vectors(net: Net) -> np.ndarray:
    """Round the vectors in place to whole multiples of a scale, which is returned: (SIZE,)."""
    with torch.no_grad():
        weight = net.bag.weight
        used = weight[weight.abs().sum(1) > 0]
        scale = used.pow(2).mean(0).sqrt() * 3 / LEVELS
        weight.copy_((weight / scale).round().clamp(-LEVELS, LEVELS) * scale)
        return scale.numpy()


def owners_of(hashes: np.ndarray) -> np.ndarray:
    """uint32 (ROWS): the feature that has each row, which is the most frequent of those for it."""
    found = [np.unique(column, return_counts=True) for column in hashes.T]
    features = np.concatenate([f[c >= LEAST] for f, c in found])
    counts = np.concatenate([c[c >= LEAST] for _, c in found])
    features = features[np.argsort(counts, kind="stable")]
    owners = np.zeros(ROWS, np.uint32)
    owners[features >> 3 & ROWS - 1] = features  # the last one stays
    print(f"{len(features)} features, {np.count_nonzero(owners)} with a row", flush=True)
    return owners


def to_buckets(hashes: np.ndarray, owners: np.ndarray) -> None:
    """Replace the hashes by 1 + their row, or 0 where the row is another's."""
    for column in range(hashes.shape[1]):
        row = hashes[:, column] >> 3 & ROWS - 1
        owner = owners[row]
        same = (owner >> 24 == hashes[:, column] >> 24) & (owner > 0)
        hashes[:, column] = np.where(same, row + 1, 0)


def watch(net: Net, places: Places) -> str:
    wrong = [0, 0]
    with torch.no_grad():
        for chosen, inputs in batches(places, np.arange(len(places.begins))):
            for look, score in enumerate(net(*inputs)):
                wrong[look] += int(((score.numpy() > 0) != places.begins[chosen]).sum())
    return ", ".join(f"{w / len(places.begins):.3%}" for w in wrong)


def store(net: Net, habits: np.ndarray, owners: np.ndarray, scale: np.ndarray, path: Path) -> None:
    arrays = {name: p.detach().numpy() for name, p in net.named_parameters()}
    bag = np.round(arrays["bag.weight"][1:] / scale).astype(np.int8)
    bag[owners == 0] = 0
    known = np.unique(np.concatenate([np.arange(0xAC00, 0xD7A4), np.flatnonzero(net.parts[0])]))
    with torch.no_grad():
        characters = net.characters(torch.from_numpy(known)).numpy()
        nothing = net.characters(torch.zeros(1, dtype=torch.long)).numpy()
    characters = np.concatenate([nothing, characters])
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
        owners=(owners >> 24).astype(np.uint8),
        bag_scale=scale.astype(np.float32),
        known=known.astype(np.uint16),
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
        to_buckets(places.hashes, owners)
    seen = np.bincount(train.windows.ravel(), minlength=1 << 16)
    net = Net(np.flatnonzero(seen >= KNOWN))
    learn(net, train, len(train.begins), bag=True, seed=0)
    print(f"wrong of the places to watch, first look and both: {watch(net, watched)}")
    scale = round_vectors(net)
    print(f"vectors rounded: {watch(net, watched)}")
    learn(net, train, AGAIN, bag=False, seed=1)
    print(f"dense weights learned again: {watch(net, watched)}")
    store(net, habits, owners, scale, weights)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else WEIGHTS)
