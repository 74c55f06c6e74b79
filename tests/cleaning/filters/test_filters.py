"""What the filters let through and what they leave out, as a Korean reader sees it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from lmkor_data.cleaning.batch_cleaner import BatchCleaner, CleanedBatch
from lmkor_data.cleaning.filters.line_measures import measure_lines
from lmkor_data.cleaning.filters.phrases import Phrasebook, boilerplate, parse_phrases, tagging
from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.corpus.schema import DOCUMENT, conform, in_memory
from lmkor_data.errors import LmkorError
from lmkor_data.text.buffers import text_buffers


def cleaned(text: str, profile: str = "reviews", **options) -> CleanedBatch:
    row = {"id": "1", "text": text, "source": "s", "category": "c"}
    batch = conform(pa.RecordBatch.from_pylist([row]), in_memory(DOCUMENT))
    return BatchCleaner(CleanOptions(profile=profile, **{"sentences": "none", **options})).clean(
        batch
    )


def table(name: str) -> list[list[str]]:
    content = Path(__file__).with_name(name).read_text(encoding="utf-8")
    rows = [line for line in content.splitlines() if line and not line.startswith("#")]
    return [[cell.replace("\\n", "\n") for cell in row.split("\t")] for row in rows]


def words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text).split()


@pytest.mark.parametrize(("profile", "text", "why"), table("stays.tsv"))
def test_stays(profile: str, text: str, why: str) -> None:
    after = cleaned(text, profile)
    assert after.rejected.num_rows == 0, after.rejected["reason"]
    (kept,) = after.kept["text"].to_pylist()
    assert len(words(kept)) == len(words(text)), f"{why}: {kept}"


@pytest.mark.parametrize(("profile", "text", "stays", "reason"), table("goes.tsv"))
def test_goes(profile: str, text: str, stays: str, reason: str) -> None:
    after = cleaned(text, profile)
    assert "\n".join(after.kept["text"].to_pylist()) == stays
    if stays:
        assert reason in after.counts.by_measure("sentences_dropped/")
    else:
        assert after.rejected["reason"].to_pylist() == [reason]


@pytest.mark.parametrize("book", [boilerplate(), tagging("profanity")])
def test_every_phrase_is_found_in_its_example(book: Phrasebook) -> None:
    lines = measure_lines(
        text_buffers(pa.array([phrase.example for phrase in book.phrases])), book.hints
    )
    assert book.hinted(lines).all()
    found = set(book.find(lines, np.arange(len(book.phrases))))
    assert {(n, n) for n in range(len(book.phrases))} <= found


def test_a_wrong_table_is_told() -> None:
    with pytest.raises(LmkorError, match="line 2: wanted are reason"):
        parse_phrases("# head\nspam\tline\t가나다", "my.tsv")
    with pytest.raises(LmkorError, match="'가' must be two letters"):
        parse_phrases("spam\tline\t가 … 나다\t가 나다", "my.tsv")


def test_what_the_splitter_cuts_too_short_goes_back() -> None:
    after = cleaned(
        "어제 산 그랜저 HG 구요. 아주 좋아요! 잘 나가요 짱! 또 살게요.", sentences="fast"
    )
    (kept,) = after.kept["text"].to_pylist()
    assert words(kept) == words("어제 산 그랜저 HG 구요. 아주 좋아요! 잘 나가요 짱! 또 살게요.")


def test_short_english_and_prices_stay_with_their_sentence() -> None:
    for text in (
        "마지막 장면에서 펑펑 울었어요. So sad!! 그래도 두 번 볼 거예요.",
        "세 통에 샀는데 정말 싸네요. 8,500원~ 다음에도 여기서 살게요.",
    ):
        (kept,) = cleaned(text, sentences="fast").kept["text"].to_pylist()
        assert words(kept) == words(text)
    english = "The staff was very kind and the noodles were hot and delicious every time."
    korean = "면이 쫄깃하고 국물이 진해서 주말마다 아이들과 같이 자주 갑니다."
    (kept,) = cleaned(f"{korean} {english}", sentences="fast").kept["text"].to_pylist()
    assert kept == korean


@pytest.mark.parametrize("sentences", ["fast", "none"])
@pytest.mark.parametrize(("text", "stays"), table("isolation.tsv"))
def test_notes_are_set_apart(text: str, stays: str, sentences: str) -> None:
    (kept,) = cleaned(text, sentences=sentences).kept["text"].to_pylist()
    assert kept == stays


def test_hashtags_and_notes_behind_a_sentence_go_alone() -> None:
    text = (
        '"판매자에게 제품비 일부를 지원받았지만 솔직한 후기입니다" 향이 은은해서 좋아요 '
        "#향기좋음 #재구매 #추천템 #봄향기"
    )
    after = cleaned(text, sentences="fast")
    assert after.kept["text"].to_pylist() == ["향이 은은해서 좋아요"]


def test_profanity_is_a_tag_and_drops_nothing() -> None:
    rude, polite = "이 씨발 배송 왜 이렇게 느려요", "시발점에서 버스를 타고 종로로 갔어요"
    for text, tags in ((rude, ["profanity"]), (polite, [])):
        after = cleaned(text, tags=("profanity",))
        assert after.kept["tags"].to_pylist() == [tags]
    assert cleaned(rude).kept["tags"].to_pylist() == [None]
