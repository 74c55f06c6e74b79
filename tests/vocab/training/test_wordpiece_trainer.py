"""Training gives Hugging Face's pieces where ties do not decide, and the same ones every time."""

from __future__ import annotations

import itertools
import random
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmkor_data.text.buffers import TextBuffers, text_buffers
from lmkor_data.vocab.counting.character_classes import CODE_POINTS
from lmkor_data.vocab.training.alphabet import PREFIX, Alphabet, choose_alphabet
from lmkor_data.vocab.training.huggingface_trainer import train_huggingface
from lmkor_data.vocab.training.word_sampling import count_characters
from lmkor_data.vocab.training.wordpiece_trainer import train

Words = dict[str, int]


def prepared(words: Words, most: int = 10**6) -> tuple[TextBuffers, np.ndarray, Alphabet]:
    buffers = text_buffers(pa.array(list(words), pa.string()))
    counts = np.array(list(words.values()), np.int64)
    initial, inner = np.zeros(CODE_POINTS, np.int64), np.zeros(CODE_POINTS, np.int64)
    count_characters(buffers.offsets, buffers.data, counts, initial, inner)
    return buffers, counts, choose_alphabet(initial, inner, most)


def plain_training(words: Words, alphabet: list[str], size: int, least: int) -> list[str]:
    """The same in plain Python: count all pairs anew for every merge."""
    tokens = list(alphabet)
    number = {token: i for i, token in enumerate(tokens)}
    cut = {w: [number[c if i == 0 else PREFIX + c] for i, c in enumerate(w)] for w in words}
    while len(tokens) < size:
        pairs: Counter[tuple[int, int]] = Counter()
        for word, pieces in cut.items():
            for pair in itertools.pairwise(pieces):
                pairs[pair] += words[word]
        best = min(pairs, key=lambda pair: (-pairs[pair], pair), default=None)
        if best is None or pairs[best] < max(least, 1):
            break
        made = tokens[best[0]] + tokens[best[1]].removeprefix(PREFIX)
        if made not in number:
            number[made] = len(tokens)
            tokens.append(made)
        for pieces in cut.values():
            at = 0
            while at < len(pieces) - 1:
                if (pieces[at], pieces[at + 1]) == best:
                    pieces[at : at + 2] = [number[made]]
                at += 1
    return tokens


@settings(deadline=None, max_examples=150)
@given(
    st.dictionaries(st.text("가나다라", min_size=1, max_size=9), st.integers(1, 9), max_size=12),
    st.integers(1, 60),
    st.integers(1, 4),
)
def test_equals_the_plain_algorithm(words: Words, more: int, least: int) -> None:
    buffers, counts, alphabet = prepared(words)
    size = len(alphabet.tokens) + more
    learned = train(buffers, counts, alphabet, size, least)
    assert learned == plain_training(words, alphabet.tokens, size, least)


@pytest.mark.parametrize("seed", range(5))
def test_equals_hugging_face_where_counts_do_not_tie(seed: int) -> None:
    draw = random.Random(seed)
    words = {
        "".join(draw.choices("가나다라마바사아자차", k=draw.randint(1, 6))): draw.randint(1, 3000)
        for _ in range(120)
    }
    buffers, counts, alphabet = prepared(words)
    size = len(alphabet.tokens) + 15  # later pieces stand in one word alone, where all pairs tie
    ours = train(buffers, counts, alphabet, size, 1)
    theirs = train_huggingface(buffers, counts, alphabet, size, 1)
    assert set(ours) == set(theirs)


def test_the_order_of_words_leaves_no_trace() -> None:
    draw = random.Random(3)
    words = {"".join(draw.choices("가나다라마", k=draw.randint(2, 7))): 1 for _ in range(400)}
    items = list(words.items())
    expected = train(*prepared(words), 150, 1)
    for _ in range(3):
        draw.shuffle(items)
        assert train(*prepared(dict(items)), 150, 1) == expected


def test_sums_beyond_32_bits_do_not_overflow() -> None:
    words = {"가나": 3 << 40, "다라": 1 << 41, "마바": 1}
    learned = train(*prepared(words), 100, 1)
    assert learned[-3:] == ["가나", "다라", "마바"]


def test_pairs_that_count_too_little_stay_two() -> None:
    learned = train(*prepared({"가나": 5, "다라": 4}), 100, 5)
    assert "가나" in learned
    assert "다라" not in learned


def test_tables_grow_with_many_pairs() -> None:
    draw = random.Random(5)
    syllables = [chr(0xAC00 + i) for i in range(2000)]
    words = {"".join(draw.choices(syllables, k=4)): 1 + i % 7 for i in range(60_000)}
    learned = train(*prepared(words), 6000, 1)
    assert len(learned) == len(set(learned)) == 6000


def test_words_with_a_character_left_out_teach_nothing() -> None:
    buffers, counts, alphabet = prepared({"가나": 9, "가나힣": 7, "가나다": 8}, most=5)
    assert alphabet.left_out == 1
    assert "힣" not in "".join(alphabet.tokens)
    assert train(buffers, counts, alphabet, 20, 1)[len(alphabet.tokens) :] == ["가나", "가나다"]


def test_alphabet_has_every_character_and_inner_ones_only_where_they_stand() -> None:
    _, _, alphabet = prepared({"가나": 1, "다": 1})
    assert alphabet.tokens == ["가", "나", "다", "##나"]
    assert alphabet.left_out == 0
