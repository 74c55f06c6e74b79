"""The fast splitter: what it may never do on any text, and what it does on everyday ones."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmkor_data.cleaning.sentences.candidates import (
    GLUED,
    character_classes,
    is_candidate,
    is_enclosed,
    mark_enclosed,
)
from lmkor_data.cleaning.sentences.fast import FastSplitter
from lmkor_data.cleaning.sentences.features import (
    FACTS,
    FEATURES,
    WINDOW,
    place_facts,
    place_features,
    place_window,
    tail_length,
)
from lmkor_data.cleaning.sentences.model import (
    BIAS,
    LINE,
    NETWORK,
    VECTORS,
    Model,
    first_score,
    load_model,
    second_score,
)
from lmkor_data.text.buffers import text_buffers


def split(*texts: str) -> list[str]:
    out = FastSplitter().split(text_buffers(pa.array(texts, pa.string()))).texts
    return [
        out.data[first:end].tobytes().decode()
        for first, end in zip(out.offsets, out.offsets[1:], strict=False)
    ]


@pytest.mark.parametrize(
    "sentences",
    [
        ["배송이 빨라서 좋았어요", "포장도 꼼꼼했습니다.", "다음에 또 살게요ㅎㅎ"],
        ["진짜 맛있다 ㅋㅋ", "또 먹고 싶다 ㅠㅠ"],
        ["색이 예뻐요!!", "그런데 조금 작네요ㅠ", "그래도 추천합니다^^"],
        ["3.5 점 드립니다.", "1,000원 더 싸면 좋겠어요."],
        ["가성비 좋음.", "재구매 의사 있음."],
        ["친구가 (정말 좋다고 했다. 진짜로.) 말해서 샀어요.", "만족합니다."],
        ['점원이 "여기 있습니다. 맛있게 드세요." 라고 했다.', "기분이 좋았다."],
        ["좋네예.", "억수로 맛있심더."],
        ["반찬이 많아서 좋았당께", "낼 또 와야 쓰겄네"],
        ["포장은 괜찮았어유", "근디 배송이 늦었구먼유"],
        ['사장님이 "맛은 어떠세요?" 하길래 맛있다고 했어요', "진짜 맛있었거든요"],
        ["그는 “비가 온다. 우산을 챙겨라.”라고 말했다", "나는 듣지 않았다"],
        ["그 제품은 1.5 L들이이며 3.14배 크고 No. 5 향수보다 진하다.", "Dr. 박이 만들었다."],
        ["그는 St. 메리 병원에서 태어났다고 한다."],
        ["1. 먼저 물을 끓입니다.", "2. 면을 넣습니다."],
        ["역.시.나 맛있어요.", "또 올게요"],
        ["향이 은은해서 좋아요", "#향기좋음 #재구매 #추천템"],
        ["날이 춥습니다.", "---강원도는 영하입니다."],
        ["값은 쌌지만 맛은 별로였고 양도 적었는데 배달은 빨랐어요."],
        ["이 제품은 제가 써 본 것 가운데 가장 좋은 크림이에요"],
    ],
)
def test_everyday_sentences(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == ["\n".join(sentences)]


_TEXT = st.text("가나다요음네.!? \"'()“”‘’[]<>,~ㅋㅠ^-:@1a\n한좋었", max_size=120) | st.text(
    max_size=60
)


_GLUED = {ending for endings in GLUED.values() for ending in endings.split()}
_SYLLABLES = [*_GLUED, *"가나다라요은는이배송빠좋고음"]


@settings(max_examples=100, deadline=None)
@given(st.lists(_TEXT, max_size=4))
def test_only_blanks_become_line_breaks_and_no_letter_goes(texts: list[str]) -> None:
    for text, after in zip(texts, split(*texts), strict=True):
        assert after.replace("\n", "").replace(" ", "") == text.replace("\n", "").replace(" ", "")
        assert [*filter(None, after.split("\n"))] or not text.strip("\n ")
        assert after.count("\n") >= text.count("\n")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(_SYLLABLES), max_size=40).map("".join))
def test_letters_are_parted_behind_final_endings_alone(text: str) -> None:
    (after,) = split(text)
    for line in after.split("\n")[:-1]:
        assert line[-2:] in _GLUED


def test_a_missing_blank_behind_a_final_ending_is_no_matter() -> None:
    assert split("배송이 빨라서 좋아요포장도 꼼꼼했어요") == [
        "배송이 빨라서 좋아요\n포장도 꼼꼼했어요"
    ]
    for text in ("싸게 샀다가 후회했어요", "맛있어요라고 했습니다만 별로", "가요계와 필요요소"):
        assert split(text) == [text]


@settings(max_examples=40, deadline=None)
@given(_TEXT.filter(lambda text: "\n" not in text))
def test_the_kernel_does_what_the_model_says(text: str) -> None:
    assert split(text) == [_in_plain_numpy(text)]


def test_weights_fit_into_a_repository_and_name_their_origin() -> None:
    assert max(path.stat().st_size for path in (VECTORS, NETWORK)) <= 4_400_000
    with np.load(NETWORK) as stored:
        assert re.fullmatch(r"seed \d+, data [0-9a-f]{64}", str(stored["origin"]))


def _in_plain_numpy(line: str) -> str:
    """The same by the formulas of `Model`, place by place, in double precision."""
    model, classes = load_model(), character_classes()
    text = np.array([ord(c) if ord(c) < 1 << 16 else 0 for c in line], np.int32)
    count = len(text)
    state = np.zeros(count, np.uint8)
    mark_enclosed(text, count, classes, state)
    hashes, facts = np.empty(FEATURES, np.int64), np.empty(len(FACTS), np.int64)
    window = np.empty(WINDOW, np.int32)
    pieces, first = [], 0
    for j in range(1, count):
        if not is_candidate(text, j, classes, model.traits, model.words) or is_enclosed(state, j):
            continue
        tail = tail_length(text, j, classes)
        place_features(text, j, count, tail, classes, state, hashes)
        place_facts(j, count, tail, state, facts)
        place_window(text, j, count, tail, window)
        if _score(model, hashes, facts, window) > 0:
            pieces.append(line[first:j].rstrip(" "))
            first = j
    return "\n".join([*pieces, line[first:]])


def _score(model: Model, hashes: np.ndarray, facts: np.ndarray, window: np.ndarray) -> float:
    rows = model.bag[hashes * len(model.bag) >> 32].astype("<u8").view(np.uint8)
    own = rows[:, -1] == hashes & 255
    bag = (rows[own, : len(model.first)].astype(np.float64) - BIAS).sum(0)
    at = facts + np.cumsum([0, *FACTS[:-1]])
    hidden = np.maximum(bag @ model.first + model.first_facts[at].sum(0), 0)
    score = hidden @ model.first_out[:-1] + model.first_out[-1]
    seen = model.characters[model.rows[window]].astype(np.float64)
    hidden = seen.ravel() @ model.window + bag @ model.second + model.second_facts[at].sum(0)
    inner = np.maximum(np.maximum(hidden, 0) @ model.inner[:-1] + model.inner[-1], 0)
    more = inner @ model.second_out[:-1] + model.second_out[-1]

    room = np.empty(LINE, np.int32), np.empty(model.window.shape[1], np.float32)
    kernel = first_score(hashes, facts, model, *room)
    scratch = np.empty(model.inner.shape[1], np.float32)
    kernel_more = second_score(window, facts, room[0], model, room[1], scratch)
    assert np.allclose([kernel, kernel_more], [score, more], atol=1e-2, rtol=1e-3)
    return float(kernel if abs(kernel) >= model.sure else kernel + kernel_more)
