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
        *"가나다라힣ㄱㅋㅠㅂabzAZ0179 \n\t.,!?~-()[]{}<>《》&;:/@·…“”★♥✔😀👍🏻大韓美中ｶﾡＡ㎏①½é",
        *"번₂⁸ᄒᆞᆫᇰ\\_|`*#ì•ˆ",
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
    beside = zip(after, f" {after}", f"{after} "[1:], strict=False)
    assert all(
        c == "\n" or table.action[ord(c)] == KEEP or stays_twin(c, before, behind)
        for c, before, behind in beside
    )
    assert "  " not in after
    assert after == after.strip()
    assert unicodedata.is_normalized("NFC", after)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["12345", "1000000", "가나", "😀", "ゆ", " ", "!!!!", "ㅋㅋㅋㅋ"])))
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
    word: list[str] = []
    for i, c in enumerate(text):
        act = int(table.action[ord(c)])
        before = text[i - 1] if i else ""
        behind = text[i + 1 :]
        after = behind[:1]
        if act == TWICE:
            act = GAP if before == c else DROP
        elif act == BARE:
            act = GAP if re.fullmatch("[가-힣ㄱ-ㅣA-Za-z0-9]", before) else DROP
        elif stays_twin(c, before, after):
            act = KEEP
        if act in (SPACE, LINE) or c == " ":
            out += without_face_twin("".join(word))
            word = []
            if act != LINE:
                out.append(" ")
            elif not (c == "\r" and after == "\n"):
                out.append("\n")
        elif act == KEEP:
            word.append(c)
        elif act == GAP:
            if c == "\u20e3" and leans_twin(behind):
                word = list("".join(word).removesuffix(MARK))
            elif "".join(word)[-1:] != MARK:
                word.append(MARK)
        elif act >= MAPPED:
            if before.isascii() and before.isdigit() and re.fullmatch("[¼-¾⅐-⅞↉]", c):
                word.append(" ")
            first, last = table.starts[act - MAPPED], table.starts[act - MAPPED + 1]
            new = table.data[first:last].tobytes().decode()
            word.append(new.removesuffix(MARK) if leans_twin(behind) else new)
    return "".join([*out, *without_face_twin("".join(word))])


def stays_twin(c: str, before: str, after: str) -> bool:
    initial, vowel = "[\u1100-\u115e\ua960-\ua97c]", "[\u1161-\u11a7\ud7b0-\ud7c6]"
    if re.fullmatch("[₀-₉]", c):
        return bool(re.fullmatch("[0-9]", before) or re.fullmatch("[0-9]", after))
    if re.fullmatch(initial, c):
        return re.fullmatch(vowel, after) is not None
    if re.fullmatch(vowel, c):
        return re.fullmatch(initial, before) is not None
    if re.fullmatch("[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]", c):
        open_syllable = bool(before) and "가" <= before <= "힣" and (ord(before) - 0xAC00) % 28 == 0
        return open_syllable or re.fullmatch(vowel, before) is not None
    return False


def leans_twin(behind: str) -> bool:
    particle = "[은는이가을를의에로도만과와으]"
    counter = rf"[번항안](?:[^가-힣]|$|{particle}|[째부])"
    return re.match(rf"{counter}|{particle}(?![가-힣])", behind) is not None


def without_face_twin(word: str) -> str:
    """What is left of a word that lost characters: nothing, if it was a face."""
    if MARK not in word or re.search("[가-힣ㄱ-ㅣA-Za-z0-9]", word):
        return word
    enclosed = re.search(f"{MARK}[^{MARK}]+{MARK}", word)
    torn = len([part for part in word.split(MARK) if part]) > 1
    face = re.search(r"[()\[\]{}<>\\/_^*=\"'·‘’‚‛“”„‟]", word)
    pairs = sum(word.count(c) for c in "([{“‘") == sum(word.count(c) for c in ")]}”’")
    pairs = pairs and word.count('"') % 2 == 0 and word.count("'") % 2 == 0
    return MARK if pairs and (enclosed or (torn and face)) else word


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
