"""Texts without some of their lines."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from lmkor_data.text.buffers import TextBuffers, text_array

_NEWLINE = np.uint8(10)


def keep_lines(
    texts: TextBuffers, keep: NDArray[np.bool_]
) -> tuple[pa.StringArray, NDArray[np.int32]]:
    """Keep the lines for which `keep` is true; returns the texts and the lines left in each.

    `keep` has one entry per line of all texts in order; an empty text is one line.
    """
    offsets = np.empty(texts.count + 1, np.int64)
    data = np.empty(texts.bytes + 1, np.uint8)
    left = np.empty(texts.count, np.int32)
    _keep_lines(texts.offsets, texts.data, keep, offsets, data, left)
    return text_array(offsets, data), left


@njit(cache=True, nogil=True)
def _keep_lines(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    keep: NDArray[np.bool_],
    new_offsets: NDArray[np.int64],
    new_data: NDArray[np.uint8],
    left: NDArray[np.int32],
) -> None:
    place = line = 0
    new_offsets[0] = 0
    for i in range(offsets.shape[0] - 1):
        left[i] = 0
        begin = offsets[i]
        for at in range(offsets[i], offsets[i + 1] + 1):
            if at == offsets[i + 1] or data[at] == _NEWLINE:
                if keep[line]:
                    if left[i]:
                        new_data[place] = _NEWLINE
                        place += 1
                    for j in range(begin, at):
                        new_data[place] = data[j]
                        place += 1
                    left[i] += 1
                line += 1
                begin = at + 1
        new_offsets[i + 1] = place
