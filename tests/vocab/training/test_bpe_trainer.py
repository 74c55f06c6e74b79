"""Byte-level BPE is the plain algorithm over bytes."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.training.bpe_trainer import BYTES, BytePieces, train_bpe

Words = dict[str, int]


def trained(words: Words, size: int, least: int = 1) -> BytePieces:
    counts = np.array(list(words.values()), np.int64)
    return train_bpe(text_buffers(pa.array(list(words), pa.string())), counts, size, least)


def plain(words: Words, size: int, least: int) -> tuple[list[bytes], list[tuple[int, int]], int]:
    """Count all pairs anew for every merge."""
    tokens, merges = list(BYTES), []
    cut = {word: list(word.encode()) for word in words}
    while len(tokens) < size:
        pairs: Counter[tuple[int, int]] = Counter()
        for word, pieces in cut.items():
            for pair in itertools.pairwise(pieces):
                pairs[pair] += words[word]
        best = min(pairs, key=lambda pair: (-pairs[pair], pair), default=None)
        if best is None or pairs[best] < least:
            break
        made = tokens[best[0]] + tokens[best[1]]
        if made not in tokens:
            tokens.append(made)
        merges.append(best)
        for pieces in cut.values():
            at = 0
            while at < len(pieces) - 1:
                if (pieces[at], pieces[at + 1]) == best:
                    pieces[at : at + 2] = [tokens.index(made)]
                at += 1
    return tokens, merges, sum(len(cut[word]) * n for word, n in words.items())


@settings(deadline=None, max_examples=60)
@given(
    st.dictionaries(st.text("가나 aé", min_size=1, max_size=6), st.integers(1, 9), max_size=10),
    st.integers(1, 30),
    st.integers(1, 4),
)
def test_equals_the_plain_algorithm(words: Words, more: int, least: int) -> None:
    learned = trained(words, 256 + more, least)
    expected = plain(words, 256 + more, least)
    assert (learned.tokens, learned.merges, learned.encoded) == expected


def test_the_order_of_words_leaves_no_trace() -> None:
    words = {f"낱말{i % 37}호{i}": 1 + i % 5 for i in range(300)}
    assert trained(words, 400) == trained(dict(reversed(words.items())), 400)
