"""Keys come back from their files, each once, whatever the ranges they are asked for."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmkor_data.dedup.signatures import key_files
from lmkor_data.dedup.signatures.key_files import KeyWriter, range_bits, read_range


@given(
    st.lists(st.lists(st.integers(0, 2**64 - 1) | st.just(0), max_size=9), max_size=5),
    st.integers(0, 3),
    st.integers(0, 4),
    st.integers(1, 12),
)
def test_every_key_is_in_one_range(
    batches: list[list[int]], stored: int, asked: int, chunk: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(key_files, "_CHUNK", chunk)
        path = Path(folder) / "shard.arrow"
        with KeyWriter(path, stored) as writer:
            for batch in batches:
                keys = np.array(batch, np.uint64)
                writer.write(np.stack([keys, keys ^ np.uint64(1 << 63)]))
        everything = [key for batch in batches for key in batch]
        for number, flip in enumerate((0, 1 << 63)):
            found: dict[int, int] = {}
            for part in range(1 << asked):
                for keys, rows in read_range(path, number, asked, part):
                    assert all(key >> (64 - asked) == part for key in keys.tolist())
                    found.update(zip(rows.tolist(), keys.tolist(), strict=True))
            flipped = {row: key ^ flip for row, key in enumerate(everything)}
            assert found == {row: key for row, key in flipped.items() if key}


@pytest.mark.parametrize(
    ("documents", "bits"), [(0, 0), (1 << 24, 0), ((1 << 24) + 1, 1), (1 << 32, 8)]
)
def test_ranges_grow_with_the_corpus(documents: int, bits: int) -> None:
    assert range_bits(documents) == bits
