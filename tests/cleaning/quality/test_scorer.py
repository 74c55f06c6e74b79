"""The quality signal: sentences of every register score high, what is none scores low."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmkor_data.cleaning.quality.scorer import WEIGHTS, QualityScorer
from lmkor_data.cleaning.quality.skeleton import BUCKETS, ngram_buckets
from lmkor_data.text.buffers import text_buffers
from tests.cleaning.filters.test_filters import cleaned

#: By register; all written for this file.
SENTENCES = {
    "edited": [
        "시장은 내년부터 버스 요금을 올린다고 밝혔다.",
        "비가 그친 뒤 마을 사람들은 다시 논으로 나갔다.",
        "연구진은 새로운 방법으로 물질을 합성하는 데 성공했다.",
    ],
    "dialect": [
        "머라카노 이기 와이래 맛있노 함 무봐라",
        "아따 겁나게 맛나부러야 또 묵고잡네잉",
        "우리 아들이 허벌나게 좋아하더라고잉",
    ],
    "slang": [
        "완전 내 스탈 ㅠㅠ 심쿵했자나 담에 또 살게여",
        "킹받는데 맛은 있음 ㅋㅋㅋ 반박시 니말맞",
        "와 씨 매워 죽는줄 근데 또 먹고싶음",
    ],
    "typos": [
        "배송이 넘넘 빨라요 포장두 꼼꼼하구 조아용",
        "가격대비 괜찬은거 갓아요 추천함니다",
        "색이 이쁘고 부드러워서 맘에 듬니다",
    ],
}
JUNK = [
    "이전글 다음글 목록 댓글 0 공유 신고",
    "여성 원피스 반팔 여름 신상 프리사이즈",
    "홈 > 주방 > 냄비 > 편수냄비",
    "#맛집 #시장맛집 #점심추천 #국밥",
    "국밥 8,000원 수육 20,000원 소주 4,000원",
    "ㅁㄴㅇㄹㅁㄴㅇㄹㅓㅏㅣ",
]


def scores(texts: list[str]) -> list[float]:
    column = text_buffers(pa.array(texts, pa.string()))
    return [float(score) for score in QualityScorer().score(column)]


@pytest.mark.parametrize("register", SENTENCES)
def test_sentences_score_high_in_every_register(register: str) -> None:
    assert min(scores(SENTENCES[register])) > 0.5


def test_what_is_no_sentence_scores_low() -> None:
    assert max(scores(JUNK)) < 0.4
    assert scores(["", "\n"])[0] == 0


def test_weights_are_small() -> None:
    assert WEIGHTS.stat().st_size < 2 << 20


@settings(max_examples=100, deadline=None)
@given(st.text("가나은다요. 1aㅋ\n★😀", max_size=60))
def test_the_kernel_adds_up_the_weights_of_the_buckets(text: str) -> None:
    with np.load(WEIGHTS) as stored:
        weights, unit, bias = stored["of_bucket"], float(stored["unit"]), float(stored["bias"])
    (buckets,) = ngram_buckets([text])
    assert len(weights) == BUCKETS
    expected = 0.0
    if len(buckets):
        mean = float(weights[buckets].astype(float).mean())
        expected = 1 / (1 + np.exp(-(bias + unit * mean)))
    assert scores([text])[0] == pytest.approx(expected, abs=1e-5)


def test_the_column_and_the_threshold_are_options() -> None:
    good, junk = SENTENCES["typos"][0], "여성 원피스 반팔 여름 신상 프리사이즈"
    assert cleaned(good).kept["quality"].to_pylist() == [None]
    (score,) = cleaned(good, quality=True).kept["quality"].to_pylist()
    assert score > 0.7
    assert cleaned(junk, quality=True).kept.num_rows == 1
    assert cleaned(junk, min_quality=0.5).rejected["reason"].to_pylist() == ["low quality"]
    assert cleaned(good, min_quality=0.5).kept.num_rows == 1
