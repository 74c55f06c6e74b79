"""Expected counts, best segmentations and pruning are those of enumerating all segmentations."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.training.piece_trie import build_trie
from lmkor_data.vocab.training.segmentation import Words, best_counts, expected_counts
from lmkor_data.vocab.training.unigram_trainer import UnigramPieces, _digamma, train_unigram

LETTERS = "가나다"


def symbols(words: list[str], counts: list[int]) -> Words:
    offsets = np.cumsum([0, *map(len, words)], dtype=np.int64)
    numbers = np.array([LETTERS.index(c) for word in words for c in word], np.int32)
    return Words(offsets, numbers, np.array(counts, np.int64))


def segmentations(word: str, pieces: list[str]) -> Iterator[list[int]]:
    if not word:
        yield []
    for number, piece in enumerate(pieces):
        if word.startswith(piece):
            yield from ([number, *rest] for rest in segmentations(word[len(piece) :], pieces))


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.text(LETTERS, min_size=1, max_size=6), min_size=1, max_size=4),
    st.sets(st.text(LETTERS, min_size=2, max_size=4), max_size=5),
    st.integers(1, 99),
)
def test_kernels_equal_enumeration(words: list[str], longer: set[str], seed: int) -> None:
    pieces = [*LETTERS, *sorted(longer)]
    scores = np.log(np.random.default_rng(seed).dirichlet(np.ones(len(pieces))))
    counts = list(range(1, len(words) + 1))
    spelled = symbols(pieces, [0] * len(pieces))
    trie = build_trie(spelled.offsets, spelled.symbols)
    expected, best = np.zeros(len(pieces)), Counter[int]()
    likelihood = 0.0
    for word, count in zip(words, counts, strict=True):
        ways = list(segmentations(word, pieces))
        shares = [math.exp(scores[way].sum()) for way in ways]
        for way, share in zip(ways, shares, strict=True):
            np.add.at(expected, way, count * share / sum(shares))
        likelihood += count * math.log(sum(shares))
        for piece in ways[int(np.argmax(shares))]:
            best[piece] += count
    found, chosen = np.zeros(len(pieces)), np.zeros(len(pieces), np.int64)
    assert expected_counts(symbols(words, counts), trie, scores, found) == pytest.approx(likelihood)
    assert found == pytest.approx(expected)
    assert best_counts(symbols(words, counts), trie, scores, chosen) == chosen.sum()
    assert chosen.tolist() == [best[i] for i in range(len(pieces))]


def trained(words: dict[str, int], size: int) -> UnigramPieces:
    counts = np.array(list(words.values()), np.int64)
    characters = sorted({c for word in words for c in word})
    return train_unigram(text_buffers(pa.array(list(words))), counts, characters, size, 1)


def test_frequent_words_become_pieces_and_every_character_stays() -> None:
    words = {"수분크림": 50, "수분": 30, "크림빵": 20, "빵집": 9, "가나다라마": 1}
    learned = trained(words, 17)
    assert len(learned.pieces) == len(set(learned.pieces)) <= 17
    assert {"수분크림", "수분", "크림빵"} <= set(learned.pieces)
    assert set("수분크림빵집가나다라마") <= set(learned.pieces)
    assert learned.scores == sorted(learned.scores, reverse=True)
    assert sum(map(math.exp, learned.scores)) <= 1.01


def test_the_order_of_words_leaves_no_trace() -> None:
    words = {f"낱말{i % 37}호{i}": 1 + i % 5 for i in range(300)}
    assert trained(words, 90) == trained(dict(reversed(words.items())), 90)


def test_digamma() -> None:
    euler = 0.5772156649015329
    assert _digamma(np.array([1.0, 0.5, 10.0])) == pytest.approx(
        [-euler, -euler - 2 * math.log(2), 2.2517525890667214]
    )
