"""Filter kernels beside their plain-Python twins."""

from __future__ import annotations

import itertools
import re
from collections import Counter

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from lmkor_data.cleaning.buffers import text_at
from lmkor_data.cleaning.filters.fragments import rejoin_fragments
from lmkor_data.cleaning.filters.line_measures import measure_lines, pair_key
from lmkor_data.cleaning.filters.line_replacement import lines_after_replacement
from lmkor_data.cleaning.filters.phrases import Phrase, Phrasebook
from lmkor_data.cleaning.filters.repetition import repetition_shares
from lmkor_data.text.buffers import text_buffers

#: What clean text is made of.
CLEAN = st.lists(
    st.sampled_from([*"가나다라굿ㅋ하키12aB #|/>.,·★\n", "홈 >", "\n홈", "Home >", "ho"]),
    max_size=60,
).map("".join)
NO_HINTS = np.zeros(1 << 16, np.uint16)
LETTER = re.compile("[가-힣ㄱ-ㅣ0-9A-Za-z]")


@settings(max_examples=300, deadline=None)
@given(st.lists(CLEAN, min_size=1, max_size=4))
def test_measures_equal_their_twin(texts: list[str]) -> None:
    lines = measure_lines(text_buffers(pa.array(texts)), NO_HINTS)
    expected = [line for text in texts for line in text.split("\n")]
    found = [
        lines.data[a:b].tobytes().decode() for a, b in zip(lines.starts, lines.ends, strict=True)
    ]
    assert found == expected
    assert lines.counts[:, [0, 1, 2, 3, 4, 6, 7]].tolist() == [
        measures_twin(line) for line in expected
    ]
    assert np.diff(lines.first).tolist() == [text.count("\n") + 1 for text in texts]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(CLEAN, st.none() | CLEAN), min_size=1, max_size=6))
def test_spliced_lines_are_those_of_the_new_texts(pairs: list[tuple[str, str | None]]) -> None:
    before = measure_lines(text_buffers(pa.array([old for old, _ in pairs])), NO_HINTS)
    new = measure_lines(
        text_buffers(pa.array([n for _, n in pairs if n is not None], pa.string())), NO_HINTS
    )
    after = text_buffers(pa.array([old if n is None else n for old, n in pairs]))
    chosen = np.array([i for i, (_, n) in enumerate(pairs) if n is not None], np.int64)
    spliced, whole = (
        lines_after_replacement(after, before, chosen, new),
        measure_lines(after, NO_HINTS),
    )
    for field in ("data", "starts", "ends", "first", "counts"):
        assert getattr(spliced, field).tolist() == getattr(whole, field).tolist()


def measures_twin(line: str) -> list[int]:
    letters = LETTER.findall(line)
    hangul = sum(not c.isascii() for c in letters)
    words = sum(bool(LETTER.search(word)) for word in line.split(" "))
    marks = 0
    for word in line.split(" "):
        tag = False
        for i, c in enumerate(word):
            if c == "#":
                begins = not LETTER.search(word[:i])
                tag = (tag or begins) and bool(LETTER.match(word[i + 1 :]))
                marks += tag
    marks += len(re.findall(r"\|(?=[가-힣ㄱ-ㅣ0-9A-Za-z ])", line))
    path = re.match("홈|home", line, re.I) is not None
    marks += len(re.findall(r"(?<= )[/>](?= )" if path else r"(?<= )/(?= )", line))
    # Pairs fold into 4,096 places, as in the kernel.
    keys = {pair_key(ord(a), ord(b)) & 4095 for a, b in itertools.pairwise(letters)}
    names = 0
    for word in line.split(" "):
        ascii_letters = re.findall("[A-Za-z0-9]", word)
        if re.search("[A-Za-z]", word) and re.search("[0-9]", word):
            names += len(ascii_letters)
    syllables = len(re.findall("[가-힣]", line)) - len(
        re.findall("[하히호헤흐푸크키킥큭캬와우아오]", line)
    )
    return [len(letters), hangul, words, marks, len(keys), names, syllables]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text("가나 .\n", max_size=80), min_size=1, max_size=3))
def test_repetition_equals_its_twin(texts: list[str]) -> None:
    lines = measure_lines(text_buffers(pa.array(texts)), NO_HINTS)
    pairs, letters = lines.by_text[:, 4], lines.by_text[:, 0]
    found = repetition_shares(lines)
    for i, text in enumerate(texts):
        worn = bool(pairs[i] < 0.8 * letters[i])
        assert found[i].tolist() == repetition_twin(text, worn)


def repetition_twin(text: str, worn: bool) -> list[float]:
    lines = [line for line in text.split("\n") if LETTER.search(line)]
    shares = [0.0] * 4
    if len(lines) >= 4:
        shares[0] = (len(lines) - len(set(lines))) / len(lines)
    words = text.split()
    for n in range(2, 5) if worn else ():
        runs: Counter[tuple[str, ...]] = Counter()
        ends: dict[tuple[str, ...], int] = {}
        for k in range(len(words) - n + 1):
            run = tuple(words[k : k + n])
            if ends.get(run, 0) <= k:
                runs[run] += 1
                ends[run] = k + n
        most = max(runs.values(), default=0)
        if most < 3:
            break
        widest = max(len("".join(r).encode()) for r, times in runs.items() if times == most)
        shares[n - 1] = (most - 1) * widest / len("".join(words).encode())
    return shares


BOOK = Phrasebook(
    [
        Phrase("a", "가나|나다 … 다가", "", False),
        Phrase("b", "가가나", "", False),
        Phrase("c", "가나 … 가나 … 가가|다다", "", False),
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.text("가나다 .", max_size=25))
def test_phrases_equal_their_twin(text: str) -> None:
    lines = measure_lines(text_buffers(pa.array([text])), BOOK.hints)
    found = {phrase for _, phrase in BOOK.find(lines, np.arange(1))}
    letters = "".join(LETTER.findall(text))
    twin = {
        number
        for number, phrase in enumerate(BOOK.phrases)
        if re.search(".*?".join(f"(?:{'|'.join(g)})" for g in phrase.groups()), letters)
    }
    assert found == twin
    assert BOOK.hinted(lines)[0] or not found


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["가나다라마", "가", "짱!", ">_", "<", "네", "4900", "Love it!", "good " * 9]
        ),
        min_size=1,
        max_size=8,
    ),
    st.data(),
)
def test_short_pieces_go_back_and_nothing_is_lost(pieces: list[str], data: st.DataObject) -> None:
    pieces = [piece.strip() for piece in pieces]
    gaps = [data.draw(st.sampled_from([" ", "", "\n"])) for _ in pieces[1:]]
    before = "".join(p + g for p, g in zip(pieces, [*gaps, ""], strict=True))
    after = "\n".join(pieces)
    joined = rejoin_fragments(
        text_buffers(pa.array([before])),
        text_buffers(pa.array([after])),
        np.array([4.0]),
        np.array([2.0]),
    )
    text = text_at(joined, 0).decode()
    assert "".join(text.split()) == "".join(before.split())
    assert all(line in before for line in text.split("\n"))
    for line in text.split("\n"):  # what is still short had a line to itself
        if len(LETTER.findall(line)) < 4:
            assert line in before.split("\n")
