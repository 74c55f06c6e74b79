"""Weights, threshold sampling, and what they promise."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.hashing import uniform_hash
from lmkor_data.vocab.training.word_sampling import choose_k, group_weights


def rarity(counts: list[int]) -> np.ndarray:
    return np.bincount(counts, minlength=65537)


def test_k_is_one_while_all_words_fit() -> None:
    assert choose_k(rarity([1, 1, 2, 9]), 4) == 1


def test_k_is_the_smallest_that_fits_the_budget() -> None:
    counts = [1] * 1000 + [2] * 100 + [50] * 10
    # k = 2 keeps 500 + 100 + 10, k = 3 keeps 333 + 67 + 10 of them.
    assert choose_k(rarity(counts), 610) == 2
    assert choose_k(rarity(counts), 609) == 3


def test_a_word_is_drawn_by_its_letters_alone_and_evenly() -> None:
    words = [f"낱말{i}" for i in range(20_000)]
    drawn = uniform_hash(*_buffers(words))
    again = uniform_hash(*_buffers(words[::-1]))[::-1]
    assert (drawn == again).all()
    shares = np.histogram(drawn, bins=10, range=(0, 1))[0] / len(words)
    assert np.abs(shares - 0.1).max() < 0.01


def _buffers(words: list[str]) -> tuple[np.ndarray, np.ndarray]:
    buffers = text_buffers(pa.array(words))
    return buffers.offsets, buffers.data


GROUPS = {("food", "a"): 900, ("pets", "b"): 100}


def test_no_weights_change_nothing() -> None:
    assert group_weights(GROUPS, {}, 1.0) == {g: pytest.approx(1.0) for g in GROUPS}


def test_weights_multiply_and_temperature_evens_out() -> None:
    doubled = group_weights(GROUPS, {"pets": 2.0}, 1.0)
    assert doubled["pets", "b"] / doubled["food", "a"] == pytest.approx(2)
    even = group_weights(GROUPS, {}, 0.0)
    assert even["food", "a"] * 900 == pytest.approx(even["pets", "b"] * 100)
    assert sum(even[g] * n for g, n in GROUPS.items()) == pytest.approx(1000)
    assert group_weights(GROUPS, {"pets": 0}, 0.5)["pets", "b"] == 0
