"""Clean text, as a Korean reader sees it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from lmkor_data.cleaning.buffers import text_at
from lmkor_data.cleaning.steps import Cleaner
from lmkor_data.cleaning.unicode import valid_texts


def cleaned(text: str | bytes, *, soft: bool = False, mask: bool = True) -> str:
    raw = text if isinstance(text, bytes) else text.encode()
    column = pa.StringArray.from_buffers(
        1, pa.py_buffer(np.array([0, len(raw)], np.int32)), pa.py_buffer(raw)
    )
    texts, _ = valid_texts(column)
    edited = Cleaner(mask=mask).clean(texts, np.array([soft]))
    return text_at(edited.texts, 0).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("대한민국(大韓民國)은 좋다", "대한민국은 좋다"),
        ("(大韓民國, Korea) 그", "(Korea) 그"),
        ("가😀나", "가 나"),
        ("재밌다ㅋㅋㅋㅋㅋ!!!!! 10000원", "재밌다ㅋㅋ!! 10000원"),
        ("&lt;b&gt;진짜&lt;/b&gt; A&amp;B", "진짜 A&B"),
        ("㈜한국 ㎏ ㎡ ＡＢＣ ﾡ ㅋ", "(주)한국 kg m² ABC ㄱ ㅋ"),
        ("main() 그리고 ()", "main() 그리고"),
        ("010-1234-5678로", "[전화번호]로"),
    ],
)
def test_cases(before: str, after: str) -> None:
    assert cleaned(before) == after
    assert cleaned(after) == after


def test_invalid_utf8_is_mended() -> None:
    assert cleaned(b"\xea\xb0\x80\xff\xea\xb0\x80") == "가 가"


def test_soft_line_breaks_are_blanks_and_empty_lines_are_not() -> None:
    assert cleaned("가\n나\n\n다", soft=True) == "가 나\n다"
    assert cleaned("가\n나\n\n다") == "가\n나\n다"
