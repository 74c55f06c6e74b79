"""What strangers wrote, on a terminal."""

from __future__ import annotations

import pytest

from lmkor_data.text.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("제목 😀 👨‍👩‍👧", "제목 😀 👨‍👩‍👧"),
        ("\x1b[31m빨강\x1b[0m", "\\x1b[31m빨강\\x1b[0m"),
        ("\x9b2J", "\\x9b2J"),
        ("한 줄\n두 줄\t세 칸\r", "한 줄 두 줄 세 칸\\x0d"),
        ("abc\u202edcb", "abc\\x202edcb"),
        ("\x07\x00", "\\x07\\x00"),
    ],
)
def test_nothing_reaches_the_terminal_but_text(text, shown):
    assert printable(text) == shown


def test_a_long_text_is_cut():
    assert printable("가" * 500, longest=10) == "가" * 9 + "…"
