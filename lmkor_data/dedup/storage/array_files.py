"""Write arrays so that a full disk raises an error.

NumPy's own writers (`tofile`, and therefore `np.save`) close a C buffer without checking whether
it reached the disk: on a full one the last 4 KB of an array can be missing without an error.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from lmkor_data.corpus.files import appearing


def write_items(file: IO[bytes], array: NDArray[Any]) -> None:
    """Write the items of an array in C order; raises `OSError` where not all of them fit."""
    file.write(np.ascontiguousarray(array).data)


def write_npy(path: Path, array: NDArray[Any]) -> None:
    """Write the file that `np.save` writes; raises `OSError` on a full disk."""
    array = np.ascontiguousarray(array)
    with path.open("wb") as file:
        header = np.lib.format.header_data_from_array_1_0(array)
        np.lib.format.write_array_header_1_0(file, header)
        write_items(file, array)


def save(path: Path, array: NDArray[Any]) -> None:
    """Write an array file that appears whole or not at all, for `np.load(path, mmap_mode="r")`."""
    with appearing(path) as unfinished:
        write_npy(unfinished, array)
