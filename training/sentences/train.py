"""Teach the package's sentence splitter, from the teachers' labels to the weights, by one command.

    pip install kiwipiepy==0.24.1
    python training/sentences/train.py SAMPLES [--labels FOLDER] [--output FOLDER] [--seed 0]

SAMPLES is the folder that holds `jsonl/SOURCE.jsonl.zst`. The labels of the two teachers stay in
FOLDER, if one is given. One thread and one seed: the same data give the same weights on the same
machine. The seed and a hash of the labels, the tables and the code here stand in the weights.
"""

# ruff: noqa: E402 (the number of threads must be said before NumPy is imported)

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import argparse
import hashlib
import tempfile
import time
from pathlib import Path

import numpy as np
from network import (
    AdamW,
    Network,
    Vectors,
    owners_of,
    to_rows,
)
from numpy.typing import NDArray
from places import Places, places_of, quiet_of
from teachers import label_all

from examples import Example, examples
from lmkor_data.cleaning.sentences.model import DENSE, NETWORK, VECTORS

#: Candidates a step, times through them all; rates of the dense weights and of the vectors.
BATCH, PASSES, RATE, BAG_RATE = 1024, 2, 3e-3, 0.02
#: Share of the features that are hidden at each candidate while learning.
HIDDEN = 0.15
#: Vectors are rounded to multiples of their mean size times this: the larger, the smaller the file.
ROUGHNESS = 0.6
#: Score from which on a sentence begins, chosen on texts of the half that is learned from, which
#: were read and kept from learning; the weights are shifted by it, so that the splitter has 0.
THRESHOLD = -0.25
#: A first score beyond ± this is enough for the splitter.
SURE = 5.0
#: Groups of short texts of people that are joined.
LONE = 120_000


def learn(net: Network, vectors: Vectors, places: Places, rng: np.random.Generator) -> None:
    """Learn from the candidates, `PASSES` times."""
    optimizer = AdamW(net.weights)
    truth = places.begins.astype(np.float32)
    order = np.concatenate([rng.permutation(len(truth)) for _ in range(PASSES)])
    steps = -(-len(order) // BATCH)
    loss = 0.0
    for step in range(steps):
        chosen = order[step * BATCH : (step + 1) * BATCH]
        part = min(1.0, (step + 1) / 200) * (1 - step / steps)
        rows = places.hashes[chosen]
        rows[rng.random(rows.shape, np.float32) < HIDDEN] = 0
        bag = vectors.sums(rows) / np.float32(1 - HIDDEN)
        scores = net.forward(bag, places.windows[chosen], places.facts[chosen])
        chances = [1 / (1 + np.exp(-score)) for score in scores]
        slopes = [(chance - truth[chosen]) / np.float32(len(chosen)) for chance in chances]
        gradients, slope = net.backward(*slopes)
        optimizer.step(gradients, RATE * part)
        vectors.step(rows, slope * len(chosen), BAG_RATE * part)
        right = np.where(truth[chosen] > 0, chances[1], 1 - chances[1])
        loss += 0.01 * (-np.log(right + 1e-6).mean() - loss)
        if step % 500 == 499:
            print(f"step {step + 1} of {steps}: loss {loss:.4f}", flush=True)


def store(
    net: Network,
    vectors: Vectors,
    quiet: NDArray[np.uint8],
    owners: NDArray[np.uint32],
    origin: str,
    folder: Path,
) -> None:
    """Write the two files of weights."""
    scale = vectors.round(ROUGHNESS)
    bag = np.round(vectors.weight[1:] / scale).astype(np.int8)
    bag[owners == 0] = 0
    np.savez_compressed(
        folder / VECTORS.name,
        bag=bag.T,  # by dimension it packs better
        owners=owners.astype(np.uint8),
        scale=scale,
    )
    w = net.weights
    w["first_out"][-1] -= THRESHOLD
    w["inner"] = np.vstack([w["inner"], w["inner_bias"]])
    characters = net.characters()
    characters_scale = np.abs(characters).max(0) / 127
    np.savez_compressed(
        folder / NETWORK.name,
        origin=origin,
        quiet=quiet,
        known=net.points.astype(np.uint16),
        characters=np.round(characters / characters_scale).astype(np.int8),
        characters_scale=characters_scale.astype(np.float32),
        sure=np.float32(SURE),
        **{name: w[name].astype(np.float16) for name in DENSE},
    )
    for path in (folder / VECTORS.name, folder / NETWORK.name):
        print(f"{path}: {path.stat().st_size / 1e6:.2f} MB", flush=True)


def digest_of(labels: Path) -> str:
    """A hash of what is learned from: labels, tables and code."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in [*sorted(labels.glob("*.jsonl")), *sorted(here.glob("*.*"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def train(samples: Path, labels: Path, output: Path, seed: int) -> None:
    """Label, learn and store."""
    start = time.process_time()
    output.mkdir(parents=True, exist_ok=True)
    label_all(samples, labels)
    print(f"labels: {time.process_time() - start:.0f} CPU s", flush=True)
    found: list[Example] = list(examples(labels, samples, LONE, seed))
    quiet = quiet_of(found)
    places = places_of(found, quiet)
    print(
        f"{len(found)} lines, {len(places.begins)} candidates, {places.begins.mean():.1%} begin, "
        f"{places.beyond} beginnings beyond; {time.process_time() - start:.0f} CPU s",
        flush=True,
    )
    del found
    owners = owners_of(places.hashes)
    to_rows(places, owners)
    rng = np.random.default_rng(seed)
    seen = np.bincount(places.windows.ravel(), minlength=1 << 16)
    net, vectors = Network(seen, rng), Vectors(rng)
    learn(net, vectors, places, rng)
    store(net, vectors, quiet, owners, f"seed {seed}, data {digest_of(labels)}", output)
    print(f"done: {time.process_time() - start:.0f} CPU s", flush=True)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("samples", type=Path)
    parser.add_argument("--labels", type=Path, help="keep the teachers' labels here")
    parser.add_argument("--output", type=Path, default=VECTORS.parent)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        train(given.samples, given.labels or Path(spare), given.output, given.seed)


if __name__ == "__main__":
    main()
