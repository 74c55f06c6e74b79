"""Our encoder gives the ids of Hugging Face's tokenizer."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.tokenizer.tokenizer_folder import SPECIAL, make_tokenizer
from lmkor_data.vocab.tokenizer.wordpiece_encoder import WordPiece
from tests.samples import samples
from tests.vocab.corpora import sentences

ENTRIES = [
    *SPECIAL,
    *[
        "가",
        "나",
        "다",
        "크",
        "림",
        "!",
        ".",
        "a",
        "b",
        "k",
        "漢",
        "가나",
        "가나다",
        "나다",
        "크림",
        "ab",
        "ㅋㅋ",
        "#",
    ],
    *["##가", "##나", "##다", "##나다", "##림", "##a", "##b", "##bk", "##ㅋ", "##ㅋㅋ", "##가나"],
    "[unused0]",
    "광채쿠션",
]


def agree(entries: list[str], texts: list[str], lowercase: bool = True) -> None:
    pieces = WordPiece(entries, lowercase).encode(text_buffers(pa.array(texts, pa.string())))
    tokenizer = make_tokenizer(entries, lowercase)
    for i, text in enumerate(texts):
        begin, end = pieces.offsets[i], pieces.offsets[i + 1]
        expected = tokenizer.encode(text, add_special_tokens=False)
        assert pieces.ids[begin:end].tolist() == expected.ids, text
        firsts = [
            a != b for a, b in zip(expected.word_ids, [None, *expected.word_ids], strict=False)
        ]
        assert pieces.starts[begin:end].tolist() == firsts


letters = st.sampled_from("가나다크림ㅋ!.#aAbBkK漢뷁 \n\u0301\u200bİé")


@settings(deadline=None, max_examples=300)
@given(st.lists(st.text(letters, max_size=40), max_size=6), st.booleans())
def test_equals_hugging_face(texts: list[str], lowercase: bool) -> None:
    agree(ENTRIES, texts, lowercase)


def test_long_words_are_unknown_as_a_whole() -> None:
    agree(ENTRIES, ["가나" * 50, "가나" * 50 + "다", "가" * 500 + " 나"])


def test_a_domain_term_in_an_unused_slot_is_found() -> None:
    agree(ENTRIES, ["광채쿠션", "광채쿠션가", *sentences(50)])


def test_equals_hugging_face_on_real_text_and_others_vocabularies() -> None:
    vocabulary = samples("vocabs/kcbert-base.vocab.txt").read_text(encoding="utf-8").split("\n")
    emoji = samples("probes/emoji.jsonl.zst")
    from lmkor_data.corpus.layout import Shard
    from lmkor_data.corpus.reading import read_documents

    batch = next(read_documents(Shard(emoji, "probe", "emoji")))
    texts = [text for text in batch.column("text").to_pylist()[:2000] if "[" not in text]
    agree([entry for entry in vocabulary if entry], texts, lowercase=False)
