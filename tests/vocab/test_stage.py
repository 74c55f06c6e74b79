"""The whole way from shards to a folder that loads."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tokenizers import Tokenizer
from transformers import AutoTokenizer, BertTokenizerFast, ElectraTokenizerFast, FunnelTokenizerFast

from lmkor_data.corpus.manifest import Manifest
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.pool import Pool
from lmkor_data.engine.stage import StageReport
from lmkor_data.errors import LmkorError
from lmkor_data.text.buffers import text_buffers
from lmkor_data.vocab.counting import word_counts
from lmkor_data.vocab.counting.word_counts import WordCounts
from lmkor_data.vocab.counting.word_table import PARTS, WordTable
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.stage import build_vocab
from lmkor_data.vocab.tokenizer.tokenizer_folder import SPECIAL, read_vocabulary
from lmkor_data.vocab.training.word_sampling import group_weights
from tests.vocab.corpora import sentences, write_shard

SMALL = VocabOptions(size=400, unused=20)


def build(root: Path, options: VocabOptions = SMALL, **given: Any) -> StageReport:
    return build_vocab(root / "dedup", root / "vocab", options, StageContext(**given))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, StageReport]:
    root = tmp_path_factory.mktemp("corpus")
    write_shard(root / "dedup", "one", sentences(600, 1))
    write_shard(root / "dedup", "two", sentences(600, 2), "food", "market")
    return root, build(root)


def test_ids_are_special_then_learned_then_unused(made: tuple[Path, StageReport]) -> None:
    entries = read_vocabulary(made[0] / "vocab")
    assert tuple(entries[:5]) == SPECIAL
    assert entries[400:] == [f"[unused{i}]" for i in range(20)]
    assert len(set(entries)) == len(entries) == 420
    assert "크림" in entries


@pytest.mark.parametrize(
    "load",
    [BertTokenizerFast, ElectraTokenizerFast, FunnelTokenizerFast, AutoTokenizer],
    ids=lambda c: c.__name__,
)
def test_every_class_reads_the_folder_alike(made: tuple[Path, StageReport], load: Any) -> None:
    folder = made[0] / "vocab"
    tokenizer = load.from_pretrained(str(folder))
    reference = Tokenizer.from_file(str(folder / "tokenizer.json"))
    assert len(tokenizer) == 420
    assert tokenizer.model_max_length == 512
    names = [tokenizer.pad_token, tokenizer.unk_token, tokenizer.cls_token, tokenizer.sep_token]
    assert (*names, tokenizer.mask_token) == SPECIAL
    for text in [*sentences(300, 9), "Café CAFÉ 뷁 漢字", "[unused3] [MASK]", ""]:
        assert tokenizer(text)["input_ids"] == reference.encode(text).ids


def test_without_strip_accents_false_hangul_falls_apart(
    made: tuple[Path, StageReport], tmp_path: Path
) -> None:
    """What the folder's config prevents: a plain BERT folder makes jamo of every syllable."""
    folder = made[0] / "vocab"
    (tmp_path / "vocab.txt").write_bytes((folder / "vocab.txt").read_bytes())
    config = json.loads((folder / "tokenizer_config.json").read_text())
    assert config.pop("strip_accents") is False
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config))
    ours, plain = (BertTokenizerFast.from_pretrained(str(f)) for f in (folder, tmp_path))
    assert ours.tokenize("크림") == ["크림"]
    assert plain.tokenize("크림") == ["[UNK]"]


def test_the_same_whatever_the_shards_order_and_workers(
    made: tuple[Path, StageReport], tmp_path: Path
) -> None:
    texts = {"cosmetics": sentences(600, 1), "food": sentences(600, 2)}
    for category, source, name in (("food", "market", "a"), ("cosmetics", "shop", "z")):
        for half in (0, 1):
            part = texts[category][half::2]
            write_shard(tmp_path / "dedup", f"{name}{half}", part, category, source)
    pool = Pool(2)
    build(tmp_path, runner=pool)
    pool.close()
    for name in ("vocab.txt", "tokenizer.json", "tokenizer_config.json"):
        one, other = (root / "vocab" / name for root in (made[0], tmp_path))
        assert one.read_bytes() == other.read_bytes()


