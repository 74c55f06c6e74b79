"""Texts in memory: the bytes of the command, row by row, in worker processes too."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from lmkor_data import Cleaner, clean, open_corpus, split_sentences
from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.stage import clean as stage
from tests.pipeline.reviews import REVIEWS, write_jsonl

ODD = [
    "",
    "굿",
    "   \n\n ",
    "<p>좋아요!!!!!</p> 문의는 010-1234-5678 로 주세요 ㅋㅋㅋㅋㅋㅋ 배송도 빨랐습니다",
    "배송이 빨라요\n포장도 좋고요\n\n다음에 또 살게요",
    "The quick brown fox jumps over the lazy dog again and again.",
    "ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ",
    "大韓民國(대한민국)은 민주공화국이다. 😀😀 맛있다맛있다맛있다",
]
TEXTS = [*ODD, *REVIEWS]


@pytest.mark.parametrize("sentences", ["none", "fast"])
@pytest.mark.parametrize("kind", ["review", "news"])
def test_the_bytes_are_those_of_the_command(tmp_path: Path, kind: str, sentences: str) -> None:
    rows = [{"id": f"{i:03d}", "text": text, "kind": kind} for i, text in enumerate(TEXTS) if text]
    write_jsonl(tmp_path / "texts.jsonl", rows)
    folders = (tmp_path / "clean", tmp_path / "rejected")
    stage([tmp_path / "texts.jsonl"], *folders, CleanOptions(sentences=sentences))
    made = open_corpus(tmp_path)
    kept = {row["id"]: row["text"] for row in made["clean"]}
    cleaned = clean([row["text"] for row in rows], kind=kind, sentences=sentences)  # type: ignore[arg-type]
    assert {r["id"]: c.text for r, c in zip(rows, cleaned, strict=True) if c.kept} == kept
    reasons = {row["id"]: row["reason"] for row in made["rejected"]}
    assert {r["id"]: c.reason for r, c in zip(rows, cleaned, strict=True) if c.reason} == reasons


def test_one_text_and_many_are_cleaned_alike() -> None:
    assert clean(TEXTS) == [clean(text) for text in TEXTS]


def test_a_cleaner_goes_to_worker_processes() -> None:
    cleaner = Cleaner(kind="comment", sentences="fast")
    again = pickle.loads(pickle.dumps(cleaner))
    assert again({"text": TEXTS}) == cleaner({"text": TEXTS})


def test_datasets_map_takes_a_cleaner() -> None:
    import datasets

    rows = datasets.Dataset.from_dict({"text": TEXTS, "stars": list(range(len(TEXTS)))})
    mapped = rows.map(Cleaner(), batched=True, batch_size=7)
    assert [row["text"] for row in mapped] == [one.text for one in clean(TEXTS)]
    kept = mapped.filter(lambda row: row["rejected"] is None)
    assert len(kept) == sum(one.kept for one in clean(TEXTS))


def test_sentences_of_nothing_are_none() -> None:
    assert split_sentences("") == []
    assert split_sentences("  \n ") == []
