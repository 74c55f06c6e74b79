"""Whatever comes in: no crash, no hang, and nothing else lost."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.sentences import kss as kss_splitter
from lmkor_data.cleaning.sentences.fast import FastSplitter
from lmkor_data.cleaning.sentences.kss import KssSplitter, piece_ends
from lmkor_data.cleaning.stage import clean
from lmkor_data.engine.context import StageContext
from lmkor_data.text.buffers import text_buffers
from tests.cleaning.normalize.test_normalizer import cleaned
from tests.cleaning.test_stage import REVIEW


def run_files(tmp_path: Path, *files: Path, sentences: str = "none"):
    return clean(
        files,
        tmp_path / "clean",
        tmp_path / "rejected",
        CleanOptions(sentences=sentences),
        context=StageContext(),
    )


def texts(tmp_path: Path) -> list[str]:
    found = sorted((tmp_path / "clean").rglob("*.parquet"))
    return [text for path in found for text in pq.read_table(path)["text"].to_pylist()]


@pytest.mark.parametrize(
    "text",
    [
        "\x00" * 1000 + REVIEW,
        " " * 1_000_000 + REVIEW,
        REVIEW + "ㅋ" * 100_000,
        REVIEW + "." * 100_000,
        "(" * 50_000 + REVIEW + ")" * 50_000,
        '"“‘(' * 1000 + REVIEW + ")’”" * 1000,
        "<" * 100_000 + REVIEW,
        "&" * 100_000 + REVIEW,
        "<!--" * 50_000 + REVIEW,
        "<!--" * 50_000 + REVIEW + "<script>" * 50_000 + "</style>",
        "x" * 300_000 + " " + REVIEW + " a@",
        "x." * 100_000 + "1 " + REVIEW,
        "서울 종로구 " * 10_000 + "로 1 " + REVIEW,
        "1-" * 20_000 + REVIEW,
        "a@" * 5_000 + REVIEW,
        "大(" * 10_000 + REVIEW,
    ],
    ids=lambda text: repr(text[:4] + text[-4:]),
)
def test_extremes_keep_the_sentence(text: str) -> None:
    assert "배송이 빨라서 좋았어요" in cleaned(text)


def test_one_very_long_document() -> None:
    text = (REVIEW + "\n") * 20_000
    assert cleaned(text).count("배송이 빨라서") == 20_000


def test_invalid_utf8_null_and_foreign_columns(tmp_path: Path) -> None:
    raw = [REVIEW.encode(), b"\xff\xfe" + REVIEW.encode(), b"\xed\xa0\x80" + REVIEW.encode()]
    offsets = np.cumsum([0, *map(len, raw)]).astype(np.int32)
    column = pa.StringArray.from_buffers(3, pa.py_buffer(offsets), pa.py_buffer(b"".join(raw)))
    path = tmp_path / "foreign.parquet"
    pq.write_table(pa.table({"text": pa.concat_arrays([column, pa.nulls(1, pa.string())])}), path)
    report = run_files(tmp_path, path)
    assert report.ok
    assert report.counts.by_measure("dropped/") == {"empty": 1}
    assert len(texts(tmp_path)) == 3


def test_lone_surrogates_in_json(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "\ud83d" + REVIEW}) + '\n{"text": null}\n')
    assert run_files(tmp_path, path).counts.by_measure("dropped/") == {"empty": 1}
    assert texts(tmp_path)[0].startswith("배송이")


def test_broken_bytes_and_empty_lines_in_json_lose_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps({"text": REVIEW}, ensure_ascii=False).encode()
    path.write_bytes(b"\n".join([good, good.replace("배".encode(), b"\xff\xeb"), b"", good, b""]))
    report = run_files(tmp_path, path)
    assert report.ok
    assert report.counts.by_measure("dropped/") == {"empty": 1}
    assert [text[-12:] for text in texts(tmp_path)] == [REVIEW[:-3][-12:]] * 3


@pytest.mark.parametrize("line", ["[1, 2]", "3", '"a"', "null"])
def test_a_line_of_json_that_is_no_object_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": REVIEW}) + f"\n{line}\n")
    (failure,) = run_files(tmp_path, path).failures
    assert "a.jsonl, line 2: not a JSON object" in failure["cause"]


def test_a_file_without_text_fails_alone(tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.parquet", tmp_path / "good.parquet"
    pq.write_table(pa.table({"body": [REVIEW]}), bad)
    pq.write_table(pa.table({"text": [REVIEW]}), good)
    report = run_files(tmp_path, bad, good)
    (failure,) = report.failures
    assert "bad.parquet has no column `text`" in failure["cause"]
    assert len(texts(tmp_path)) == 1


@pytest.mark.parametrize("sentences", ["none", "kss"])
def test_unreadable_files_fail_alone(tmp_path: Path, sentences: str) -> None:
    good, cut, empty = (tmp_path / f"{name}.parquet" for name in ("good", "cut", "empty"))
    pq.write_table(pa.table({"text": [REVIEW]}), good)
    cut.write_bytes(good.read_bytes()[:100])
    empty.touch()
    report = run_files(tmp_path, cut, empty, good, sentences=sentences)
    causes = sorted(failure["cause"] for failure in report.failures)
    assert len(causes) == 2
    for cause, path in zip(causes, (cut, empty), strict=True):
        assert f"{path} is not a readable Parquet file" in cause
    assert len(texts(tmp_path)) == 1


@pytest.mark.parametrize(
    "column",
    [
        pa.array([REVIEW, None]).dictionary_encode(),
        pa.array([REVIEW, None], pa.large_string()),
        pa.array([REVIEW, None], pa.string_view()),
    ],
    ids=lambda column: str(column.type),
)
def test_text_columns_of_any_kind(tmp_path: Path, column: pa.Array) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": column}), path)
    assert run_files(tmp_path, path).counts.by_measure("dropped/") == {"empty": 1}
    assert texts(tmp_path)[0].startswith("배송이")


def test_kss_pieces_must_join_to_the_text() -> None:
    assert piece_ends("가나 다라", ["가나", "다라"]) == [2, 5]
    assert piece_ends("가나 다라", ["가 나", "다라"]) == [2, 5]
    assert piece_ends("가나 다라", ["가나"]) is None
    assert piece_ends("가나 다라", ["가나", "다마"]) is None
    assert piece_ends("가나", []) is None


def test_what_kss_loses_or_raises_goes_through_unsplit() -> None:
    def broken(text: str) -> list[str]:
        raise RecursionError

    for sentences in (broken, lambda text: [text[:3]]):
        assert KssSplitter(sentences).split_line(REVIEW) == (REVIEW, True)


def test_a_window_over_its_time_goes_through_unsplit(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(text: str) -> list[str]:
        time.sleep(5)
        return [text]

    monkeypatch.setattr(kss_splitter, "SECONDS", 0.05)
    assert KssSplitter(slow).split_line(REVIEW) == (REVIEW, True)


def test_a_document_of_megabytes_goes_through_unsplit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kss_splitter, "LONGEST", 100)
    column = text_buffers(pa.array([REVIEW, REVIEW * 9]))
    split = KssSplitter(lambda text: text.split(" ")).split(column)
    assert split.unsplit.tolist() == [False, True]
    assert split.texts.data[split.texts.offsets[1] :].tobytes().startswith((REVIEW * 9).encode())


def test_long_lines_are_shown_in_windows_without_new_boundaries() -> None:
    seen: list[int] = []

    def at_stops(text: str) -> list[str]:
        seen.append(len(text))
        return [piece for piece in text.replace(". ", ".\n").split("\n") if piece]

    line = " ".join(f"문장 {i} 입니다." for i in range(2000))
    split, failed = KssSplitter(at_stops).split_line(line)
    assert split.split("\n") == [f"문장 {i} 입니다." for i in range(2000)]
    assert not failed
    assert max(seen) <= kss_splitter.WINDOW


def test_fast_splitter_keeps_every_letter_and_line() -> None:
    lines = ["", REVIEW, "한 줄\n" + REVIEW, "ㅋ" * 1000, "좋아요" * 500, '"' * 999, "가"]
    split = FastSplitter().split(text_buffers(pa.array(lines)))
    after = [
        split.texts.data[a:b].tobytes().decode()
        for a, b in zip(split.texts.offsets, split.texts.offsets[1:], strict=False)
    ]
    assert ["".join(text.split()) for text in after] == ["".join(line.split()) for line in lines]
    assert after[1] == "배송이 빨라서 좋았어요\n포장도 꼼꼼했습니다.\n다음에 또 살게요ㅎㅎㅎㅎㅎ"
    assert after[2].startswith("한 줄\n")
