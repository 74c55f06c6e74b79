"""Update measured lines where a few texts were replaced, without measuring the others again."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.cleaning.filters.line_measures import LineArrays, Lines
from lmkor_data.text.buffers import TextBuffers


def lines_after_replacement(
    texts: TextBuffers, lines: Lines, chosen: NDArray[np.int64], new: Lines
) -> Lines:
    """Return the lines of `texts`, of which the texts `chosen` (ascending) were replaced.

    Text `chosen[k]` has the lines of text `k` in `new`, the others those in `lines`.
    """
    number = np.diff(lines.first)
    number[chosen] = np.diff(new.first)
    first = np.zeros(len(number) + 1, np.int64)
    np.cumsum(number, out=first[1:])
    size = int(first[-1])
    spliced = Lines(
        texts.data,
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        first,
        np.empty((size, lines.counts.shape[1]), np.int32),
    )
    replaced = np.full(len(number), -1, np.int64)
    replaced[chosen] = np.arange(len(chosen))
    _splice(texts.offsets, replaced, lines.arrays, new.arrays, spliced.arrays)
    return spliced


@njit(cache=True, nogil=True)
def _splice(
    offsets: NDArray[np.int64],
    replaced: NDArray[np.int64],
    old: LineArrays,
    new: LineArrays,
    out: LineArrays,
) -> None:
    for i in range(len(offsets) - 1):
        k = replaced[i]
        if k < 0:
            at = old.first[i]
            shift = offsets[i] - old.starts[at]
        else:
            at = new.first[k]
            shift = offsets[i] - new.starts[at]
        for line in range(out.first[i], out.first[i + 1]):
            if k < 0:
                out.starts[line], out.ends[line] = old.starts[at] + shift, old.ends[at] + shift
                row = old.counts[at]
            else:
                out.starts[line], out.ends[line] = new.starts[at] + shift, new.ends[at] + shift
                row = new.counts[at]
            for column in range(out.counts.shape[1]):
                out.counts[line, column] = row[column]
            at += 1
