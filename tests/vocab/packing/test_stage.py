"""Packed sequences hold the corpus, whole, in the form each family reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tokenizers import Tokenizer

from lmkor_data.corpus.layout import shards
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.pool import Pool
from lmkor_data.engine.runners import InProcess, Runner
from lmkor_data.engine.stage import StageReport
from lmkor_data.errors import LmkorError
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.packing.stage import PACKED, PackOptions, pack
from lmkor_data.vocab.stage import build_vocab
from lmkor_data.vocab.tokenizer.tokenizer_folder import SPECIAL, make_tokenizer, write_tokenizer
from tests.vocab.corpora import ENDINGS, STEMS, sentences, write_shard

CLS, SEP = 2, 3


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("pack")
    lines = sentences(900, 5)
    documents = ["\n".join(lines[i : i + 1 + i % 4]) for i in range(0, 890, 3)]
    write_shard(root / "dedup", "one", [*documents, ""], "cosmetics")
    write_shard(root / "dedup", "two", documents[:50], "food", "market")
    (root / "vocab").mkdir()
    letters = sorted({c for text in lines for c in text.lower() if not c.isspace()})
    entries = [*SPECIAL, *letters, *(f"##{c}" for c in letters), *STEMS]
    entries += [f"##{ending}" for ending in ENDINGS if len(ending) > 1]
    write_tokenizer(root / "vocab", list(dict.fromkeys(entries)), "bert", 512)
    return root


def packed(
    root: Path, target: Path, family: str, length: int = 32, runner: Runner | None = None
) -> tuple[StageReport, pa.Table]:
    report = pack(
        root / "dedup",
        target,
        root / "vocab",
        PackOptions(family, length),
        context=StageContext(runner or InProcess()),
    )
    tables = [pq.read_table(shard.path, schema=PACKED) for shard in shards(target)]
    return report, pa.concat_tables(tables)


def entries_of(root: Path) -> list[str]:
    return (root / "vocab" / "vocab.txt").read_text().splitlines()


def expected_ids(root: Path) -> list[int]:
    """Every token of the corpus by Hugging Face's tokenizer, in order."""
    tokenizer = make_tokenizer(entries_of(root))
    texts: Sequence[str] = [
        text
        for shard in shards(root / "dedup")
        for text in pq.read_table(shard.path, columns=["text"])["text"].to_pylist()
    ]
    return [i for text in texts for i in tokenizer.encode(text, add_special_tokens=False).ids]


@pytest.mark.parametrize("family", ["electra", "funnel", "gpt"])
def test_one_segment_families_hold_every_token_in_order(
    corpus: Path, tmp_path: Path, family: str
) -> None:
    report, table = packed(corpus, tmp_path, family)
    rows = table["input_ids"].to_pylist()
    assert max(map(len, rows)) <= 32
    assert all(row[0] == CLS and row[-1] == SEP for row in rows)
    held = [i for row in rows for i in row if i not in (CLS, SEP)]
    assert held == expected_ids(corpus)
    assert report.facts["tokens"] == len(held)
    assert sum(report.facts["tokens_by_category"].values()) == len(held)
    assert report.counts.missing() == 0
    assert np.mean([len(row) for row in rows]) > 20  # short reviews share a sequence


def test_words_and_sentences_are_marked(corpus: Path, tmp_path: Path) -> None:
    entries = entries_of(corpus)
    _, table = packed(corpus, tmp_path, "electra")
    sentences_seen = 0
    for row in table.to_pylist():
        whole = [not entries[i].startswith("##") for i in row["input_ids"]]
        assert row["word_starts"] == whole
        assert all(row["word_starts"][place] for place in row["sentence_starts"])
        sentences_seen += len(row["sentence_starts"])
    tables = [pq.read_table(s.path)["text"].to_pylist() for s in shards(corpus / "dedup")]
    assert sentences_seen == sum(len(t.split("\n")) for texts in tables for t in texts if t)


def test_albert_segments_are_in_order_or_swapped(corpus: Path, tmp_path: Path) -> None:
    _, table = packed(corpus, tmp_path, "albert")
    everything = "".join(map(chr, expected_ids(corpus)))
    labels = set()
    for row in table.to_pylist():
        if row["second_start"] is None:
            continue
        a, b = (
            row["input_ids"][1 : row["second_start"] - 1],
            row["input_ids"][row["second_start"] : -1],
        )
        ordered = [*b, *a] if row["label"] else [*a, *b]
        assert "".join(chr(i) for i in ordered if i != SEP) in everything
        labels.add(row["label"])
    assert labels == {0, 1}


def test_bert_second_segments_follow_or_come_from_elsewhere(corpus: Path, tmp_path: Path) -> None:
    _, table = packed(corpus, tmp_path, "bert")
    everything = "".join(map(chr, expected_ids(corpus)))
    shares = []
    for row in table.to_pylist():
        assert len(row["input_ids"]) <= 32
        if row["label"] is None:
            continue
        shares.append(row["label"])
        if row["label"] == 0:
            body = "".join(chr(i) for i in row["input_ids"] if i not in (CLS, SEP))
            assert body in everything
    assert 0.35 < np.mean(shares) < 0.65


def test_bertshared_writes_what_follows(corpus: Path, tmp_path: Path) -> None:
    _, table = packed(corpus, tmp_path, "bertshared")
    everything = "".join(map(chr, expected_ids(corpus)))
    for row in table.to_pylist():
        assert max(len(row["input_ids"]), len(row["labels"])) <= 32
        both = [*row["input_ids"], *row["labels"]]
        assert "".join(chr(i) for i in both if i not in (CLS, SEP)) in everything