def test_a_second_run_finds_all_done(made: tuple[Path, StageReport]) -> None:
    again = build(made[0])
    assert again.tasks_done == 0
    assert "already" in again.notes[0]
    assert again.counts.total("documents_in") == 1200
    assert again.counts.missing() == 0


def test_other_options_are_refused_and_overwrite_replaces(tmp_path: Path) -> None:
    write_shard(tmp_path / "dedup", "one", sentences(300))
    build(tmp_path)
    other = VocabOptions(size=200, unused=3)
    with pytest.raises(LmkorError, match="--overwrite"):
        build(tmp_path, other)
    assert len(read_vocabulary(tmp_path / "vocab")) == 420
    build(tmp_path, other, overwrite=True)
    assert len(read_vocabulary(tmp_path / "vocab")) == 203
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_counts_serve_for_another_size_without_the_text(made: tuple[Path, StageReport]) -> None:
    root = made[0]
    options = VocabOptions(size=300, unused=0)
    build_vocab(None, root / "small", options, counts=root / "vocab-counts")
    assert len(read_vocabulary(root / "small")) == 300
    with pytest.raises(LmkorError, match="no finished word counts"):
        build_vocab(None, root / "none", options, counts=root / "nowhere")


def test_a_foreign_folder_is_never_replaced(tmp_path: Path) -> None:
    write_shard(tmp_path / "dedup", "one", sentences(50))
    (tmp_path / "vocab").mkdir()
    (tmp_path / "vocab" / "thesis.txt").write_text("precious")
    with pytest.raises(LmkorError, match="not written by build-vocab"):
        build(tmp_path, overwrite=True)
    assert (tmp_path / "vocab" / "thesis.txt").read_text() == "precious"


def test_new_shards_alone_are_counted(tmp_path: Path) -> None:
    write_shard(tmp_path / "dedup", "one", sentences(100, 1))
    build(tmp_path)
    write_shard(tmp_path / "dedup", "two", sentences(100, 2))
    with pytest.raises(LmkorError, match="other counts"):
        build(tmp_path)
    shutil.rmtree(tmp_path / "vocab")
    report = build(tmp_path)
    assert report.tasks_done == 0
    assert report.counts.total("documents_in") == 200


CORPORA: dict[str, tuple[list[str], str]] = {
    "one document": (["크림이 너무 좋아요"], "크림이"),
    "only English": (["The cream is good, the cream is nice"] * 5, "cream"),
    "only emoji": (["😀😀 👍🏽 😀😀"] * 3, "😀😀"),
    "decomposed Hangul": (["\u1112\u1161\u11ab\u1100\u1173\u11af"] * 3, "\u1112"),
}


@pytest.mark.parametrize("name", CORPORA)
def test_odd_corpora_give_a_small_vocabulary_and_a_note(tmp_path: Path, name: str) -> None:
    texts, piece = CORPORA[name]
    write_shard(tmp_path / "dedup", "one", texts)
    report = build(tmp_path)
    entries = read_vocabulary(tmp_path / "vocab")
    tokenizer = Tokenizer.from_file(str(tmp_path / "vocab" / "tokenizer.json"))
    assert report.facts["vocabulary"] == len(entries) < 420
    assert any("of 400 learned entries" in note for note in report.notes)
    assert entries[-20:] == [f"[unused{i}]" for i in range(20)]
    assert "[UNK]" not in tokenizer.encode(texts[0]).tokens
    assert "[UNK]" not in tokenizer.encode(piece).tokens
    assert any("NFD" in note for note in report.notes) == (name == "decomposed Hangul")


