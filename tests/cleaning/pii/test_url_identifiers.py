"""Addresses lose what names a visitor or lets somebody in, and nothing else."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmkor_data.cleaning.pii.columns import strip_url_column
from lmkor_data.cleaning.pii.url_identifiers import strip_identifiers


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://hong:geheim@shop.kr/a?no=3", "https://shop.kr/a?no=3"),
        ("https://hong@shop.kr/a", "https://shop.kr/a"),
        ("https://shop.kr/list;jsessionid=0A1B2C?page=2", "https://shop.kr/list?page=2"),
        ("https://shop.kr/(S(abc123def456))/list.aspx", "https://shop.kr/list.aspx"),
        ("https://shop.kr/a?PHPSESSID=abc&no=3", "https://shop.kr/a?no=3"),
        ("https://shop.kr/a?no=3&access_token=abc", "https://shop.kr/a?no=3"),
        ("https://shop.kr/a?token=abc", "https://shop.kr/a"),
        ("https://shop.kr/a#access_token=abc&state=1", "https://shop.kr/a#state=1"),
        ("https://shop.kr/a?to=hong%40naver.com&no=3", "https://shop.kr/a?no=3"),
        ("https://shop.kr/a?to=hong@naver.com&amp;no=3", "https://shop.kr/a?amp;no=3"),
        ("https://shop.kr/stop/hong@naver.com/done", "https://shop.kr/stop/-/done"),
        ("https://shop.kr/a?q=010-1234-5678", "https://shop.kr/a"),
        ("https://shop.kr/a?user_id=hong&fbclid=IwAR0&no=3", "https://shop.kr/a?no=3"),
        ("https://shop.kr/a?X-Amz-Signature=0f&X-Amz-Date=1", "https://shop.kr/a"),
        ("mailto:hong@naver.com", "mailto:"),
        ("http://[주소]/?password=1", "http://[주소]/"),
    ],
)
def test_what_goes(before: str, after: str) -> None:
    assert strip_identifiers(before) == after


@pytest.mark.parametrize(
    "url",
    [
        "https://news.naver.com/main/read.nhn?mode=LSD&mid=sec&sid1=102&oid=056&aid=0010713014",
        "https://blog.naver.com/hong1234/221158839833",
        "https://board.kr/view?uid=1234&mod=document&pageid=1",
        "https://shop.kr/goods?goodsNo=1000000156&sort=new#review-3",
        "https://namu.wiki/w/한국#s-2.1",
        "https://shop.kr/a?q=패스워드+관리",
        "https://shop.kr/a?",
        "not an address",
        "",
    ],
)
def test_what_stays(url: str) -> None:
    assert strip_identifiers(url) == url


PIECES = st.sampled_from(
    [
        *(
            "https://",
            "shop.kr",
            "/",
            "?",
            "&",
            ";",
            "#",
            "=",
            "@",
            ":",
            "%40",
            "hong",
            "naver.com",
        ),
        *("token", "no", "3", "jsessionid", "(S(abc123))", "가", "amp;", "sid", "eyJhbGciOi", "\n"),
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join) | st.text())
def test_stripping_twice_is_stripping_once_and_never_adds(url: str) -> None:
    once = strip_identifiers(url)
    assert strip_identifiers(once) == once
    assert len(once) <= len(url)


def test_a_column_keeps_its_nulls_and_is_itself_where_nothing_goes() -> None:
    column = pa.array(["https://a.kr/?token=1", None, "https://a.kr/?no=1"])
    assert strip_url_column(column).to_pylist() == ["https://a.kr/", None, "https://a.kr/?no=1"]
    clean = pa.array(["https://a.kr/?no=1", None])
    assert strip_url_column(clean) is clean
