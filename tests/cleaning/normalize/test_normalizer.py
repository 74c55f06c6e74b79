"""Clean text, as a Korean reader sees it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from lmkor_data.cleaning.buffers import text_at
from lmkor_data.cleaning.normalize.normalizer import Normalizer
from lmkor_data.text.buffers import text_buffers


def cleaned(text: str | bytes, *, soft: bool = False, mask: bool = True) -> str:
    raw = text if isinstance(text, bytes) else text.encode()
    column = pa.StringArray.from_buffers(
        1, pa.py_buffer(np.array([0, len(raw)], np.int32)), pa.py_buffer(raw)
    )
    edited = Normalizer(mask=mask).normalize(text_buffers(column), np.array([soft]))
    return text_at(edited.texts, 0).decode()


def cases() -> list[tuple[str, str]]:
    """The lines of cases.tsv, with what is escaped in them put in."""
    found = []
    for line in Path(__file__).with_name("cases.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            before, after, _ = line.split("\t")
            found.append((_unescaped(before), _unescaped(after)))
    return found


def _unescaped(text: str) -> str:
    return re.sub(
        r"\\(?:n|t|r|u[0-9a-f]{4}|U[0-9a-f]{8})",
        lambda escape: escape[0].encode().decode("unicode_escape"),
        text,
    )


@pytest.mark.parametrize(("before", "after"), cases())
def test_cases(before: str, after: str) -> None:
    soft = before.startswith("soft:")
    assert cleaned(before.removeprefix("soft:"), soft=soft) == after
    assert cleaned(after) == after


def test_invalid_utf8_is_mended() -> None:
    assert cleaned(b"\xea\xb0\x80\xff\xea\xb0\x80") == "가 가"


def test_soft_line_breaks_are_blanks_and_empty_lines_are_not() -> None:
    assert cleaned("가\n나\n\n다", soft=True) == "가 나\n다"
    assert cleaned("가\n나\n\n다") == "가\n나\n다"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            r"\n\n배송이 빨라요\n포장도 좋아요\t감사합니다",
            "배송이 빨라요\n포장도 좋아요 감사합니다",
        ),
        (r"\ubc30\uc1a1 빠름\ud83d\ude00!", "배송 빠름!"),
        (
            r"C:\new\temp 폴더와 \nabla 기호, 줄바꿈 \n 문자",
            r"C:\new\temp 폴더와 \nabla 기호, 줄바꿈 \n 문자",
        ),
        (r"\ud83d 반쪽 \u000a 제어", r"\ud83d 반쪽 \u000a 제어"),
    ],
)
def test_escapes_in_so_many_letters(before: str, after: str) -> None:
    assert cleaned(before) == after
    assert cleaned(after) == after


def test_what_cp949_made_of_utf8_becomes_empty() -> None:
    assert cleaned("배송이 빠르고 포장도 좋아요".encode().decode("cp949", "replace")) == ""
    assert cleaned("獨島는 우리 땅이고 美國도 압니다").startswith("독도는")
