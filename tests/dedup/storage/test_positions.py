"""More documents than positions are refused, not removed at random."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lmkor_data.dedup.candidates.edges import star_edges
from lmkor_data.dedup.storage.positions import MOST_DOCUMENTS, require_positions
from lmkor_data.errors import LmkorError
from tests.dedup.corpora import document, run, write_clean


def test_the_last_position_is_reached_and_none_after_it() -> None:
    require_positions(MOST_DOCUMENTS)
    with pytest.raises(LmkorError, match=r"4,294,967,296 documents .* Deduplicate in batches"):
        require_positions(MOST_DOCUMENTS + 1)


def test_positions_near_the_limit_come_out_whole() -> None:
    positions = np.array([MOST_DOCUMENTS - 3, MOST_DOCUMENTS - 2, MOST_DOCUMENTS - 1], np.uint32)
    edges = star_edges(np.array([7, 8, 7], np.uint64), positions)
    assert edges.tolist() == [[MOST_DOCUMENTS - 3, MOST_DOCUMENTS - 1]]


def test_a_run_with_too_many_is_refused_before_it_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_clean(tmp_path / "clean", "a", [document(str(i), f"글 {i}") for i in range(4)])
    monkeypatch.setattr("lmkor_data.dedup.storage.positions.MOST_DOCUMENTS", 3)
    with pytest.raises(LmkorError, match="4 documents to compare at once"):
        run(tmp_path)
