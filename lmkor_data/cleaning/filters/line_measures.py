"""Count letters, words and marks of clean text line by line, in one pass.

`measures_twin` in the tests is the same in plain Python.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numba import int64, njit
from numpy.typing import NDArray

from lmkor_data.cleaning.letters import is_letter
from lmkor_data.text.buffers import TextBuffers

#: Columns of `Lines.counts`.
LETTERS, HANGUL, WORDS, MARKS, PAIRS, HINTS, NAMES, SYLLABLES = range(8)

#: Letters after which pairs count as new again, so that `fresh` does not hang on a line's length.
CHUNK = 256

_PAIR_BITS = 12

#: Syllables of a line are counted up to this: few are what filters ask about.
_SYLLABLES = 16

#: Fewer marks than this make no list.
_MARKS = 3

#: Values by the name of the measure, one a line or a text.
Measures: TypeAlias = dict[str, NDArray[Any]]


class LineArrays(NamedTuple):
    """`Lines` as kernels take them."""

    data: NDArray[np.uint8]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    first: NDArray[np.int64]
    counts: NDArray[np.int32]


@dataclass(frozen=True)
class Lines:
    """The lines of texts: line `j` is `data[starts[j]:ends[j]]`; text `i` has those from
    `first[i]` to `first[i + 1]`, one at least."""

    data: NDArray[np.uint8]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    first: NDArray[np.int64]  #: one more than there are texts
    counts: NDArray[np.int32]  #: a row a line, the columns above

    @property
    def arrays(self) -> LineArrays:
        """The same for kernels."""
        return LineArrays(self.data, self.starts, self.ends, self.first, self.counts)

    @functools.cached_property
    def by_text(self) -> NDArray[np.int64]:
        """The counts of each text."""
        sums = np.zeros((len(self.first) - 1, self.counts.shape[1]), np.int64)
        _add_up(self.first, self.counts, sums)
        return sums

    def read(self) -> list[str]:
        """Return every line as a string."""
        spans = zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        return [self.data[first:end].tobytes().decode() for first, end in spans]

    def text(self, line: int) -> str:
        """Return one line as a string."""
        return self.data[self.starts[line] : self.ends[line]].tobytes().decode()

    def text_of_line(self) -> NDArray[np.int64]:
        """Return which text each line belongs to."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))


def measure_lines(texts: TextBuffers, hints: NDArray[np.uint16]) -> Lines:
    """Count in every line of clean text:

    LETTERS (Hangul, Latin, digits), HANGUL among them, WORDS that hold a letter, MARKS of lists
    (a hashtag, `|`, `/` between blanks, and so `>` on a path that begins at 홈: 가격 > 양 > 맛 is a
    ranking), PAIRS of letters side by side (blanks aside)
    that are new within CHUNK letters, HINTS: the bits that `hints` (uint16, 65,536) has for pairs,
    NAMES: Latin letters and digits of words that hold both, SYLLABLES of Hangul.
    """
    first, last = int(texts.offsets[0]), int(texts.offsets[-1])
    number = int(np.count_nonzero(texts.data[first:last] == 0x0A)) + texts.count
    lines = Lines(
        texts.data,
        np.empty(number, np.int64),
        np.empty(number, np.int64),
        np.empty(texts.count + 1, np.int64),
        np.zeros((number, SYLLABLES + 1), np.int32),
    )
    _measure(texts.offsets, hints, lines.arrays)
    return lines


def line_measures(counts: NDArray[np.int32], lines: NDArray[np.int64] | int = 1) -> Measures:
    """Return the measures of lines, or of texts of so many `lines` (rows as in `Lines.counts`).

    | measure            | meaning                                                             |
    |--------------------|---------------------------------------------------------------------|
    | any_letter         | 1 if there is a letter, else 0                                      |
    | letters            | Hangul, Latin letters and digits                                    |
    | hangul             | Hangul letters                                                      |
    | syllables          | Hangul syllables (16 a line at most), those of laughter aside (하하) |
    | hangul_share       | hangul / letters, but those of names such as WH-1000XM5             |
    | words              | words that hold a letter                                            |
    | mean_word_length   | letters / words                                                     |
    | distinct_bigrams   | pairs of letters that are new among the last 256 letters            |
    | novel_bigram_share | the same as a share of the letters: 1 is usual, filler has .1       |
    | list_mark_share    | hashtags, `|` and `/` or `>` between blanks (3 at least), per word  |
    """
    letters = np.maximum(counts[:, LETTERS], 1)
    words = np.maximum(counts[:, WORDS], 1)
    marks = np.where(counts[:, MARKS] < _MARKS, 0, counts[:, MARKS])
    return {
        "any_letter": np.minimum(counts[:, LETTERS], 1),
        "letters": counts[:, LETTERS],
        "hangul": counts[:, HANGUL],
        "syllables": counts[:, SYLLABLES],
        "hangul_share": counts[:, HANGUL] / np.maximum(counts[:, LETTERS] - counts[:, NAMES], 1),
        "words": counts[:, WORDS],
        "mean_word_length": counts[:, LETTERS] / words,
        "distinct_bigrams": counts[:, PAIRS],
        "novel_bigram_share": (counts[:, PAIRS] + lines) / letters,
        "list_mark_share": marks / words,
    }


