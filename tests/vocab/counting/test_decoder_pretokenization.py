"""Words for decoder models are those of Hugging Face with the same pattern; none is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.counting.decoder_pretokenization import split_pattern
from lmkor_data.vocab.counting.pretokenization import BLOCK, LONGEST_WORD
from lmkor_data.vocab.counting.word_table import DECODER, WordTable
from tests.vocab.corpora import sentences


def count(texts: Sequence[str]) -> Counter[str]:
    table = WordTable(DECODER)
    table.add(text_buffers(pa.array(texts, pa.string())), np.zeros(len(texts), np.int32))
    words = table.whole()
    return Counter(dict(zip(words["word"].to_pylist(), words["count"].to_pylist(), strict=True)))


def expected(texts: Sequence[str]) -> Counter[str]:
    split = split_pattern()
    words = (word for text in texts for word, _ in split.pre_tokenize_str(text))
    return Counter(word for word in words if len(word) <= LONGEST_WORD)


characters = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from("가힣ㅋ漢 \t\n\u3000\u00a0\u200bé\u0301K.,!12½Ⅳ🙂\U000e0020"),
)


@settings(deadline=None)
@given(st.lists(st.text(characters, max_size=60), max_size=8))
def test_equals_hugging_face(texts: list[str]) -> None:
    assert count(texts) == expected(texts)


def test_every_character_is_split_as_hugging_face_does() -> None:
    texts = [f"가 {chr(code)}a" for code in [*range(0xD800), *range(0xE000, 0x110000, 5)]]
    assert count(texts) == expected(texts)


def test_case_digits_and_white_space() -> None:
    assert count(["Apple 12개  \n"]) == Counter(["Apple", " ", "1", "2", "개", "  \n"])
    assert count(["  if x:"]) == Counter([" ", " if", " x", ":"])


def test_long_texts_continue_over_blocks_and_long_words_are_skipped() -> None:
    text = " ".join(f"낱말{chr(0x4E00 + i)}" for i in range(3 * BLOCK))
    assert count([text, "가" * (LONGEST_WORD + 1), *sentences(40)]) == expected(
        [text, *sentences(40)]
    )
