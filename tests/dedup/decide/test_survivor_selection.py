"""Bands, groups and the rule itself, against comparing everything with everything."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmkor_data.dedup.candidates.key_groups import equal_groups
from lmkor_data.dedup.decide.shingle_sets import features
from lmkor_data.dedup.decide.survivor_selection import EXACT, NEAR, SURVIVES, Decisions, decide
from lmkor_data.dedup.signatures.banding import PERMUTATIONS, banding_for
from lmkor_data.text.buffers import text_buffers
from tests.dedup.oracles import folded, jaccard


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7, 0.8, 0.9, 1.0])
def test_pairs_at_the_threshold_are_found(threshold: float) -> None:
    banding = banding_for(threshold)
    assert banding.bands * banding.rows <= PERMUTATIONS
    assert banding.found(threshold) > 0.997


def test_the_banding_of_the_plan() -> None:
    assert banding_for(0.8) == (20, 6)


@given(st.lists(st.sampled_from([0, 1, 2, 3, 1 << 63, (1 << 63) + 1, (1 << 64) - 1]), max_size=40))
def test_groups_are_all_equal_keys_and_no_others(given: list[int]) -> None:
    members, starts = equal_groups(np.array(given, np.uint64))
    groups = [list(members[a:b]) for a, b in itertools.pairwise(starts)]
    expected = [[i for i, k in enumerate(given) if k == key] for key in set(given) - {0}]
    assert sorted(groups) == sorted(group for group in expected if len(group) > 1)


def reviews(number: int, seed: int) -> list[str]:
    """Texts with copies, edited copies and chains of edits among them."""
    draw = random.Random(seed)
    words = ["배송", "빨라요", "향이", "좋아요", "크림", "발림성", "재구매", "의사", "있음", "촉촉"]
    made = [" ".join(draw.choices(words, k=draw.randint(1, 14))) for _ in range(number // 2)]
    while len(made) < number:
        text = list(draw.choice(made))
        for _ in range(draw.randint(0, 3)):
            text[draw.randrange(len(text))] = draw.choice("가나다 !")
        made.append("".join(text))
    return made


def decided(given: list[str], pinned: int = 0) -> Decisions:
    """All in one block, the position of each document its place in the list."""
    documents = features(text_buffers(pa.array(given)), banding_for(0.8), 1)
    positions = np.arange(len(given))
    decisions = Decisions.undecided(positions)
    decide(documents, positions, decisions, 0.8, pinned)
    return decisions


@pytest.mark.parametrize("seed", range(4))
def test_who_goes_is_like_the_one_who_stays_and_those_who_stay_are_unlike(seed: int) -> None:
    given = reviews(300, seed)
    decisions = decided(given)
    for i, text in enumerate(given):
        survivor = decisions.survivor[i]
        assert decisions.decision[survivor] == SURVIVES
        if decisions.decision[i] == SURVIVES:
            assert survivor == i
        elif decisions.decision[i] == EXACT:
            assert folded(text) == folded(given[survivor])
        else:
            assert decisions.similarity[i] == pytest.approx(jaccard(text, given[survivor]))
            assert decisions.similarity[i] >= 0.8
            assert survivor < i
    stay = [
        text
        for text, decision in zip(given, decisions.decision, strict=True)
        if decision == SURVIVES
    ]
    assert len({folded(text) for text in stay}) == len(stay)
    alike = [(a, b) for k, a in enumerate(stay) for b in stay[:k] if jaccard(a, b) >= 0.8]
    long = [pair for pair in alike if min(map(len, pair)) >= 5]
    assert not long, "the bands find a pair with probability .998 and more"


def test_a_chain_does_not_pull_in_what_is_unlike_the_survivor() -> None:
    draw = random.Random(7)
    letters = [chr(c) for c in range(0xAC00, 0xD7A4)]
    text = draw.choices(letters, k=200)
    chain = []
    for step in range(400):
        chain.append("".join(text))
        text[(step * 13) % 200] = draw.choice(letters)
    assert jaccard(chain[0], chain[1]) > 0.9
    assert jaccard(chain[0], chain[-1]) < 0.1
    decisions = decided(chain)
    gone = np.flatnonzero(decisions.decision == NEAR)
    assert len(gone) > 200
    assert all(jaccard(chain[i], chain[decisions.survivor[i]]) >= 0.8 for i in gone)


def test_settled_documents_stay_even_when_alike() -> None:
    given = ["같은 말을 또 합니다", "같은 말을 또 합니다", "같은 말을 또 합니다!"]
    decisions = decided(given, pinned=2)
    assert list(decisions.decision) == [SURVIVES, SURVIVES, EXACT]
