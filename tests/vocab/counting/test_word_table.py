"""Words are counted as Hugging Face would cut them, whatever the text holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.counting.character_classes import ALONE, GONE, LETTER, SPACE, character_tables
from lmkor_data.vocab.counting.pretokenization import BLOCK, LONGEST_WORD
from lmkor_data.vocab.counting.word_table import PARTS, WordTable
from tests.vocab.corpora import huggingface_counts, sentences


def count(texts: Sequence[str]) -> Counter[str]:
    table = WordTable()
    table.add(text_buffers(pa.array(texts, pa.string())), np.zeros(len(texts), np.int32))
    counted: Counter[str] = Counter()
    for part in table.parts():
        counted.update(dict(zip(part["word"].to_pylist(), part["count"].to_pylist(), strict=True)))
    return counted


characters = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from("가각힣ㅋㅠ漢字 \t\n\u3000\u200b\u0301éİKẞ.,!?~A1🙂\u2028\x00\ufffd"),
)


@settings(deadline=None)
@given(st.lists(st.text(characters, max_size=60), max_size=8))
def test_counts_equal_hugging_face(texts: list[str]) -> None:
    expected = huggingface_counts(texts)
    assert count(texts) == Counter({w: n for w, n in expected.items() if len(w) <= LONGEST_WORD})


def test_every_character_is_cut_as_hugging_face_does() -> None:
    planes = [range(0xD800), range(0xE000, 0x110000, 7)]
    texts = [f"가{chr(code)}힣" for block in planes for code in block]
    assert count(texts) == huggingface_counts(texts)


def test_kinds_of_characters() -> None:
    kinds, lowered = character_tables()
    assert [kinds[ord(c)] for c in "가ㅋa é"] == [LETTER, LETTER, LETTER, SPACE, LETTER]
    assert [kinds[ord(c)] for c in "漢.~\u200b\x00"] == [ALONE, ALONE, ALONE, GONE, GONE]
    assert chr(lowered[ord("A")]) == "a"


def test_a_table_grows_without_losing_words() -> None:
    texts = [" ".join(f"낱말{i}호{j}" for j in range(50)) for i in range(3000)]
    counted = count(texts)
    assert len(counted) == 150_000
    assert set(counted.values()) == {1}


def test_words_over_100_characters_are_not_learned_from() -> None:
    table = WordTable()
    texts = ["가" * 100, "나" * 101, "다" * 5000 + " 라"]
    table.add(text_buffers(pa.array(texts)), np.zeros(3, np.int32))
    words = [word for part in table.parts() for word in part["word"].to_pylist()]
    assert sorted(words) == ["가" * 100, "라"]
    assert table.overlong == 2


def test_groups_are_counted_apart_and_a_word_stays_in_its_part() -> None:
    texts = sentences(200)
    table = WordTable()
    table.add(text_buffers(pa.array(texts * 2)), np.repeat([0, 1], 200).astype(np.int32))
    parts = table.parts()
    assert len(parts) == PARTS
    homes: dict[str, set[int]] = {}
    by_group: list[Counter[str]] = [Counter(), Counter()]
    for number, part in enumerate(parts):
        for row in part.to_pylist():
            homes.setdefault(row["word"], set()).add(number)
            by_group[row["group"]][row["word"]] += row["count"]
    assert all(len(home) == 1 for home in homes.values())
    assert by_group == [huggingface_counts(texts)] * 2


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.text(characters, min_size=1, max_size=9), st.integers(0, 2))),
    st.integers(1, 1 << 40),
)
def test_counted_words_are_added_as_they_are(words: list[tuple[str, int]], most: int) -> None:
    letters = [word for word, _ in words]
    groups = np.array([group for _, group in words], np.int32)
    counts = (np.arange(len(words), dtype=np.int64) * 7919) % most
    table = WordTable()
    for _ in range(2):
        table.add_counted(text_buffers(pa.array(letters, pa.string())), groups, counts)
    expected: Counter[tuple[str, int]] = Counter()
    for key, n in zip(words, counts.tolist(), strict=True):
        expected[key] += 2 * n
    rows = table.whole().to_pylist()
    assert len(rows) == len(expected)
    assert {(row["word"], row["group"]): row["count"] for row in rows} == expected


def test_a_text_longer_than_a_block_of_words_goes_on_where_it_stopped() -> None:
    text = " ".join(f"낱말{i}." for i in range(3 * BLOCK))
    assert count([text, "끝 끝"]) == huggingface_counts([text, "끝 끝"])


def test_a_slice_of_a_column_is_counted_alone() -> None:
    column = pa.array(["앞 앞", "가 나", "뒤"]).slice(1, 1)
    table = WordTable()
    table.add(text_buffers(column), np.zeros(1, np.int32))
    assert {w for part in table.parts() for w in part["word"].to_pylist()} == {"가", "나"}
