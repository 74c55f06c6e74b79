"""Asking for near copies: by text, by MinHash; and a second opinion on what stayed."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from datasketch import MinHash

from lmkor_data import LmkorError, NearDuplicates, deduplicate, open_corpus, shingle_hash_32
from lmkor_data.dedup.audit import audit
from tests.pipeline.reviews import REVIEWS, write_jsonl

NEAR = REVIEWS[3] + "!"


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("near") / "corpus"
    write_jsonl(root.parent / "reviews.jsonl", [{"text": text} for text in [*REVIEWS, NEAR]])
    corpus = open_corpus(root)
    corpus.import_files("tables", [root.parent / "reviews.jsonl"], source="shop")
    corpus.clean(sentences="none")
    corpus.dedup()
    return root / "clean"


def signature(text: str, permutations: int, seed: int = 1, **how: object) -> MinHash:
    made = MinHash(permutations, seed=seed, **how)
    made.update_batch([text[i : i + 5].encode() for i in range(len(text) - 4)])
    return made


def test_every_document_finds_itself_and_its_near_copies(clean: Path) -> None:
    near = NearDuplicates.open(clean)
    assert len(near) == len(REVIEWS) + 1
    for text in REVIEWS:
        found = near.query(text)
        assert found[0].similarity == 1.0
        assert [match.text for match in found] == ([text, NEAR] if text == REVIEWS[3] else [text])


def test_a_minhash_of_our_kind_finds_the_same(clean: Path) -> None:
    near = NearDuplicates.open(clean)
    for text in REVIEWS[:5]:
        asked = signature(text, near.permutations, hashfunc=shingle_hash_32)
        assert near.query(asked)[0].text == text


@pytest.mark.parametrize("how", [{}, {"hashfunc": shingle_hash_32, "seed": 2}])
def test_a_minhash_of_another_kind_is_refused(clean: Path, how: dict) -> None:
    near = NearDuplicates.open(clean)
    with pytest.raises(LmkorError, match="cannot be compared"):
        near.query(signature(REVIEWS[0], near.permutations, **how))
    with pytest.raises(LmkorError, match="not a datasketch MinHash"):
        near.query(42)


def test_datasketch_finds_what_dedup_missed_and_nothing_in_what_stayed(clean: Path) -> None:
    (missed,) = audit(clean).missed
    assert missed.similarity > 0.8
    assert audit(clean.parent / "dedup").missed == ()


def test_a_table_keeps_its_columns_and_rows_in_order() -> None:
    texts = [REVIEWS[0], REVIEWS[1], REVIEWS[0], None, REVIEWS[2]]
    table = pa.table({"text": texts, "n": range(5), "list": [[i] for i in range(5)]})
    result = deduplicate(table)
    assert result.kept.schema == table.schema
    assert result.kept.column("n").to_pylist() == [0, 1, 3, 4]
    assert result.removed.to_pylist() == [
        {"row": 2, "rule": "exact", "survivor_row": 0, "similarity": 1.0}
    ]
    with pytest.raises(LmkorError, match="No column `body`"):
        deduplicate(table, text="body")