@njit(cache=True, nogil=True)
def _add_up(first: NDArray[np.int64], counts: NDArray[np.int32], sums: NDArray[np.int64]) -> None:
    for i in range(len(sums)):
        for line in range(first[i], first[i + 1]):
            for column in range(counts.shape[1]):
                sums[i, column] += counts[line, column]


@njit(cache=True, nogil=True, inline="always")
def pair_key(before: int, here: int) -> int:
    """16 bits for two code points below 65,536."""
    return (before * 40503 + here * 9973) >> 3 & 0xFFFF


@njit(cache=True, nogil=True)
def _measure(
    offsets: NDArray[np.int64],
    hints: NDArray[np.uint16],
    lines: LineArrays,
) -> None:
    data, starts, ends, first, counts = lines
    # In which chunk a pair was met last; the place behind all others is for a line's first letter.
    seen = np.zeros((1 << _PAIR_BITS) + 1, np.int32)
    chunk = 0
    line = 0
    for i in range(len(offsets) - 1):
        first[i] = line
        k, last = offsets[i], offsets[i + 1]
        while True:
            starts[line] = k
            letters, hangul, words, marks, pairs, hinted = 0, 0, 0, 0, 0, 0
            names, syllables = 0, 0
            latin, digits = 0, 0  # of the word
            before = 0
            chunk += 1
            until = CHUNK
            in_word = False
            tag = False  # whether the word is a hashtag
            while k < last:
                b = int64(data[np.uint64(k)])
                if b >= 0xE0:
                    second, third = int64(data[np.uint64(k + 1)]), int64(data[np.uint64(k + 2)])
                    c = (b & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
                    k += 3
                    if not (b >= 0xEA or 0x3131 <= c <= 0x3163):
                        continue
                    hangul += 1
                    if syllables < _SYLLABLES and b >= 0xEA and not _laughs(c):
                        syllables += 1
                elif b == 0x20:
                    k += 1
                    in_word, tag = False, False
                    if digits:
                        names += latin + digits if latin else 0
                    latin, digits = 0, 0
                    continue
                elif b >= 0x80:
                    k += 2
                    continue
                elif is_letter(b):
                    c = b
                    k += 1
                    if b <= 0x39:
                        digits += 1
                    else:
                        latin += 1
                elif b == 0x0A:
                    break
                else:
                    k += 1
                    if b == 0x23:  # #
                        tag = (tag or not in_word) and k < last and _begins_letter(data[k])
                        marks += tag
                    elif b == 0x7C:  # |
                        marks += k < last and (_begins_letter(data[k]) or data[k] == 0x20)
                    elif b == 0x2F or b == 0x3E:  # / and > between blanks
                        apart = k < last and k - 2 >= starts[line]
                        if apart and data[k] == 0x20 and data[k - 2] == 0x20:
                            marks += b == 0x2F or _begins_at_home(data, starts[line], last)
                    continue
                letters += 1
                words += not in_word
                in_word = True
                key = pair_key(before, c)
                hinted |= hints[np.uint64(key)]
                place = np.uint64(key & (1 << _PAIR_BITS) - 1 if before else 1 << _PAIR_BITS)
                pairs += (seen[place] != chunk) & (before != 0)
                seen[place] = chunk
                before = c
                if letters == until:
                    chunk += 1
                    until += CHUNK
            ends[line] = k
            row = counts[line]
            row[0], row[1], row[2] = letters, hangul, words
            row[3], row[4], row[5] = marks, pairs, hinted
            row[6], row[7] = names + (latin + digits if latin and digits else 0), syllables
            line += 1
            if k >= last:
                break
            k += 1
    first[len(offsets) - 1] = line


@njit(cache=True, nogil=True, inline="always")
def _laughs(c: int) -> bool:
    """하 히 호 헤 흐 푸 크 키 킥 큭 캬, 와 우 아 오"""
    if c >= 0xCEAC:
        return c in (0xD558, 0xD788, 0xD638, 0xD5E4, 0xD750, 0xD478) or c in (
            0xD06C,
            0xD0A4,
            0xD0A5,
            0xD06D,
            0xCEAC,
        )
    return c in (0xC640, 0xC6B0, 0xC544, 0xC624)


@njit(cache=True, nogil=True, inline="always")
def _begins_at_home(data: NDArray[np.uint8], k: int, last: int) -> bool:
    """Whether the text at `k` begins with 홈 or home, in capitals or not."""
    if k + 3 <= last and data[k] == 0xED and data[k + 1] == 0x99 and data[k + 2] == 0x88:
        return True
    ho = k + 4 <= last and data[k] | 0x20 == 0x68 and data[k + 1] | 0x20 == 0x6F
    return ho and data[k + 2] | 0x20 == 0x6D and data[k + 3] | 0x20 == 0x65


@njit(cache=True, nogil=True, inline="always")
def _begins_letter(b: int) -> bool:
    return b >= 0xE3 if b >= 0x80 else is_letter(b)
