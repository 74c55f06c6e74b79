"""Kernels beside their plain-Python twins, and what must hold for any text."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from lmkor_data.cleaning.buffers import text_at
from lmkor_data.cleaning.normalize.character_table import (
    BARE,
    DROP,
    GAP,
    KEEP,
    LINE,
    MAPPED,
    MARK,
    SPACE,
    TWICE,
    character_table,
)
from lmkor_data.cleaning.normalize.characters import map_characters
from lmkor_data.cleaning.normalize.normalizer import Normalizer
from lmkor_data.cleaning.normalize.spacing import longest_runs, tidy_spacing
from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer
from lmkor_data.text.buffers import text_buffers

#: Characters that mean something to some step, and any other.
MEANT = st.sampled_from(
    [
        *"가나다라힣ㄱㅋㅠabzAZ0179 \n\t.,!?~-()[]{}<>《》&;:/@·…“”★♥✔😀👍🏻大韓美中ｶﾡＡ㎏①½é",
        *("\u200b", "\u200d", "\ufe0f", "\u20e3", "\u0301", "\x00", "\x1a", "\ufffd", "\r\n"),
        *(
            "ㅋㅋㅋ",
            "!!!",
            "  ",
            "&lt;",
            "&amp;",
            "<br>",
            "010-1234-5678",
            "http://a.kr/b",
            "a@b.com",
        ),
    ]
)
TEXT = st.lists(MEANT | st.characters(exclude_categories=["Cs"]), max_size=40).map("".join)


def clean(texts: list[str], soft: bool = False) -> list[str]:
    edited = Normalizer(mask=True).normalize(
        text_buffers(pa.array(texts)), np.full(len(texts), soft)
    )
    return [text_at(edited.texts, i).decode() for i in range(len(texts))]


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=4), st.booleans())
def test_cleaning_twice_is_cleaning_once(texts: list[str], soft: bool) -> None:
    once = clean(texts, soft)
    assert clean(once) == once


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_a_text_does_not_depend_on_its_neighbours(texts: list[str]) -> None:
    assert clean(texts) == [clean([text])[0] for text in texts]


@settings(max_examples=300, deadline=None)
@given(TEXT)
def test_only_kept_characters_come_out(text: str) -> None:
    (after,) = clean([text])
    table = character_table()
    assert all(c == "\n" or table.action[ord(c)] == KEEP for c in after)
    assert "  " not in after
    assert after == after.strip()
    assert unicodedata.is_normalized("NFC", after)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["12345", "1000000", "가나", "😀", "囍", " ", "!!!!", "ㅋㅋㅋㅋ"])))
def test_digits_are_never_touched_and_words_never_glued(parts: list[str]) -> None:
    text = "".join(f"{part} " if part.isdigit() else part for part in parts)
    (after,) = clean([text])
    if "[" not in after:  # digits side by side may be a telephone number
        assert "".join(re.findall(r"\d+", after)) == "".join(re.findall(r"\d+", text))
    words = [w for w in re.split(r"[^가-힣]+", text) if w]
    assert [w for w in re.split(r"[^가-힣]+", after) if w and "번호" not in w] == [
        w[:4] if len(set(w)) == 1 else w for w in words
    ] or "[" in after


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=3))
def test_character_kernel_equals_its_twin(texts: list[str]) -> None:
    table = character_table()
    spans = loaded(texts)
    changed = map_characters(spans, np.arange(len(texts)), table)
    expected = [characters_twin(text) for text in texts]
    assert contents(spans) == expected
    assert [int(i) for i in changed] == [i for i, t in enumerate(texts) if t != expected[i]]


def loaded(texts: list[str]) -> SpanBuffer:
    spans = SpanBuffer()
    spans.load(text_buffers(pa.array(texts)))
    return spans


def contents(spans: SpanBuffer) -> list[str]:
    texts = spans.texts()
    return [text_at(texts, i).decode() for i in range(texts.count)]


def characters_twin(text: str) -> str:
    table = character_table()
    out: list[str] = []
    for i, c in enumerate(text):
        act = int(table.action[ord(c)])
        before = text[i - 1] if i else ""
        after = text[i + 1 : i + 2]
        if act == GAP and not (is_hanja(before) or before == "(" or is_hanja(after)):
            act = int(table.alone[ord(c)])
        if act == TWICE:
            act = GAP if before == c else DROP
        elif act == BARE:
            act = GAP if re.fullmatch("[가-힣ㄱ-ㅣA-Za-z0-9]", before) else DROP
        if act == KEEP:
            out.append(c)
        elif act == GAP:
            if not out or out[-1][-1] != MARK:
                out.append(MARK)
        elif act == SPACE:
            out.append(" ")
        elif act == LINE:
            if not (c == "\r" and after == "\n"):
                out.append("\n")
        elif act >= MAPPED:
            first, last = table.starts[act - MAPPED], table.starts[act - MAPPED + 1]
            out.append(table.data[first:last].tobytes().decode())
    return "".join(out)


def is_hanja(c: str) -> bool:
    return bool(c) and (
        0x3400 <= ord(c) <= 0x9FFF or 0xF900 <= ord(c) <= 0xFAFF or 0x20000 <= ord(c) <= 0x3FFFF
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text("가ㅋ!.~7a \n" + MARK, max_size=30), min_size=1, max_size=3))
def test_spacing_kernel_equals_its_twin(texts: list[str]) -> None:
    spans = loaded(texts)
    tidy_spacing(spans, np.arange(len(texts)), np.zeros(len(texts), np.bool_))
    assert contents(spans) == [spacing_twin(text) for text in texts]


def spacing_twin(text: str) -> str:
    """What `tidy_spacing` does where line breaks are meant, with regular expressions."""
    parts = re.split(f"([ \n{MARK}]+)", text)
    out, pending = "", ""
    for part in parts:
        if part and not part.strip(f" \n{MARK}"):
            pending = part
        elif part:
            if out and "\n" in pending:
                out += "\n"
            elif (out and " " in pending) or (out and pending and part[0] not in "!.~"):
                out += " "
            out += part
            pending = ""
    longest = longest_runs()
    runs = re.finditer(r"(.)\1*", out, re.S)
    return "".join(run[0][: int(longest[ord(run[0][0])]) or None] for run in runs)
