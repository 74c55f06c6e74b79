"""The lines of texts of which a few were replaced, without measuring all of them again."""

from __future__ import annotations

import numpy as np
from numba import njit

from lmkor_data.cleaning.filters.line_measures import Lines
from lmkor_data.text.buffers import TextBuffers


def lines_after_replacement(
    texts: TextBuffers, lines: Lines, chosen: np.ndarray, new: Lines
) -> Lines:
    """The lines of `texts`: for text `chosen[k]` (ascending) those of text `k` in `new`, for the
    others `lines`, as they were measured before these were replaced."""
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
    _splice(
        texts.offsets,
        replaced,
        *(lines.starts, lines.ends, lines.first, lines.counts),
        *(new.starts, new.ends, new.first, new.counts),
        *(spliced.starts, spliced.ends, spliced.first, spliced.counts),
    )
    return spliced


@njit(cache=True, nogil=True)
def _splice(
    offsets: np.ndarray,
    replaced: np.ndarray,
    old_starts: np.ndarray,
    old_ends: np.ndarray,
    old_first: np.ndarray,
    old_counts: np.ndarray,
    new_starts: np.ndarray,
    new_ends: np.ndarray,
    new_first: np.ndarray,
    new_counts: np.ndarray,
    starts: np.ndarray,
    ends: np.ndarray,
    first: np.ndarray,
    counts: np.ndarray,
) -> None:
    for i in range(len(offsets) - 1):
        k = replaced[i]
        if k < 0:
            at = old_first[i]
            shift = offsets[i] - old_starts[at]
        else:
            at = new_first[k]
            shift = offsets[i] - new_starts[at]
        for line in range(first[i], first[i + 1]):
            if k < 0:
                starts[line], ends[line] = old_starts[at] + shift, old_ends[at] + shift
                row = old_counts[at]
            else:
                starts[line], ends[line] = new_starts[at] + shift, new_ends[at] + shift
                row = new_counts[at]
            for column in range(counts.shape[1]):
                counts[line, column] = row[column]
            at += 1
