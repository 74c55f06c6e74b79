"""Rare variants of frequent nouns and repetitions are misspellings; near nouns are not."""

from __future__ import annotations

import pytest

from lmkor_data.vocab.terms.misspellings import misspellings
from lmkor_data.vocab.terms.person_names import count_titled, person_names

SEEN = {"트리트먼트": 500, "트린트먼트": 9, "트리트먼드": 80, "수분크림": 300, "수분크림빵": 5}


@pytest.mark.parametrize("word", ["극극극", "하하하하", "좋아요오오오", "최고최고최고"])
def test_repetitions(word: str) -> None:
    assert misspellings([word], {}) == {word: "repeated"}


@pytest.mark.parametrize("word", ["뚝뚝", "쭈글쭈글", "2000w", "수분크림"])
def test_nouns(word: str) -> None:
    assert misspellings([word], SEEN | {"그림": 9000}) == {}


def test_rare_variants_of_a_frequent_noun() -> None:
    assert misspellings(SEEN, SEEN) == {"트린트먼트": "트리트먼트"}


def test_names_are_told_by_the_dictionary_or_by_titles() -> None:
    seen = {"김철수": 5, "이유식": 50, "가나닥": 10, "라마바": 10}
    proper = {"김철수": 5, "가나닥": 10, "라마바": 10}
    titled = count_titled(["가나닥", "교수님", "가나닥님이", "라마바", "가나닥"], seen.keys())
    assert titled == {"가나닥": 2}
    assert person_names(seen, seen, titled, proper) == {"김철수", "가나닥"}
