"""Learn the fast splitter from what kss did: writes the weights that the package ships.

    python benchmarks/cleaning/train_splitter.py LABELS.jsonl.zst [WEIGHTS.npz]

LABELS comes from `label.py`; only its training part is read, of which every twentieth line is
kept back to watch the learning. Logistic regression over hashed features, AdaGrad, L2; the same
labels give the same weights.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numba import njit

from lmkor_data.cleaning.fast_splitter import WEIGHTS
from lmkor_data.cleaning.splitter_features import (
    BUCKETS,
    FEATURES,
    character_classes,
    mark_embraced,
    may_begin,
    place_features,
)
from lmkor_data.corpus.reading import open_text

#: A syllable ends sentences without a blank if kss split behind it this often.
_ENDING = 8
#: More passes only learn the training lines by heart.
_EPOCHS = 1


def labelled(labels: Path, part: str) -> Iterator[tuple[str, str, list[int]]]:
    """(source, line, where sentences begin) of one part of the labels."""
    with open_text(labels) as lines:
        for text in lines:
            row = json.loads(text)
            if row["part"] == part:
                yield row["source"], row["line"], beginnings(row["line"], row["ends"])


def beginnings(line: str, ends: list[int]) -> list[int]:
    """Positions of the first letters of all sentences but the first."""
    places = [i for i, c in enumerate(line) if not c.isspace()]
    return [places[end] for end in ends[:-1]]


def code_points(line: str) -> np.ndarray:
    points = np.frombuffer(line.encode("utf-32-le"), np.uint32).astype(np.int32)
    return np.where(points < 1 << 16, points, 0)


def main(labels: Path, weights: Path) -> None:
    rows = list(labelled(labels, "train"))
    endings = learn_endings(rows)
    classes = character_classes()
    x, y, held = [], [], []
    missed = total = 0
    for number, (_, line, begins) in enumerate(rows):
        text = code_points(line)
        places, features = collect(text, classes, endings)
        truth = np.isin(places, begins)
        missed += len(begins) - int(truth.sum())
        total += len(begins)
        x.append(features)
        y.append(truth)
        held.append(np.full(len(places), number % 20 == 0))
    features, truth, back = np.concatenate(x), np.concatenate(y), np.concatenate(held)
    print(f"{len(rows)} lines, {len(truth)} places, {total} boundaries, {missed} out of reach")
    learn, watch = np.flatnonzero(~back), np.flatnonzero(back)
    w = np.zeros(BUCKETS + 1, np.float32)
    squares = np.full(BUCKETS + 1, 1e-3, np.float32)
    rng = np.random.default_rng(0)
    for epoch in range(_EPOCHS):
        rate = 0.2 * 0.25**epoch
        descend(features, truth, w, squares, rng.permutation(learn), rate, 1e-5)
        scores = w[features[watch]].sum(1) + w[-1]
        wrong = np.mean((scores > 0) != truth[watch])
        print(f"epoch {epoch}: {wrong:.4%} of the places kept back wrong", flush=True)
    scale = np.abs(w[:-1]).max() / 127
    packed = np.round(w[:-1] / scale).astype(np.int8)
    np.savez_compressed(
        weights, weights=packed, scale=scale, bias=w[-1], endings=np.flatnonzero(endings)
    )
    print(f"{weights}: {weights.stat().st_size / 1e6:.1f} MB")


def learn_endings(rows: list[tuple[str, str, list[int]]]) -> np.ndarray:
    seen: Counter[str] = Counter()
    for _, line, begins in rows:
        for j in begins:
            if "가" <= line[j - 1] <= "힣":
                seen[line[j - 1]] += 1
    endings = np.zeros(1 << 16, np.bool_)
    endings[[ord(c) for c, times in seen.items() if times >= _ENDING]] = True
    return endings


def collect(
    text: np.ndarray, classes: np.ndarray, endings: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    state = np.zeros(len(text), np.uint8)
    places = np.empty(len(text), np.int32)
    features = np.empty((len(text), FEATURES), np.int64)
    count = _collect(text, classes, endings, state, places, features)
    return places[:count].copy(), features[:count].astype(np.uint32)


@njit(cache=True)
def _collect(text, classes, endings, state, places, features):  # type: ignore[no-untyped-def]
    mark_embraced(text, len(text), classes, state)
    count = 0
    for j in range(1, len(text)):
        if may_begin(text, j, classes, endings):
            place_features(text, j, len(text), classes, state, features[count])
            places[count] = j
            count += 1
    return count


@njit(cache=True)
def descend(features, truth, w, squares, order, rate, decay):  # type: ignore[no-untyped-def]
    """One pass of AdaGrad over the places in `order`; the last weight is the bias."""
    bias = len(w) - 1
    for i in order:
        score = w[bias]
        for k in range(features.shape[1]):
            score += w[features[i, k]]
        error = 1 / (1 + np.exp(-score)) - truth[i]
        if abs(error) < 1e-3:
            continue
        for k in range(features.shape[1]):
            b = features[i, k]
            slope = error + decay * w[b]
            squares[b] += slope * slope
            w[b] -= rate * slope / np.sqrt(squares[b])
        squares[bias] += error * error
        w[bias] -= rate * error / np.sqrt(squares[bias])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else WEIGHTS)