@pytest.mark.parametrize("texts", [[""], [" \n\t "], ["가" * 101]])
def test_a_corpus_without_words_is_a_clear_fault(tmp_path: Path, texts: list[str]) -> None:
    write_shard(tmp_path / "dedup", "one", texts)
    with pytest.raises(LmkorError, match="no words to learn from"):
        build(tmp_path)
    assert not (tmp_path / "vocab").exists()


def test_a_size_below_the_alphabet_keeps_the_most_frequent_characters(tmp_path: Path) -> None:
    rare = "".join(chr(0xAC00 + i) for i in range(300))
    write_shard(tmp_path / "dedup", "one", ["크림 크림이 좋다"] * 50 + list(rare))
    report = build(tmp_path, VocabOptions(size=100, unused=3))
    entries = read_vocabulary(tmp_path / "vocab")
    assert len(entries) <= 103
    assert {"크", "##림", "크림"} <= set(entries)
    assert any("did not fit" in note for note in report.notes)


def test_very_many_words_that_stand_once_give_a_small_vocabulary(tmp_path: Path) -> None:
    letters = [chr(0xAC00 + i) for i in range(1000)]
    texts = [" ".join(a + b for b in letters[:200]) for a in letters]
    write_shard(tmp_path / "dedup", "one", texts)
    report = build(tmp_path, VocabOptions(size=3000, unused=0, word_budget=50_000))
    assert report.facts["different_words"] == 200_000
    assert report.facts["sampling_threshold"] > 1
    assert report.facts["words_trained_from"] < 60_000
    assert set(letters) <= set(read_vocabulary(tmp_path / "vocab"))


def test_any_parts_of_a_run_are_read_from_few_batches_or_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = pa.array([f"낱말{i}" for i in range(3000)])
    table = WordTable()
    table.add(text_buffers(words), np.zeros(len(words), np.int32))
    parts = table.parts()
    for least in (1, 50, 10_000):
        monkeypatch.setattr(word_counts, "_BATCH_WORDS", least)
        path = tmp_path / f"{least}.arrow"
        word_counts._write_run(path, parts, [("food", "shop")])
        for wanted in (range(PARTS), range(7, 8), range(30, 47), range(192, PARTS)):
            groups, read = word_counts._read_run(path, wanted)
            expected = [word for part in wanted for word in parts[part]["word"].to_pylist()]
            assert groups == [("food", "shop")]
            assert read["word"].to_pylist() == expected


def test_a_folder_that_another_run_counts_in_is_refused(tmp_path: Path) -> None:
    write_shard(tmp_path / "dedup", "one", sentences(50))
    with (
        Manifest(tmp_path / "vocab-counts", {"counts": 3}, name="_count.jsonl"),
        pytest.raises(LmkorError, match="vocab-counts"),
    ):
        build(tmp_path)
    build(tmp_path)


def test_a_tokenizer_json_is_read_and_other_json_refused(
    made: tuple[Path, StageReport], tmp_path: Path
) -> None:
    folder = made[0] / "vocab"
    assert read_vocabulary(folder / "tokenizer.json") == read_vocabulary(folder)
    other = tmp_path / "vocab.json"
    for content in ('{"▁가": 0}', '{"model": {"type": "BPE", "vocab": {}}}', "[1]", "{"):
        other.write_text(content)
        with pytest.raises(LmkorError, match=r"vocab\.json"):
            read_vocabulary(other)


def test_no_shards_is_a_clear_fault(tmp_path: Path) -> None:
    with pytest.raises(LmkorError, match="no Parquet files"):
        build(tmp_path)


def test_a_small_budget_still_learns_from_every_character(tmp_path: Path) -> None:
    texts = [*sentences(400), *(f"드문말{chr(0xAC00 + i)}" for i in range(300))]
    write_shard(tmp_path / "dedup", "one", texts)
    report = build(tmp_path, VocabOptions(size=2000, unused=0, word_budget=200))
    assert report.facts["sampling_threshold"] > 1
    assert report.facts["words_trained_from"] < 320
    entries = set(read_vocabulary(tmp_path / "vocab"))
    assert all("##" + chr(0xAC00 + i) in entries for i in range(300))


