"""Single texts and columns are masked by the code of the step."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from lmkor_data.cleaning.pii.columns import mask_column, mask_personal_data
from tests.cleaning.normalize.test_normalizer import cleaned

PIECES = st.sampled_from(
    [
        *("010-1234-5678", "hong@naver.com", "https://a.kr/b", "www.한글.kr/가", "12가3456"),
        *("서울시 종로구 자하문로 41-2", ", 3층", "카톡 ab12cd", "국민은행 123456-01-123456", " "),
        *("가", "a", "1", "에서", "\n", "는", ".", "(", ")"),
    ]
)
TEXT = st.lists(PIECES, max_size=8).map("".join)


def test_only_personal_data_changes() -> None:
    assert mask_personal_data("ＡＢＣ ㎏  010-1234-5678!!!!!!") == "ＡＢＣ ㎏  [전화번호]!!!!!!"
    assert mask_personal_data("보기 https://a.kr/b 좋아요") == "보기 좋아요"
    assert mask_personal_data("https://a.kr/b에서 샀어요") == "[링크]에서 샀어요"
    assert mask_personal_data("메일(hong@naver.com)로", mask=False) == "메일()로"
    assert mask_personal_data("０１０－１２３４－５６７８로") == "[전화번호]로"


@given(st.lists(TEXT | st.none(), max_size=5))
def test_a_column_is_its_texts_and_nulls_stay(texts: list[str | None]) -> None:
    column = pa.array(texts, pa.string())
    each = [text if text is None else mask_personal_data(text) for text in texts]
    assert mask_column(column).to_pylist() == each


@given(st.lists(PIECES, max_size=8).map(" ".join))
def test_masking_first_changes_nothing_for_cleaning(text: str) -> None:
    assert cleaned(mask_personal_data(text)) == cleaned(text)


def test_a_column_without_personal_data_is_itself() -> None:
    column = pa.array(["제목", None, "2021-05-03 12,000원"])
    assert mask_column(column) is column
