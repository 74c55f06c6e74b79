"""Code between fences: dropped by default, kept with its indentation by option."""

from __future__ import annotations

import pytest

from lmkor_data.cleaning.normalize.code_blocks import put_back, take_out
from lmkor_data.cleaning.profiles import parse_profiles
from tests.cleaning.filters.test_filters import cleaned
from tests.cleaning.test_profiles import SHIPPED

CODE = "```python\nfor i in range(3):\n    print(i)\n\n    x  =  1\n```"
POST = f"""오늘은 반복문을 배웠다. 처음에는 어려웠지만 몇 번 해 보니 금방 익숙해졌다.

{CODE}

위 코드는 숫자를 세 번 출력한다. 다음에는 조건문을 배우고 작은 게임을 만들 생각이다."""


def test_code_goes_by_default() -> None:
    (kept,) = cleaned(POST, "blogs", sentences="fast").kept["text"].to_pylist()
    assert "print" not in kept
    assert kept.endswith("만들 생각이다.")


@pytest.mark.parametrize("sentences", ["fast", "none"])
def test_code_stays_as_it_is_by_option(sentences: str) -> None:
    (kept,) = cleaned(POST, "blogs", sentences=sentences, keep_code=True).kept["text"].to_pylist()
    assert f"\n{CODE}\n위 코드는" in kept
    (again,) = cleaned(kept, "blogs", sentences="none", keep_code=True).kept["text"].to_pylist()
    assert again == kept


def test_code_stays_by_the_profile() -> None:
    own = SHIPPED.replace("[blogs.document]", '[blogs]\ncode = "keep"\n[blogs.document]', 1)
    own = own.replace("[blogs]\n[blogs]", "[blogs]")
    after = cleaned(POST, "blogs", profiles=parse_profiles(own, "own.toml"))
    assert CODE in after.kept["text"].to_pylist()[0]


def test_a_document_of_code_alone_is_judged_without_it() -> None:
    assert cleaned(CODE * 3, "blogs", keep_code=True).kept.num_rows == 0


def test_blocks_come_back_where_they_were() -> None:
    text = f"앞\n{CODE}\n가운데\n~~~\na\n~~~\n뒤\n```\n닫지 않은"
    without, blocks = take_out(text)
    assert len(blocks) == 2
    assert put_back("앞 [코드블록1] 가운데\n[코드블록2] 뒤 [코드블록9]", blocks) == (
        f"앞\n{CODE}\n가운데\n~~~\na\n~~~\n뒤 [코드블록9]"
    )
    assert "닫지 않은" in without