def test_weights_turn_the_vocabulary_to_a_category(tmp_path: Path) -> None:
    write_shard(tmp_path / "dedup", "one", ["갸냐댜 " * 5] * 20, "pets", "a")
    write_shard(tmp_path / "dedup", "two", ["거너더 " * 5] * 200, "food", "b")
    build(tmp_path)
    entries = read_vocabulary(tmp_path / "vocab")
    assert entries.index("거너더") < entries.index("갸냐댜")
    build(tmp_path, replace(SMALL, weights={"pets": 30.0}), overwrite=True)
    entries = read_vocabulary(tmp_path / "vocab")
    assert entries.index("갸냐댜") < entries.index("거너더")
    with pytest.raises(LmkorError, match="cats"):
        build(tmp_path, replace(SMALL, weights={"cats": 2.0}), overwrite=True)


def test_the_card_tells_what_it_was_learned_from(made: tuple[Path, StageReport]) -> None:
    card = (made[0] / "vocab" / "README.md").read_text()
    assert "420 entries" in card
    assert "| cosmetics | shop |" in card
    assert f"{made[1].facts['running_words']:,}" in card


def test_a_sample_counts_a_share_of_the_documents_whatever_their_order(tmp_path: Path) -> None:
    texts = sentences(2000)
    write_shard(tmp_path / "dedup", "one", texts)
    report = build(tmp_path, replace(SMALL, sample=0.25))
    assert 400 < report.counts.total("documents_in") < 600
    with pytest.raises(LmkorError, match="sample"):
        build(tmp_path)


def test_kinds_of_text_are_balanced(tmp_path: Path) -> None:
    write_shard(tmp_path / "dedup", "one", ["갸냐댜 " * 5] * 20, "a", "paper", "news")
    for category in "bcde":
        write_shard(tmp_path / "dedup", category, ["거너더 " * 5] * 30, category, "shop", "review")
    build(tmp_path)
    entries = read_vocabulary(tmp_path / "vocab")
    assert entries.index("거너더") < entries.index("갸냐댜")
    options = replace(SMALL, temperature=0.0, balance="kind", weights={"a": 1.01})
    build(tmp_path, options, overwrite=True)
    assert WordCounts(tmp_path / "vocab-counts").kinds()["a", "paper"] == "news"
    entries = read_vocabulary(tmp_path / "vocab")
    assert "갸냐댜" in entries
    weights = group_weights(
        {("a", "s"): 10, ("b", "s"): 30, ("c", "t"): 60},
        {},
        0.0,
        {("a", "s"): "news", ("b", "s"): "review", ("c", "t"): "review"},
    )
    assert weights["a", "s"] * 10 == pytest.approx(50)
    assert weights["b", "s"] == pytest.approx(weights["c", "t"])


def test_names_of_few_documents_are_left_out_and_listed(tmp_path: Path) -> None:
    texts = [*sentences(300), *["김철수가 좋아요"] * 30, *["이순신이 좋아요"] * 150]
    write_shard(tmp_path / "dedup", "one", texts)
    build(tmp_path)
    assert [e for e in read_vocabulary(tmp_path / "vocab") if e.startswith("김철수")]
    build(tmp_path, replace(SMALL, names="drop"), overwrite=True)
    entries = read_vocabulary(tmp_path / "vocab")
    assert not [entry for entry in entries if entry.startswith("김철수")]
    assert [entry for entry in entries if entry.startswith("이순신")]
    listed = (tmp_path / "vocab" / "names_left_out.tsv").read_text().splitlines()
    assert {row.split("\t")[1] for row in listed[1:]} == {"30"}
