"""Train the fast splitter on kss's labels: `python benchmarks/splitter/train.py LABELS MODEL.npz`.

Logistic regression over hashed features by AdaGrad, one weight a slot, then rounding to 8 bits.
Deterministic: the same labels give the same file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from labels import Labelled, read_labels
from numba import njit

from lmkor_data.cleaning.boundary_features import (
    FEATURES,
    WEIGHT_BITS,
    character_classes,
    features,
    is_candidate,
    quote_bits,
)

SLOTS = 1 << WEIGHT_BITS
LINE_FEED = 10
#: A syllable may end a sentence without a space after it if kss was seen to do so this often.
GLUED_AT_LEAST = 8
RATES = (0.1, 0.1, 0.06, 0.03, 0.015)
L2 = 3e-6


def main(labels: Path, model: Path) -> None:
    """Train and write the model."""
    texts = [labelled for labelled in read_labels(labels) if not labelled.for_testing]
    glued = glued_syllables(texts)
    slots, truth = candidates(texts, glued)
    print(f"{len(texts):,} texts, {len(truth):,} candidates, {int(truth.sum()):,} of them begin")
    weights = np.zeros(SLOTS + 1, np.float32)
    gradients = np.full(SLOTS + 1, 1e-2, np.float32)
    dice = np.random.default_rng(0)
    for rate in RATES:
        order = dice.permutation(len(truth))
        loss = epoch(slots, truth, weights, gradients, order, np.float32(rate), np.float32(L2))
        print(f"rate {rate}: loss {loss:.5f}")
    scale = float(np.abs(weights[:-1]).max()) / 127
    rounded = np.round(weights[:-1] / scale).astype(np.int8)
    np.savez_compressed(model, weights=rounded, scale=scale, bias=weights[-1], glued=glued)
    print(f"{model}: {model.stat().st_size:,} bytes, {np.mean(rounded != 0):.1%} of weights used")


def glued_syllables(texts: list[Labelled]) -> np.ndarray:
    """Which syllables end sentences with no space before the next; bool by syllable from 가."""
    seen = np.zeros(0xD7A4 - 0xAC00, np.int64)
    for labelled in texts:
        for begin in labelled.begins:
            before, here = labelled.text[begin - 1], labelled.text[begin]
            if "가" <= before <= "힣" and "가" <= here <= "힣":
                seen[ord(before) - 0xAC00] += 1
    return seen >= GLUED_AT_LEAST


def candidates(texts: list[Labelled], glued: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Features (uint32, one row a candidate) and whether kss begins a sentence there (bool)."""
    classes = character_classes()
    room = sum(len(labelled.text) for labelled in texts) // 2 + 1024
    slots, truth = np.empty((room, FEATURES), np.uint32), np.empty(room, np.bool_)
    count = 0
    for labelled in texts:
        codes = labelled.codes
        true = np.zeros(len(codes) + 1, np.bool_)
        true[labelled.begins] = True
        count = collect(codes, true, classes, glued, slots, truth, count)
    return slots[:count], truth[:count]


@njit
def collect(codes, true, classes, glued, slots, truth, count):
    """Add the candidates of one text; sentences begin where the truth says."""
    quotes = 0
    begin = 0
    for j in range(1, codes.shape[0]):
        quotes = quote_bits(codes[j - 1], quotes)
        if codes[j - 1] == LINE_FEED:  # a line break ends a sentence anyway
            begin = j
            quotes = 0
        elif is_candidate(codes, j, classes, glued):
            features(codes, j, codes.shape[0], begin, classes, quotes, SLOTS, slots[count])
            truth[count] = true[j]
            count += 1
        if true[j]:
            begin = j
    return count


@njit
def epoch(slots, truth, weights, gradients, order, rate, l2):
    """One pass in the given order; the last weight is the bias. Returns the mean loss."""
    loss = 0.0
    bias = weights.shape[0] - 1
    for i in order:
        score = weights[bias]
        for k in range(slots.shape[1]):
            score += weights[slots[i, k]]
        p = 1.0 / (1.0 + np.exp(-score))
        error = np.float32(p - truth[i])
        loss -= np.log(max(1e-9, p if truth[i] else 1.0 - p))
        if abs(error) < 1e-3:
            continue
        for k in range(slots.shape[1]):
            slot = slots[i, k]
            gradient = error + l2 * weights[slot]
            gradients[slot] += gradient * gradient
            weights[slot] -= rate * gradient / np.sqrt(gradients[slot])
        gradients[bias] += error * error
        weights[bias] -= rate * error / np.sqrt(gradients[bias])
    return loss / order.shape[0]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
