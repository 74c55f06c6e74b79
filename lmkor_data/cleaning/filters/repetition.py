"""Repetition within a document: lines that stood before, and the words that come again most.

After Gopher (Rae et al. 2021, table A1) and FineWeb-2's limits for Korean; other than there, a run
of words counts only where it stands three times, for a good sentence often says a thing twice; its
first time is no repetition, which matters in short texts; and each word of the text counts in one
run only: in ㅋ ㅋ ㅋ ㅋ ㅋ ㅋ a run of two stands three times.
"""

# Numba hashes in uint64, which mypy cannot follow.
# mypy: disable-error-code="arg-type"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.cleaning.filters.line_measures import (
    LETTERS,
    PAIRS,
    LineArrays,
    Lines,
    Measures,
    line_measures,
)

#: Lines that a document must have for its repeated ones to be counted.
_LINES = 4
#: How often a run of words must stand in it.
_TIMES = 3
#: Bytes that are looked at; a longer text is judged by its beginning, so that memory is bounded.
_LONGEST = 1 << 22
#: Where more of the bigrams are new, no run of words can take much of the text.
_NOVEL = 0.8


def document_measures(lines: Lines) -> Measures:
    """Return the measures of each document: those of `line_measures`, and of repetition.

    | measure              | meaning                                                           |
    |----------------------|-------------------------------------------------------------------|
    | duplicate_line_share | lines that occurred before, of all lines (of 4 at least)          |
    | top_Ngram_share      | bytes taken by the further occurrences of the most frequent run   |
    |                      | of N = 2, 3, 4 words, if it occurs three times                    |
    """
    shares = repetition_shares(lines)
    measures = line_measures(lines.by_text, np.diff(lines.first))
    measures["duplicate_line_share"] = shares[:, 0]
    for n in (2, 3, 4):
        measures[f"top_{n}gram_share"] = shares[:, n - 1]
    return measures


def repetition_shares(lines: Lines) -> NDArray[np.float64]:
    """Return a row a text: the share of duplicate lines, and of the top 2-, 3- and 4-grams."""
    shares = np.zeros((len(lines.first) - 1, 4))
    of_text = lines.by_text
    worn = of_text[:, PAIRS] < _NOVEL * of_text[:, LETTERS]
    chosen = np.flatnonzero(worn | (np.diff(lines.first) >= _LINES))
    if len(chosen):
        bytes_ = lines.ends[lines.first[chosen + 1] - 1] - lines.starts[lines.first[chosen]]
        size = 1 << max(4, min(int(bytes_.max()), _LONGEST).bit_length())
        _repetition(lines.arrays, chosen, worn, size, shares)
    return shares


class _Runs(NamedTuple):
    """A hash table of runs of words, of a power of two of slots; used where the stamp is ours."""

    keys: NDArray[np.uint64]
    stamps: NDArray[np.int64]
    counts: NDArray[np.int64]
    behind: NDArray[np.int64]  #: the word behind the latest run that was counted


@njit(cache=True, nogil=True)
def _repetition(
    lines: LineArrays,
    chosen: NDArray[np.int64],
    worn: NDArray[np.bool_],
    size: int,
    shares: NDArray[np.float64],
) -> None:
    """`size`: a power of two, at least the bytes of the longest text."""
    data, starts, ends, first = lines.data, lines.starts, lines.ends, lines.first
    runs = _Runs(
        np.zeros(size, np.uint64),
        np.zeros(size, np.int64),
        np.zeros(size, np.int64),
        np.zeros(size, np.int64),
    )
    words = np.empty(size // 2 + 1, np.uint64)
    widths = np.empty(size // 2 + 1, np.int64)
    stamp = 0
    for i in chosen:
        last = min(ends[first[i + 1] - 1], starts[first[i]] + _LONGEST)
        number = 0
        while first[i] + number < first[i + 1] and ends[first[i] + number] <= last:
            number += 1
        written = 0  # lines with a letter; rules of dashes and empty bullets may come again
        for j in range(first[i], first[i] + number):
            written += lines.counts[j, LETTERS] > 0
        if written >= _LINES:
            stamp += 1
            again = 0
            for j in range(first[i], first[i] + number):
                if lines.counts[j, LETTERS] == 0:
                    continue
                h = np.uint64(14695981039346656037)
                for k in range(starts[j], ends[j]):
                    h = (h ^ np.uint64(data[k])) * np.uint64(1099511628211)
                again += _add(h, j, j + 1, runs, stamp) > 1
            shares[i, 0] = again / written
        if not worn[i]:
            continue
        count, total = _words(data, starts[first[i]], last, words, widths)
        for n in range(2, 5):
            stamp += 1
            most, most_width = 1, 0
            for j in range(count - n + 1):
                h = np.uint64(n)
                width = 0
                for m in range(n):
                    h = (h ^ words[j + m]) * np.uint64(0x9E3779B97F4A7C15)
                    h ^= h >> np.uint64(29)
                    width += widths[j + m]
                times = _add(h, j, j + n, runs, stamp)
                if times > most or (times == most > 1 and width > most_width):
                    most, most_width = times, width
            if most < _TIMES:
                break
            shares[i, n - 1] = (most - 1) * most_width / total


@njit(cache=True, nogil=True)
def _words(
    data: NDArray[np.uint8], k: int, last: int, words: NDArray[np.uint64], widths: NDArray[np.int64]
) -> tuple[int, int]:
    """Fill in the hashes and bytes of the words; returns how many, and their bytes."""
    count, total = 0, 0
    while k < last:
        if data[k] == 0x20 or data[k] == 0x0A:
            k += 1
            continue
        begin = k
        h = np.uint64(14695981039346656037)
        while k < last and data[k] != 0x20 and data[k] != 0x0A:
            h = (h ^ np.uint64(data[k])) * np.uint64(1099511628211)
            k += 1
        words[count] = h
        widths[count] = k - begin
        total += k - begin
        count += 1
    return count, total


@njit(cache=True, nogil=True, inline="always")
def _add(
    key: int,
    begin: int,
    end: int,
    runs: _Runs,
    stamp: int,
) -> int:
    """How often `key` stood under this stamp without overlapping itself, now included, if it does
    not overlap: it stands from `begin` to `end`."""
    keys, stamps, counts, behind = runs
    size = len(keys)
    slot = np.int64((key >> np.uint64(20)) & np.uint64(size - 1))
    while stamps[slot] == stamp and keys[slot] != key:
        slot = (slot + 1) & (size - 1)
    if stamps[slot] != stamp:
        stamps[slot] = stamp
        keys[slot] = key
        counts[slot] = 0
        behind[slot] = begin
    if behind[slot] <= begin:
        counts[slot] += 1
        behind[slot] = end
    return counts[slot]
