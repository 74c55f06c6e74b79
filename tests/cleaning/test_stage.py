"""The stage: raw/ → clean/, whatever happens on the way."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lmkor_data.cleaning import slices
from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.sentences import kss
from lmkor_data.cleaning.stage import clean
from lmkor_data.corpus import grouping
from lmkor_data.corpus.layout import Corpus
from lmkor_data.corpus.schema import DOCUMENT, conform, document_id, in_memory
from lmkor_data.corpus.writing import ShardWriter
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.pool import Pool
from lmkor_data.engine.runners import InProcess

REVIEW = "배송이 빨라서 좋았어요 포장도 꼼꼼했습니다. 다음에 또 살게요ㅎㅎㅎㅎㅎ"


def make_raw(corpus: Corpus, texts: list[str], shards: int = 1) -> None:
    for number in range(shards):
        rows = [
            {
                "id": document_id("shop", f"{number}-{i}"),
                "text": text,
                "kind": "review",
                "source": "shop",
                "category": "food",
            }
            for i, text in enumerate(texts)
        ]
        with ShardWriter(corpus.folder("raw"), f"part-{number:05d}", DOCUMENT) as writer:
            writer.write(conform(pa.RecordBatch.from_pylist(rows), in_memory(DOCUMENT)))


def run(corpus: Corpus, workers: int = 1, *, compare_with_kss: bool = False, **options):
    runner = InProcess() if workers == 1 else Pool(workers)
    try:
        return clean(
            corpus.folder("raw"),
            corpus.folder("clean"),
            corpus.folder("rejected"),
            CleanOptions(**options),
            context=StageContext(runner),
            compare_with_kss=compare_with_kss,
        )
    finally:
        runner.close()


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*.parquet")}


def test_clean_documents_and_reasons(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    make_raw(corpus, [REVIEW, "굿", "😀😀😀", "This one is in English only, sorry."])
    report = run(corpus, sentences="none")
    assert report.ok
    assert report.counts.missing() == 0
    assert report.counts.by_measure("dropped/") == {
        "empty": 1,
        "foreign language": 1,
        "too short": 1,
    }
    kept = pq.read_table(corpus.folder("clean") / "data" / "food" / "part-00000.parquet")
    assert kept["text"].to_pylist() == [
        "배송이 빨라서 좋았어요 포장도 꼼꼼했습니다. 다음에 또 살게요ㅎㅎ"
    ]
    assert kept["n_sentences"].to_pylist() == [1]
    gone = pq.read_table(corpus.folder("rejected") / "data" / "food" / "part-00000.parquet")
    assert sorted(gone["reason"].to_pylist()) == ["empty", "foreign language", "too short"]
    assert set(gone["stage"].to_pylist()) == {"clean"}


def test_kss_gives_one_sentence_a_line(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    make_raw(corpus, [REVIEW])
    assert run(corpus).ok
    kept = pq.read_table(corpus.folder("clean") / "data" / "food" / "part-00000.parquet")
    assert kept["text"].to_pylist() == [
        "배송이 빨라서 좋았어요\n포장도 꼼꼼했습니다.\n다음에 또 살게요ㅎㅎ"
    ]
    assert kept["n_sentences"].to_pylist() == [3]


def test_slices_and_workers_do_not_show_in_the_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"{REVIEW} {i}번째 구매입니다." for i in range(300)] + ["굿"] * 5
    made = []
    for workers, size in ((1, 1 << 30), (1, 4 << 10), (2, 4 << 10)):
        corpus = Corpus(tmp_path / f"{workers}-{size}")
        make_raw(corpus, texts, shards=2)
        monkeypatch.setattr(slices, "SLICE_BYTES", size)
        report = run(corpus, workers)
        assert report.counts.total("documents_in") == 610
        assert report.counts.missing() == 0
        assert not (corpus.folder("clean") / "_work").exists()
        made.append((files(corpus.folder("clean")), files(corpus.folder("rejected"))))
    assert list(made[0][0]) == list(made[1][0])
    assert made[1] == made[2]


def test_a_second_run_does_nothing_and_a_lost_shard_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "GROUP_BYTES", 1)
    corpus = Corpus(tmp_path)
    make_raw(corpus, [REVIEW] * 10, shards=2)
    run(corpus, sentences="none")
    before = files(corpus.folder("clean"))
    again = run(corpus, sentences="none")
    assert (again.tasks_done, again.tasks_skipped) == (0, 2)
    assert again.counts.total("documents_in") == 20
    (corpus.folder("clean") / "data" / "food" / "part-00001.parquet").unlink()
    third = run(corpus, sentences="none")
    assert (third.tasks_done, third.tasks_skipped) == (1, 1)
    assert files(corpus.folder("clean")) == before


def test_agreement_with_kss_is_of_texts_with_their_own_line_breaks(tmp_path: Path) -> None:
    """A review whose lines end in the middle of a sentence, for whoever joins them."""
    corpus = Corpus(tmp_path)
    lines = "이 크림은 겨울에\n바르기 좋아요\n\n다시 살 것 같아요\n\n값은 조금 비싸요"
    make_raw(corpus, [lines, REVIEW, "ㅋ"], shards=2)
    report = run(corpus, sentences="fast", compare_with_kss=True)
    assert report.facts["exactly as with kss"] == "100.0% of a sample of 4 documents"


def test_fast_needs_no_kss_unless_a_comparison_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kss, "load_kss", lambda **_: pytest.fail("kss is loaded"))
    corpus = Corpus(tmp_path)
    make_raw(corpus, [REVIEW])
    for tasks in (1, 0):
        report = run(corpus, sentences="fast")
        assert report.tasks_done == tasks
        assert "exactly as with kss" not in report.facts
