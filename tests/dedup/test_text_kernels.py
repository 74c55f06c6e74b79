"""Decoding, collapsing, folding and hashing against plain Python."""

from __future__ import annotations

import itertools

import datasketch
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmkor_data.corpus.text_buffers import text_buffers
from lmkor_data.dedup.banding import Banding
from lmkor_data.dedup.characters import folding_table
from lmkor_data.dedup.hashing import SHINGLE, shingle_hash_32
from lmkor_data.dedup.lines import keep_lines
from lmkor_data.dedup.minhash import EMPTY, signatures
from lmkor_data.dedup.reading_texts import collapse, decode, fold
from lmkor_data.dedup.signing import text_keys
from tests.dedup.oracles import collapsed, folded, folded_lines
from tests.samples import samples

#: What Korean reviews are made of, and what breaks decoders and folding.
texts = st.text(
    st.one_of(
        st.sampled_from("가나다라ㅋㅠ  \n\t.,!?~1.5%AaÉé㎏😀👍🏻½İ\u3000\u200b\xa0"),
        st.characters(),
    ).filter(lambda c: not "\ud800" <= c <= "\udfff"),
    max_size=60,
)


def codes_of(text: str) -> tuple[np.ndarray, int]:
    buffers = text_buffers(pa.array([text], pa.string()))
    wide, codes = np.empty(400, np.uint32), np.empty(400, np.uint32)
    count = decode(buffers.data, buffers.offsets[0], buffers.offsets[1], wide, codes)
    return codes, count


def text_of(codes: np.ndarray, count: int) -> str:
    return "".join(map(chr, codes[:count]))


@given(texts)
def test_decoding_gives_the_code_points(text: str) -> None:
    assert text_of(*codes_of(text)) == text


@given(texts)
def test_collapsing_leaves_one_blank_for_many_spaces(text: str) -> None:
    codes, count = codes_of(text)
    out = np.empty(400, np.uint32)
    assert text_of(out, collapse(codes, count, folding_table(), out)) == collapsed(text)


@given(texts)
def test_folding_leaves_what_counts_line_by_line(text: str) -> None:
    codes, count = codes_of(text)
    out, ends = np.empty(400, np.uint32), np.empty(400, np.int64)
    places, lines = fold(codes, count, folding_table(), out, ends)
    assert text_of(out, places) == folded(text)
    bounds = [0, *ends[:lines]]
    got = ["".join(map(chr, out[a:b])) for a, b in itertools.pairwise(bounds)]
    assert got == folded_lines(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("배송 빨라요!!", "배송빨라요~", True),
        ("Good 상품.", "good상품", True),
        ("1.5kg 샀어요", "15kg 샀어요", False),
        ("50% 할인", "50 할인", False),
        ("!!", "??", False),
        ("ㅋㅋ", "ㅋㅋㅋ", False),
        ("두 줄로\n썼어요.", "두 줄로 썼어요", True),
    ],
)
def test_which_texts_are_copies(one: str, other: str, same: bool) -> None:
    keys, _, _ = text_keys(text_buffers(pa.array([one, other])), Banding(0, 0), 1)
    assert (keys[0, 0] == keys[0, 1]) == same


@given(st.lists(texts, max_size=8))
def test_keys_are_equal_just_where_folded_texts_are(given: list[str]) -> None:
    keys, counts, lines = text_keys(text_buffers(pa.array(given, pa.string())), Banding(2, 2), 1)
    for i, one in enumerate(given):
        for j, other in enumerate(given):
            assert (keys[0, i] == keys[0, j]) == (folded(one) == folded(other))
    assert list(counts) == [text.count("\n") + 1 for text in given]
    expected = [line for text in given for line in folded_lines(text)]
    assert [h == 0 for h in lines] == [line == "" for line in expected]
    assert len(set(lines)) == len(set(expected))


def test_a_text_shorter_than_a_shingle_has_no_band_keys() -> None:
    keys, _, _ = text_keys(text_buffers(pa.array(["굿굿굿굿", "굿굿굿굿굿"])), Banding(3, 2), 1)
    assert not keys[1:, 0].any()
    assert keys[1:, 1].all()


def datasketch_signature(text: str, seed: int) -> np.ndarray:
    whole = collapsed(text)
    minhash = datasketch.MinHash(120, seed, hashfunc=shingle_hash_32)
    if whole:
        number = max(1, len(whole) - SHINGLE + 1)
        minhash.update_batch([whole[i : i + SHINGLE] for i in range(number)])
    return minhash.hashvalues


@settings(max_examples=30)
@given(st.lists(texts, min_size=1, max_size=5), st.integers(0, 9))
def test_signatures_are_those_of_datasketch(given: list[str], seed: int) -> None:
    ours = signatures(text_buffers(pa.array(given, pa.string())), 120, seed)
    for signature, text in zip(ours, given, strict=True):
        assert np.array_equal(signature, datasketch_signature(text, seed))


def test_signatures_of_real_reviews_are_those_of_datasketch() -> None:
    import json

    from lmkor_data.corpus.reading import open_text

    with open_text(samples("jsonl/yogiyo_uomoy.jsonl.zst")) as lines:
        given = [json.loads(line)["text"] for _, line in zip(range(300), lines, strict=False)]
    ours = signatures(text_buffers(pa.array(given, pa.string())), 120)
    assert all(
        np.array_equal(s, datasketch_signature(t, 1)) for s, t in zip(ours, given, strict=True)
    )


def test_a_text_without_shingles_has_the_empty_signature() -> None:
    assert (signatures(text_buffers(pa.array([" \n"])), 8) == EMPTY).all()


@given(st.lists(texts, max_size=6), st.randoms())
def test_texts_keep_the_lines_they_are_told_to(given: list[str], random) -> None:
    lines = [text.split("\n") for text in given]
    stays = [[random.random() < 0.5 for _ in of_text] for of_text in lines]
    kept, left = keep_lines(
        text_buffers(pa.array(given, pa.string())),
        np.array([flag for flags in stays for flag in flags], bool),
    )
    expected = [
        [line for line, stay in zip(of_text, flags, strict=True) if stay]
        for of_text, flags in zip(lines, stays, strict=True)
    ]
    assert kept.to_pylist() == ["\n".join(of_text) for of_text in expected]
    assert list(left) == [len(of_text) for of_text in expected]
