"""Arrays to files, so that a full disk is an error.

NumPy's own writers (`tofile`, and so `np.save`) close a buffer of C's without asking whether it
went onto the disk: on a full one the last 4 KB of an array can be missing and nobody is told.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO

import numpy as np

from lmkor_data.corpus.files import appearing


def write_items(file: IO[bytes], array: np.ndarray) -> None:
    """The items alone, row by row; raises `OSError` where not all of them find room."""
    file.write(np.ascontiguousarray(array).data)


def write_npy(path: Path, array: np.ndarray) -> None:
    """What `np.save` writes."""
    array = np.ascontiguousarray(array)
    with path.open("wb") as file:
        header = np.lib.format.header_data_from_array_1_0(array)
        np.lib.format.write_array_header_1_0(file, header)
        write_items(file, array)


def save(path: Path, array: np.ndarray) -> None:
    """Write an array whole or not at all; `np.load(path, mmap_mode="r")` reads it."""
    with appearing(path) as unfinished:
        write_npy(unfinished, array)
