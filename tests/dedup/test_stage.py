"""The whole stage on small corpora: who stays, who goes, and what is said about it."""

from __future__ import annotations

import json
import random
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.stage import dedup
from lmkor_data.engine.pool import Pool
from lmkor_data.errors import LmkorError
from tests.dedup.corpora import digests, document, rows, run, write_clean
from tests.dedup.decide.test_survivor_selection import reviews

LONG = "이 크림은 발림성이 정말 좋고 향도 은은해서 아침마다 바르고 있어요"
EDITED = LONG + "~ ㅎㅎ"  # one syllable pair more


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write_clean(
        tmp_path / "clean",
        "a",
        [
            document("1", "배송 빨라요"),
            document("2", "배송빨라요!!"),
            document("3", LONG, category="cosmetics"),
            document("4", "굿"),
        ],
    )
    write_clean(
        tmp_path / "clean",
        "b",
        [
            document("5", EDITED),
            document("6", "굿"),
            document("7", "굳"),
            document("8", "배송 빨라요\n하지만 포장은 아쉬웠습니다"),
        ],
    )
    return tmp_path


def test_copies_near_copies_and_sentences_go_with_their_reasons(corpus: Path) -> None:
    report = run(corpus)
    kept, removed = rows(corpus / "dedup"), rows(corpus / "removed")
    assert set(kept) == {"2", "4", "5", "7", "8"}
    assert {i: (r["rule"], r["survivor"]) for i, r in removed.items()} == {
        "1": ("exact", "2"),
        "3": ("near", "5"),
        "6": ("exact", "4"),
    }
    assert removed["3"]["similarity"] > 0.8
    assert removed["3"]["category"] == "cosmetics"
    assert (kept["5"]["cluster_id"], kept["5"]["cluster_size"]) == ("5", 2)
    assert (kept["7"]["cluster_id"], kept["7"]["cluster_size"]) == ("7", 1)
    assert kept["8"]["text"] == "하지만 포장은 아쉬웠습니다"
    assert kept["8"]["n_sentences"] == 1
    assert report.counts.by_measure("dropped/") == {
        "copy of another document": 2,
        "nearly a copy of another document": 1,
    }
    assert report.counts.by_measure("edited/") == {"repeated sentences": 1}


def test_bytes_add_up(corpus: Path) -> None:
    counts = run(corpus).counts
    gone = sum(counts.by_measure("bytes_dropped/").values())
    assert counts.total("bytes_in") == counts.total("bytes_out") + gone


def test_a_document_without_a_sentence_of_its_own_goes(tmp_path: Path) -> None:
    one, two = "국물이 진하고 맛있어요", "양도 푸짐합니다"
    texts = [f"{one}\n포장도 튼튼", f"{two}\n또 주문할게요", f"{two}\n{one}"]
    write_clean(tmp_path / "clean", "a", [document(str(i), t) for i, t in enumerate(texts)])
    run(tmp_path)
    removed = rows(tmp_path / "removed")
    assert [(r["id"], r["rule"], r["survivor"]) for r in removed.values()] == [
        ("2", "sentences", None)
    ]


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({}, ["가\n같은 말입니다", "나", "다", "라\n같은 말입니다"]),
        ({"max_repeats": 2}, ["가\n같은 말입니다", "나\n같은 말입니다", "다", "라\n같은 말입니다"]),
        ({"sentences": "drop-repeats"}, ["가\n같은 말입니다", "나", "다", "라"]),
        ({"sentences": "off"}, [f"{c}\n같은 말입니다" for c in "가나다라"]),
    ],
)
def test_how_often_a_sentence_may_stand(tmp_path: Path, options: dict, kept: list[str]) -> None:
    made = [document(str(i), f"{c}\n같은 말입니다") for i, c in enumerate("가나다라")]
    made[3]["kind"] = "encyclopedia"
    write_clean(tmp_path / "clean", "a", made[:2])
    write_clean(tmp_path / "clean", "b", made[2:])
    run(tmp_path, near=False, **options)
    assert [row["text"] for row in rows(tmp_path / "dedup").values()] == kept


@pytest.mark.parametrize(
    ("keep", "survivor"),
    [
        ("longest", "c"),
        ("oldest", "b"),
        ("newest", "c"),
        ("id", "a"),
        ("source:blog,shop", "d"),
        ("source:shop", "a"),
    ],
)
def test_the_declared_one_stays(tmp_path: Path, keep: str, survivor: str) -> None:
    day = [datetime(2020, 1, d, tzinfo=UTC) for d in (1, 2, 3)]
    made = [
        document("d", "같은 글", source="blog"),
        document("c", "같은 글!!", published_at=day[2]),
        document("b", "같은 글", published_at=day[0]),
        document("a", "같은 글.", published_at=day[1]),
    ]
    write_clean(tmp_path / "clean", "a", made)
    run(tmp_path, keep=keep)
    assert list(rows(tmp_path / "dedup")) == [survivor]
    assert {r["survivor"] for r in rows(tmp_path / "removed").values()} == {survivor}


