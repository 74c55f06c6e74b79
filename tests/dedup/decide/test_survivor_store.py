"""A part decided block by block, against the rule in plain Python over all of it."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lmkor_data.dedup.candidates.external_merge import merge
from lmkor_data.dedup.candidates.sorted_runs import SCHEMA, RunWriter
from lmkor_data.dedup.decide.shingle_sets import features
from lmkor_data.dedup.decide.survivor_selection import EXACT, NEAR, SURVIVES, Decisions, decide
from lmkor_data.dedup.decide.survivor_store import SurvivorStore
from lmkor_data.dedup.signatures.banding import banding_for
from lmkor_data.dedup.signatures.document_keys import document_keys
from lmkor_data.text.buffers import text_buffers
from tests.dedup.oracles import jaccard

BANDING = banding_for(0.8)


def edited(seed: int) -> list[str]:
    """120 texts: a few, each in many copies with a letter or two changed; the last two alike."""
    draw = random.Random(seed)
    words = ["배송", "빨라요", "향이", "좋아요", "크림", "발림성", "재구매", "의사", "있음", "촉촉"]
    made = [" ".join(draw.choices(words, k=draw.choice([1, 12, 16]))) for _ in range(15)]
    for _ in range(105):
        text = list(draw.choice(made))
        for _ in range(draw.randint(0, 2)):
            text[draw.randrange(len(text))] = draw.choice("가나 !")
        made.append("".join(text))
    alike = "이 크림은 발림성이 정말 좋고 향도 은은해서 아침마다 바르고 있어요"
    return [*made[:-2], alike, alike + "~ ㅎㅎ"]


def by_blocks(folder: Path, texts: list[str], sizes: list[int], pinned: int) -> Decisions:
    """The decisions when blocks of these sizes are decided one after the other."""
    whole = Decisions.undecided(np.arange(len(texts)))
    begin = 0
    with SurvivorStore(folder / "part") as store:
        for size in sizes:
            column = pa.array(texts[begin : begin + size], pa.string())
            positions = np.arange(begin, begin + len(column))
            decisions = Decisions.undecided(positions)
            documents = features(text_buffers(column), BANDING, 1)
            index_matches = min(max(0, pinned - begin), len(column))
            store.probe(documents, decisions, 0.8, index_matches)
            decide(documents, positions, decisions, 0.8, index_matches)
            stay = np.flatnonzero(decisions.decision == SURVIVES)
            store.add(column.take(pa.array(stay)), documents.keys[:, stay], positions[stay])
            for one, all_ in (
                (decisions.decision, whole.decision),
                (decisions.survivor, whole.survivor),
                (decisions.similarity, whole.similarity),
            ):
                all_[begin : begin + size] = one
            begin += size
    assert not list(folder.iterdir())
    return whole


def by_the_rule(texts: list[str], pinned: int) -> list[tuple[int, int, float]]:
    """(decision, survivor, similarity) of each: the module's docstring in plain Python."""
    keys = document_keys(text_buffers(pa.array(texts, pa.string())), BANDING, 1)[0].T.tolist()
    stay: list[int] = []
    decisions: list[tuple[int, int, float]] = []
    for i, text in enumerate(texts):
        copies = [j for j in stay if keys[j][0] == keys[i][0] != 0]
        met = [
            j
            for j in stay
            if any(a == b != 0 for a, b in zip(keys[i][1:], keys[j][1:], strict=True))
        ]
        alike = [(jaccard(text, texts[j]), -j) for j in met]
        best = max(alike, default=(0.0, 0))
        if i >= pinned and copies:
            decisions.append((EXACT, copies[-1], 1.0))
        elif i >= pinned and best[0] >= 0.8:
            decisions.append((NEAR, -best[1], best[0]))
        else:
            decisions.append((SURVIVES, i, 0.0))
            stay.append(i)
    return decisions


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**6), cuts=st.lists(st.integers(0, 120), max_size=6), data=st.data())
def test_where_blocks_end_decides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, cuts: list[int], data: st.DataObject
) -> None:
    texts = edited(seed)
    pinned = data.draw(st.sampled_from([0, 0, 30]))
    bounds = sorted({0, *cuts, 120})
    sizes = [b - a for a, b in itertools.pairwise(bounds)]
    memory = data.draw(st.sampled_from([3000, 1 << 28]))
    heavy = data.draw(st.sampled_from([2, 5, 128]))
    monkeypatch.setattr("lmkor_data.dedup.decide.survivor_selection.HEAVY", heavy)
    monkeypatch.setattr("lmkor_data.dedup.decide.stored_comparison.HEAVY", heavy)
    monkeypatch.setattr("lmkor_data.dedup.decide.survivor_store.BLOCK_MEMORY", memory)
    found = by_blocks(tmp_path, texts, sizes, pinned)
    expected = by_the_rule(texts, pinned)
    assert found.decision.tolist() == [decision for decision, _, _ in expected]
    assert found.survivor.tolist() == [survivor for _, survivor, _ in expected]
    assert found.similarity == pytest.approx([similarity for _, _, similarity in expected])
    assert set(found.decision.tolist()) == {SURVIVES, EXACT, NEAR}


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**6), memory=st.sampled_from([1.0, 4000.0, 50_000.0, 1e9]))
def test_a_merge_gives_every_candidate_once_and_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, memory: float
) -> None:
    draw = random.Random(seed)
    memory_of_runs = draw.choice([4000, 20_000, 1 << 28])
    monkeypatch.setattr("lmkor_data.dedup.candidates.sorted_runs.BLOCK_MEMORY", memory_of_runs)
    expected: list[tuple[int, ...]] = []
    paths = []
    for number in range(draw.randint(1, 4)):
        rows = [
            {
                "new": draw.random() < 0.8,
                "preference": draw.choice([0, 5, 2**64 - 1, draw.getrandbits(64)]),
                "id": draw.choice(["", "a", "product-1", "product-12", "상품-12", "\U0001f600"]),
                "position": number * 1000 + place,
                "text": "가" * draw.randint(0, 50),
            }
            for place in range(draw.randint(0, 60))
        ]
        parts = np.array([draw.randint(0, 2) for _ in rows], np.uint32)
        paths.append(tmp_path / f"shard-{number}.arrow")
        with RunWriter(paths[-1], 5) as writer:
            for begin in range(0, len(rows), 17):
                batch = pa.RecordBatch.from_pylist(rows[begin : begin + 17], SCHEMA)
                writer.write(batch, parts[begin : begin + 17])
        expected += [tuple(r.values()) for r, p in zip(rows, parts, strict=True) if p == 1]
    blocks = list(merge(paths, 1, memory))
    found = [tuple(row.values()) for block in blocks for row in block.rows.to_pylist()]
    assert found == sorted(expected)
    assert [block.more for block in blocks] == [True] * (len(blocks) - 1) + [False] * bool(blocks)
    assert all(block.rows.num_rows for block in blocks)
    if memory == 1.0:
        assert all(block.rows.num_rows == 1 for block in blocks)
