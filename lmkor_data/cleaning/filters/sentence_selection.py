"""Select the sentences that stay; those that are too short join a neighbour.

A short piece that the splitter cut off a line goes back to the piece before it (or behind it, at
the beginning of a line): `>_ | <` and `그랜저 | HG 구요` lose nothing. A short line of its own,
such as `다만` or a heading, goes before the next line; several in a row are a menu, and go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.cleaning.buffers import copy_bytes, room, sealed
from lmkor_data.cleaning.filters.line_measures import LETTERS, LineArrays, Lines
from lmkor_data.cleaning.filters.phrases import Phrasebook
from lmkor_data.text.buffers import TextBuffers

#: The number of the reason of `ShortSentence`.
_SHORT = 1

#: Letters of a line that can spoil the document: what is longer says more than that.
LONGEST_SPOILING = 200
#: The share of a document's letters that such lines must have to spoil it.
_SPOILED = 1 / 3


@dataclass
class KeptSentences:
    """What the sentence filter left."""

    texts: TextBuffers  #: one sentence a line
    sentences: NDArray[np.int32]  #: lines of each document
    reasons: NDArray[np.int8]  #: number of the reason for each line of the input, 0 if it stays
    spoiled: NDArray[np.int8]  #: the reason for which a document must go whole, or 0


def keep_sentences(
    texts: TextBuffers,
    lines: Lines,
    reasons: NDArray[np.int8],
    names: Sequence[str],
    phrases: Phrasebook,
) -> KeptSentences:
    """Leave out the `lines` of `texts` that a filter dropped or that hold a phrase.

    `reasons` holds the number in `names` of each line's reason, 0 where it stays; it is changed
    where a phrase is found and where a short line joins its neighbour.
    """
    of_line = lines.text_of_line()
    letters = lines.counts[:, LETTERS]
    asked = (reasons != _SHORT) & (letters <= LONGEST_SPOILING)
    chosen = np.flatnonzero(phrases.hinted(lines) & asked)
    spoiling = np.zeros(len(reasons), np.int64)
    spoiled = np.zeros(texts.count, np.int8)
    for line, number in phrases.find(lines, chosen):
        phrase = phrases.phrases[number]
        if phrase.whole or letters[line] <= phrase.longest:
            reasons[line] = names.index(phrase.reason)
        if phrase.whole:
            spoiling[line] = letters[line]
            spoiled[of_line[line]] = reasons[line]
    if spoiling.any():
        share = np.bincount(of_line, spoiling, texts.count)
        spoiled[share < _SPOILED * lines.by_text[:, LETTERS]] = 0
    offsets, data = room(texts)
    sentences = np.zeros(texts.count, np.int32)
    _keep(lines.arrays, letters > 0, reasons, sentences, offsets, data)
    return KeptSentences(sealed(offsets, data), sentences, reasons, spoiled)


@njit(cache=True, nogil=True)
def _keep(
    lines: LineArrays,
    joinable: NDArray[np.bool_],
    reasons: NDArray[np.int8],
    sentences: NDArray[np.int32],
    out_offsets: NDArray[np.int64],
    out: NDArray[np.uint8],
) -> None:
    """Copy the lines that stay; a short one (reason 1) that is `joinable` joins a neighbour, and
    its reason becomes 0."""
    data, starts, ends, first = lines.data, lines.starts, lines.ends, lines.first
    end = 0
    out_offsets[0] = 0
    for i in range(len(first) - 1):
        waiting = -1  # a short line that goes before the next one
        for j in range(first[i], first[i + 1]):
            if reasons[j] == 1 and joinable[j]:
                next_short = j + 1 < first[i + 1] and reasons[j + 1] == 1 and joinable[j + 1]
                last_short = j > first[i] and reasons[j - 1] == 1 and joinable[j - 1]
                alone = not next_short and not last_short and waiting < 0
                if alone and j + 1 < first[i + 1] and reasons[j + 1] == 0:
                    waiting = j
                elif alone and j > first[i] and reasons[j - 1] == 0:
                    out[end] = 0x20
                    end = _copy(data, starts[j], ends[j], out, end + 1)
                    reasons[j] = 0
                continue
            if reasons[j] != 0:
                continue
            if sentences[i]:
                out[end] = 0x0A
                end += 1
            if waiting >= 0:
                end = _copy(data, starts[waiting], ends[waiting], out, end)
                out[end] = 0x20
                end += 1
                reasons[waiting] = 0
                waiting = -1
            end = _copy(data, starts[j], ends[j], out, end)
            sentences[i] += 1
        out_offsets[i + 1] = end


@njit(cache=True, nogil=True, inline="always")
def _copy(data: NDArray[np.uint8], k: int, last: int, out: NDArray[np.uint8], end: int) -> int:
    copy_bytes(data, k, out, end, last - k)
    return end + last - k