@pytest.mark.parametrize("keep", ["id", "longest"])
def test_how_documents_are_dealt_to_shards_decides_nothing(tmp_path: Path, keep: str) -> None:
    ids = [f"product-{n:05d}" for n in (3, 1, 2, 10)] + ["product-00001-b", f"{7:016x}", "상품-1"]
    ids += [f"{7:016x}{tail}" for tail in ("0", "00", "a")]
    made = [document(f"copy/{i}", "같은 글입니다") for i in ids]
    made += [
        document(f"near/{i}", f"{LONG} {c}")
        for i, c in zip(ids, "가나다라마바사아자차", strict=True)
    ]
    results = []
    for number in range(3):
        corpus = tmp_path / str(number)
        dealt = random.Random(number).sample(made, len(made))
        for part in range(number + 1):
            write_clean(corpus / "clean", f"part-{part}", dealt[part :: number + 1])
        run(corpus, keep=keep, sentences="off")
        kept, gone = set(rows(corpus / "dedup")), rows(corpus / "removed")
        results.append((kept, {i: (r["survivor"], r["similarity"]) for i, r in gone.items()}))
    assert results[0] == results[1] == results[2]
    lowest = min(ids, key=str.encode)
    assert results[0][0] == {f"copy/{lowest}", f"near/{lowest}"}


def fill(corpus: Path, number: int = 600) -> None:
    made = [document(f"{i:016x}", text) for i, text in enumerate(reviews(number, 1))]
    for part in range(4):
        write_clean(corpus / "clean", f"part-{part}", made[part::4])


def test_the_number_of_workers_and_of_ranges_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpora = [tmp_path / name for name in ("one", "many", "ranges")]
    for corpus in corpora:
        fill(corpus)
    run(corpora[0])
    pool = Pool(2)
    run(corpora[1], runner=pool)
    pool.close()
    monkeypatch.setattr("lmkor_data.dedup.signatures.key_files.RANGE_KEYS", 64)
    monkeypatch.setattr("lmkor_data.dedup.candidates.components.BLOCK_MEMORY", 200_000)
    monkeypatch.setattr("lmkor_data.dedup.candidates.sorted_runs.BLOCK_MEMORY", 20_000)
    monkeypatch.setattr("lmkor_data.dedup.decide.survivor_store.BLOCK_MEMORY", 20_000)
    monkeypatch.setattr("lmkor_data.dedup.decide.verification.BLOCK_MEMORY", 20_000)
    monkeypatch.setattr("lmkor_data.dedup.repeats.sentences.PART_SENTENCES", 50)
    monkeypatch.setattr("lmkor_data.dedup.decide.decisions.HELD_COPIES", 7)
    report = run(corpora[2])
    assert report.facts["most_blocks_of_a_part"] > 3
    results = [digests(c / "dedup", c / "removed") for c in corpora]
    assert results[0] == results[1] == results[2]
    assert rows(corpora[0] / "removed")


def test_a_second_run_finds_all_done(corpus: Path) -> None:
    first = run(corpus)
    before = digests(corpus / "dedup", corpus / "removed")
    second = run(corpus)
    assert second.tasks_done == 0
    assert second.counts == first.counts
    assert digests(corpus / "dedup", corpus / "removed") == before
    assert not (corpus / "dedup" / "_work").exists()


def test_other_parameters_are_refused_and_overwrite_replaces(corpus: Path) -> None:
    run(corpus)
    with pytest.raises(LmkorError, match=r"keep: 'longest' there, 'id' now"):
        run(corpus, keep="id")
    run(corpus, keep="id", overwrite=True)
    assert set(rows(corpus / "dedup")) >= {"1", "3"}


@pytest.mark.parametrize(
    "wrong",
    [{"threshold": 0.1}, {"keep": "best"}, {"keep": "source:"}, {"max_repeats": 0}],
)
def test_senseless_options_are_refused(wrong: dict) -> None:
    with pytest.raises(LmkorError, match="--"):
        DedupOptions(**wrong)


def test_the_most_repeated_sentences_are_listed_by_category(tmp_path: Path) -> None:
    said = "재구매 의사 있어요"
    made = [document(str(i), f"{c}\n{said}") for i, c in enumerate("가나다")]
    made += [document("3", f"라\n{said}!", category="pets"), document("4", "마", category="pets")]
    write_clean(tmp_path / "clean", "a", made)
    run(tmp_path)
    listed = (tmp_path / "dedup" / "_repeated-sentences.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in listed] == [
        {"category": "food", "occurrences": 3, "sentence": said}
    ]


def test_a_deleted_index_only_means_that_all_is_compared_again(corpus: Path) -> None:
    run(corpus)
    shutil.rmtree(corpus / "dedup" / "_index")
    assert run(corpus).tasks_done == 0
    write_clean(corpus / "clean", "c", [document("9", "굿")])
    run(corpus)
    assert "9" in rows(corpus / "removed")


def test_a_run_may_leave_no_index(corpus: Path) -> None:
    options = DedupOptions()
    folders = [corpus / name for name in ("clean", "dedup", "removed")]
    dedup(*folders, options, keep_index=False)
    assert not (corpus / "dedup" / "_index").exists()
    assert dedup(*folders, options, keep_index=False).tasks_done == 0
    write_clean(corpus / "clean", "c", [document("9", "굿")])
    dedup(*folders, options, keep_index=False)
    assert "9" in rows(corpus / "removed")