def test_the_same_bytes_with_any_number_of_workers(corpus: Path, tmp_path: Path) -> None:
    pool = Pool(2)
    packed(corpus, tmp_path / "a", "bert")
    packed(corpus, tmp_path / "b", "bert", runner=pool)
    pool.close()
    for one, other in zip(shards(tmp_path / "a"), shards(tmp_path / "b"), strict=True):
        assert one.path.read_bytes() == other.path.read_bytes()


def test_a_second_run_finds_all_done_and_other_lengths_are_refused(
    corpus: Path, tmp_path: Path
) -> None:
    packed(corpus, tmp_path, "gpt")
    report, _ = packed(corpus, tmp_path, "gpt")
    assert (report.tasks_done, report.tasks_skipped) == (0, 2)
    with pytest.raises(LmkorError, match="max_length"):
        packed(corpus, tmp_path, "gpt", 64)


def test_another_vocabulary_is_refused_even_where_only_its_middle_differs(
    corpus: Path, tmp_path: Path
) -> None:
    packed(corpus, tmp_path / "packed", "gpt")
    entries = entries_of(corpus)
    middle = len(entries) // 2
    entries[middle], entries[middle + 1] = entries[middle + 1], entries[middle]
    other = vocabulary_of(tmp_path, entries)
    with pytest.raises(LmkorError, match="vocabulary"):
        pack_with(corpus, other, tmp_path / "packed")


def test_clear_faults(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(LmkorError, match=r"vocab\.txt cannot be read"):
        pack_with(corpus, tmp_path, tmp_path / "packed")
    no_cls = vocabulary_of(tmp_path, [e for e in entries_of(corpus) if e not in ("[CLS]", "[SEP]")])
    with pytest.raises(LmkorError, match=r"no entry \[CLS\], \[SEP\]"):
        pack_with(corpus, no_cls, tmp_path / "packed")
    with pytest.raises(LmkorError, match="holds no Parquet files"):
        pack_with(tmp_path, corpus / "vocab", tmp_path / "packed")
    assert not shards(tmp_path / "packed")


def test_documents_without_text_make_no_sequence(corpus: Path, tmp_path: Path) -> None:
    write_shard(tmp_path / "dedup", "one", ["", " \n ", ""], "cosmetics")
    report = pack_with(tmp_path, corpus / "vocab", tmp_path / "packed")
    assert (report.facts["tokens"], report.facts["sequences"]) == (0, 0)
    assert report.counts.missing() == 0


def test_the_last_ids_of_16_bits_are_kept(corpus: Path, tmp_path: Path) -> None:
    entries = entries_of(corpus)
    entries += [f"[unused{i}]" for i in range((1 << 16) - len(entries) - 1)]
    folder = vocabulary_of(tmp_path, [*entries, "끝말잇기"])
    write_shard(tmp_path / "dedup", "one", ["끝말잇기"], "cosmetics")
    pack_with(tmp_path, folder, tmp_path / "packed")
    table = pq.read_table(shards(tmp_path / "packed")[0].path, schema=PACKED)
    assert table["input_ids"].to_pylist() == [[CLS, 65_535, SEP]]


def vocabulary_of(root: Path, entries: list[str]) -> Path:
    folder = root / f"vocab-{len(entries)}"
    folder.mkdir()
    (folder / "vocab.txt").write_text("".join(f"{entry}\n" for entry in entries))
    return folder


def pack_with(root: Path, vocabulary: Path, target: Path) -> StageReport:
    return pack(
        root / "dedup",
        target,
        vocabulary,
        PackOptions("gpt", 32),
        context=StageContext(),
    )


def test_a_tokenizer_for_decoders_is_packed_with_its_line_breaks(
    corpus: Path, tmp_path: Path
) -> None:
    build_vocab(corpus / "dedup", tmp_path / "bpe", VocabOptions(600, 4, model="bpe"))
    pack_with(corpus, tmp_path / "bpe", tmp_path / "packed")
    tokenizer = Tokenizer.from_file(str(tmp_path / "bpe" / "tokenizer.json"))
    end = tokenizer.token_to_id("<|endoftext|>")
    ids = [
        token
        for shard in shards(tmp_path / "packed")
        for row in pq.read_table(shard.path)["input_ids"].to_pylist()
        for token in row[1:-1]
    ]
    assert end in ids
    texts = [
        text
        for shard in shards(corpus / "dedup")
        for text in pq.read_table(shard.path)["text"].to_pylist()
        if text
    ]
    decoded = tokenizer.decode([i for i in ids if i != end])
    assert decoded == "".join(texts)
    with pytest.raises(LmkorError, match="--for gpt"):
        pack(corpus / "dedup", tmp_path / "other", tmp_path / "bpe", PackOptions("bert"))


def test_large_vocabularies_get_wider_ids(corpus: Path, tmp_path: Path) -> None:
    most = [*entries_of(corpus), *(f"{i}" for i in range(10_000, 10_000 + (1 << 16)))]
    pack_with(corpus, vocabulary_of(tmp_path, most), tmp_path / "packed")
    table = pq.read_table(shards(tmp_path / "packed")[0].path)
    assert table.schema.field("input_ids").type.value_type == pa.uint32()
