"""The fast splitter: nothing but white space changes, and plain cases are split as kss does."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmkor_data.cleaning.fast_splitter import FastSplitter
from lmkor_data.corpus.text_buffers import text_array, text_buffers


def split(*texts: str, wanted: list[bool] | None = None) -> list[str]:
    buffers = text_buffers(pa.array(texts, pa.string()))
    chosen = np.array(wanted if wanted is not None else [True] * len(texts))
    lines = FastSplitter().split(buffers, chosen).texts
    made: list[str] = text_array(lines.offsets, lines.data).to_pylist()
    return made


@pytest.mark.parametrize(
    "sentences",
    [
        ["배송이 정말 빨라요.", "포장도 꼼꼼했습니다."],
        ["배송 빨라요", "포장도 좋네요ㅋㅋ", "또 살게요~^^"],
        ["가격 대비 만족합니다!!", "근데 색이 사진이랑 좀 달라요ㅠㅠ"],
        ["어제 주문했는데 오늘 왔어요", "아이가 너무 좋아하네요"],
        ["향이 은은해서 좋아요"],
        ["3.5 사이즈로 샀는데 1,000원 할인받았어요"],
    ],
)
def test_plain_reviews_are_split_where_a_reader_would(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == ["\n".join(sentences)]


TEXT = st.text(alphabet=st.sampled_from("가나다요ㅋㅠ.!?~ \n\"'()“”a1,😀"), max_size=60)


@given(st.lists(TEXT, max_size=8))
def test_only_white_space_changes(texts: list[str]) -> None:
    for before, after in zip(texts, split(*texts), strict=True):
        assert "".join(after.split()) == "".join(before.split())
        assert all(line and line == line.strip(" ") for line in after.split("\n") if after)


@given(TEXT)
def test_a_line_break_stays_one(text: str) -> None:
    (whole,) = split(text)
    parts = [part for part in split(*text.split("\n")) if part]
    assert len(whole.split("\n")) >= len(parts)


def test_texts_that_are_not_wanted_stay_as_they_are() -> None:
    text = "배송 빨라요. 또 살게요."
    assert split(text, text, wanted=[False, True]) == [text, "배송 빨라요.\n또 살게요."]


def test_long_and_empty_texts_pass() -> None:
    long = "좋아요 " * 300_000
    (made, empty) = split(long, "")
    assert made.replace("\n", " ") == long.strip()
    assert empty == ""
