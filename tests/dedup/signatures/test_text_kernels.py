"""Decoding, collapsing, folding and hashing against plain Python."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from itertools import islice, pairwise

import datasketch
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmkor_data.corpus.reading import open_text
from lmkor_data.dedup.repeats.line_filter import keep_lines
from lmkor_data.dedup.signatures.banding import Banding
from lmkor_data.dedup.signatures.document_keys import document_keys
from lmkor_data.dedup.signatures.folding import folding_table
from lmkor_data.dedup.signatures.hashes import SHINGLE, shingle_hash_32
from lmkor_data.dedup.signatures.minhash import EMPTY, signatures
from lmkor_data.dedup.signatures.text_decoder import (
    apply_folding,
    collapse_whitespace,
    decode_page,
    fold,
    page_capacity,
    trimmed_end,
)
from lmkor_data.text.buffers import text_buffers
from tests.dedup.oracles import collapsed, counting_lines, folded, folded_lines
from tests.samples import samples

#: What Korean reviews are made of, and what breaks decoders and folding.
texts = st.text(
    st.one_of(
        st.sampled_from("가나다라ㅋㅠ  \n\t.,!?~1.5%AaÉé㎏😀👍🏻½İ\u3000\u200b\xa0"),
        st.characters(),
    ).filter(lambda c: not "\ud800" <= c <= "\udfff"),
    max_size=60,
)


#: Several of them, now and then one that is longer than a page.
many_texts = st.lists(
    st.builds(lambda t, n: t * n, texts, st.sampled_from([1] * 9 + [90])), max_size=8
)


class Page:
    """All the texts that a page takes, in every form."""

    def __init__(self, given: list[str], first: int) -> None:
        texts = text_buffers(pa.array(given, pa.string()))
        room = page_capacity(texts.offsets)
        self.codes, kept, self.plain, self.folded = np.empty((4, room), np.uint32)
        self.starts, self.plain_ends = np.empty(room, np.int64), np.empty(room, np.uint32)
        self.line_ends = np.empty(room, np.uint32)
        self.after, count = decode_page(texts.offsets, texts.data, first, self.codes, self.starts)
        apply_folding(self.codes, count, folding_table(), kept)
        collapse_whitespace(self.codes, kept, count, self.plain, self.plain_ends)
        fold(self.codes, kept, count, self.folded, self.line_ends)
        self.number = self.after - first

    def decoded(self) -> list[str]:
        return [text_of(self.codes[a : b - 1]) for a, b in pairwise(self.starts[: self.number + 1])]

    def collapsed(self) -> list[str]:
        bounds = [0, *self.plain_ends[: self.number].tolist()]
        return [text_of(self.plain[a : trimmed_end(self.plain, a, b)]) for a, b in pairwise(bounds)]

    def folded_lines(self) -> list[list[str]]:
        of_texts: list[list[str]] = [[]]
        begin = 0
        for end in self.line_ends.tolist():
            of_texts[-1].append(text_of(self.folded[begin : end >> 1]))
            begin = end >> 1
            if end & 1:
                of_texts.append([])
            if len(of_texts) > self.number:
                return of_texts[:-1]
        raise AssertionError("a page without its last line")


def text_of(codes: np.ndarray) -> str:
    return "".join(map(chr, codes.tolist()))


@given(many_texts)
def test_pages_hold_every_text_in_every_form(given: list[str]) -> None:
    first = 0
    while first < len(given):
        page = Page(given, first)
        of_page = given[first : page.after]
        assert page.decoded() == of_page
        assert page.collapsed() == [collapsed(text) for text in of_page]
        assert page.folded_lines() == [counting_lines(text) for text in of_page]
        first = page.after
    assert first == len(given)


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
    keys, _, _ = document_keys(text_buffers(pa.array([one, other])), Banding(0, 0), 1)
    assert (keys[0, 0] == keys[0, 1]) == same


@given(st.lists(texts, max_size=8))
def test_keys_are_equal_just_where_folded_texts_are(given: list[str]) -> None:
    keys, counts, lines = document_keys(
        text_buffers(pa.array(given, pa.string())), Banding(2, 2), 1
    )
    for i, one in enumerate(given):
        for j, other in enumerate(given):
            assert (keys[0, i] == keys[0, j]) == (folded(one) == folded(other))
    assert list(counts) == [text.count("\n") + 1 for text in given]
    expected = [line for text in given for line in folded_lines(text)]
    assert [h == 0 for h in lines] == [line == "" for line in expected]
    assert len(set(lines)) == len(set(expected))


def test_a_text_shorter_than_a_shingle_has_no_band_keys() -> None:
    keys, _, _ = document_keys(text_buffers(pa.array(["굿굿굿굿", "굿굿굿굿굿"])), Banding(3, 2), 1)
    assert not keys[1:, 0].any()
    assert keys[1:, 1].all()


def shingles_of(whole: str) -> list[str]:
    number = max(1, len(whole) - SHINGLE + 1)
    return [whole[i : i + SHINGLE] for i in range(number)] if whole else []


def datasketch_signature(text: str, seed: int) -> np.ndarray:
    minhash = datasketch.MinHash(120, seed, hashfunc=shingle_hash_32)
    minhash.update_batch(shingles_of(collapsed(text)))
    return minhash.hashvalues


@settings(max_examples=30)
@given(many_texts, st.integers(0, 9))
def test_signatures_are_those_of_datasketch(given: list[str], seed: int) -> None:
    ours = signatures(text_buffers(pa.array(given, pa.string())), 120, seed)
    for signature, text in zip(ours, given, strict=True):
        assert np.array_equal(signature, datasketch_signature(text, seed))


def test_signatures_of_10_000_real_reviews_are_those_of_datasketch() -> None:
    with open_text(samples("jsonl/yogiyo_uomoy.jsonl.zst")) as lines:
        given = [json.loads(line)["text"] for line in islice(lines, 10_000)]
    shingled = [shingles_of(collapsed(text)) for text in given]
    theirs = datasketch.MinHash.bulk(shingled, num_perm=120, hashfunc=shingle_hash_32)
    ours = signatures(text_buffers(pa.array(given, pa.string())), 120)
    assert np.array_equal(ours, np.array([minhash.hashvalues for minhash in theirs]))


@pytest.mark.parametrize("form", ["sliced", "large", "unpadded", "chunked"])
def test_any_arrow_column_gives_the_same_keys(form: str) -> None:
    given = ["배송 빨라요!! 1.5kg", "", "ㅋㅋ", "두 줄로\n썼어요, 좋아요 정말로.", "굿" * 50]
    plain = pa.array(given)
    columns = {
        "sliced": pa.array(["앞", *given, "뒤"]).slice(1, len(given)),
        "large": plain.cast(pa.large_string()),
        "unpadded": pa.StringArray.from_buffers(
            len(given), plain.buffers()[1], pa.py_buffer("".join(given).encode())
        ),
        "chunked": pa.chunked_array([plain[:2], plain[2:]]),
    }
    expected = document_keys(text_buffers(plain), Banding(20, 6), 1)
    for ours, theirs in zip(
        document_keys(text_buffers(columns[form]), Banding(20, 6), 1), expected, strict=True
    ):
        assert np.array_equal(ours, theirs)


def test_a_plain_cpu_gives_the_same_keys() -> None:
    """Without the vectors of this machine, as another machine of a cluster may be."""
    program = "import tests.dedup.signatures.test_text_kernels as here; print(here.some_keys())"
    plain = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | plain, capture_output=True, text=True
    )
    assert done.stdout == f"{some_keys()}\n", done.stderr


def some_keys() -> str:
    given = [
        f"{'가격이 1.5배 올랐어요! ' * (i % 40)}{i}번째 Review입니다.\n굿👍" for i in range(500)
    ]
    found = document_keys(text_buffers(pa.array(given)), Banding(20, 6), 1)
    return hashlib.sha256(b"".join(array.tobytes() for array in found)).hexdigest()


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
