"""What the sentence splitter learns from: examples, variants, and what its teachers agree on."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

pytest.importorskip("kiwipiepy", reason="the extra `domain` is absent: no kiwipiepy")
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "training" / "sentences"))

from consensus import Endings, settle
from halves import LEARNED, half
from variants import Variants, attached, stems

from examples import Piece, joined, pieces_of

REVIEWS = ["정말 재밌네요"] * 20 + ["배우가 좋네요", "지루한 영화", "영화가 별로였음"] * 10
ENDINGS = Endings(REVIEWS)


def test_nothing_is_learned_from_the_half_that_judges() -> None:
    assert {half(source) for source in LEARNED} == {0}


def test_variants_keep_track_of_where_sentences_begin() -> None:
    pieces = [Piece("배송이 빨라요!", " "), Piece("값도 쌉니다", " "), Piece("또 살게요", "")]
    for seed in range(200):
        varied = Variants(random.Random(seed)).of(pieces, endings=0.8)
        example = joined(varied)
        first = 0
        for piece in varied[:-1]:
            first += len(piece.text) + len(piece.blank)
            assert first in (example.begins if piece.ends else example.unsure)
        assert example.text == "".join(p.text + p.blank for p in varied)


@pytest.mark.parametrize(
    ("text", "teachers", "expected"),
    [
        ("재밌네요 또 볼래요", (True, True), True),
        ("재밌네요 또 볼래요", (False, True), True),
        ("재밌네요 하면서 웃었다", (True, False), None),
        ("재밌는데 길어요", (False, True), False),
        ("지루한 영화 다시는 안 봐", (False, True), None),
        ("지루한 영화 다시는 안 봐", (False, False), False),
    ],
)
def test_teachers_who_differ_are_settled_by_the_ending(
    text: str, teachers: tuple[bool, bool], expected: bool | None
) -> None:
    place = text.index(" ", text.index(" ") + 1) + 1 if "영화" in text else text.index(" ") + 1
    assert settle(text, place, teachers, False, ENDINGS) is expected


def test_a_typed_line_break_behind_a_final_ending_is_a_boundary() -> None:
    row = {"text": "정말 재밌네요 배우가 좋네요", "kss": [], "kiwi": [], "typed": [8]}
    assert [piece.text for piece in pieces_of(row, ENDINGS)] == ["정말 재밌네요", "배우가 좋네요"]


@pytest.mark.parametrize(
    ("sentence", "rule", "ending", "expected"),
    [
        ("밥을 먹었다", "past", "당께", "밥을 먹었당께"),
        ("내가 합니다", "formal", "ㄹ게유", "내가 할게유"),
        ("값이 좋습니다", "long", "심더", "값이 좋심더"),
        ("비가 온다", "plain", "네", "비가 오네"),
        ("맛있어요", "polite", "유", "맛있어유"),
    ],
)
def test_endings_are_replaced(sentence: str, rule: str, ending: str, expected: str) -> None:
    stem, joins = stems(sentence)[rule]
    assert attached(stem, ending, joins) == expected
