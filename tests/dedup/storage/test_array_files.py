"""Arrays come back from files as they were, and a full disk is noticed to the last byte."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from lmkor_data.dedup.storage.array_files import save, write_items, write_npy

ARRAYS = [
    np.arange(300, dtype=np.uint64),
    np.empty((0, 2), np.uint32),
    np.array([True, False, True]),
    np.arange(12, dtype=np.uint32).reshape(3, 4).T,
]


@pytest.mark.parametrize("array", ARRAYS)
def test_numpy_reads_what_was_written(tmp_path: Path, array: np.ndarray) -> None:
    save(tmp_path / "a.npy", array)
    read = np.load(tmp_path / "a.npy")
    assert read.dtype == array.dtype
    assert np.array_equal(read, array)
    items = io.BytesIO()
    write_items(items, array)
    assert items.getvalue() == array.tobytes()


@pytest.mark.parametrize("number", [1, 100, 1 << 16])
def test_a_full_disk_is_an_error_however_small_the_array(number: int) -> None:
    with (
        pytest.raises(OSError, match="No space left"),
        Path("/dev/full").open("wb") as file,
    ):
        write_items(file, np.zeros(number, np.uint32))
    with pytest.raises(OSError, match="No space left"):
        write_npy(Path("/dev/full"), np.zeros(number, np.uint32))
