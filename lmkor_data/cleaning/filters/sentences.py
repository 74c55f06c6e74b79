"""Which sentences are left out, and why; and what becomes of those that are too short.

A short piece that the splitter cut off a line goes back to the piece before it (or behind it, at
the beginning of a line): `>_ | <` and `그랜저 | HG 구요` lose nothing. A short line of its own,
such as `다만` or a heading, goes before the next line; several in a row are a menu, and go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numba import njit

from lmkor_data.cleaning.buffers import copy_bytes, room, sealed
from lmkor_data.cleaning.filters.documents import count_measures
from lmkor_data.cleaning.filters.limits import Limit, judged
from lmkor_data.cleaning.filters.line_measures import LETTERS, Lines
from lmkor_data.cleaning.filters.phrases import Phrasebook
from lmkor_data.text.buffers import TextBuffers

#: In the order in which they are asked.
LIMITS = (
    Limit("too short", "letters"),
    Limit("little Hangul", "hangul"),
    Limit("little Hangul", "hangul_share"),
    Limit("few words", "words"),
    Limit("padding", "fresh"),
    Limit("list", "listed", at_most=True),
)

#: Letters of a line that can go for a phrase, and of one that can spoil the document: what is
#: longer says more than that.
LONGEST, LONGEST_SPOILING = 80, 200
#: The share of a document's letters that such lines must have to spoil it.
_SPOILED = 1 / 3


@dataclass
class KeptSentences:
    """What the sentence filter left."""

    texts: TextBuffers  #: one sentence a line
    sentences: np.ndarray  #: int32, lines of each document
    reasons: np.ndarray  #: int8, a number of `sentence_reasons` a line of the input, 0 if it stays
    spoiled: np.ndarray  #: int8, the reason for which a document must go whole, or 0


def keep_sentences(
    texts: TextBuffers,
    lines: Lines,
    profile: np.ndarray,
    bounds: Mapping[str, np.ndarray],
    phrases: Phrasebook,
) -> KeptSentences:
    """Leave out the `lines` of `texts` that miss a limit or hold a phrase.

    What becomes of short ones stands at the head of this file.
    """
    of_line = lines.text_of_line()
    reasons = judged(LIMITS, count_measures(lines.counts), bounds, profile[of_line])
    names = sentence_reasons(phrases)
    letters = lines.counts[:, LETTERS]
    chosen = np.flatnonzero(phrases.hinted(lines) & (reasons != 1) & (letters <= LONGEST_SPOILING))
    spoiling = np.zeros(len(reasons), np.int64)
    spoiled = np.zeros(texts.count, np.int8)
    for line, number in phrases.find(lines, chosen):
        phrase = phrases.phrases[number]
        if phrase.whole or letters[line] <= LONGEST:
            reasons[line] = names.index(phrase.reason)
        if phrase.whole:
            spoiling[line] = letters[line]
            spoiled[of_line[line]] = reasons[line]
    if spoiling.any():
        share = np.bincount(of_line, spoiling, texts.count)
        spoiled[share < _SPOILED * lines.by_text[:, LETTERS]] = 0
    offsets, data = room(texts)
    sentences = np.zeros(texts.count, np.int32)
    joined = letters > 0
    _keep(
        lines.starts, lines.ends, lines.data, lines.first, joined, reasons, sentences, offsets, data
    )
    return KeptSentences(sealed(offsets, data), sentences, reasons, spoiled)


def sentence_reasons(phrases: Phrasebook) -> list[str]:
    """The names of the reasons by number; the first stands for none."""
    by_phrase = dict.fromkeys(phrase.reason for phrase in phrases.phrases)
    return ["", *(limit.reason for limit in LIMITS), *by_phrase]


@njit(cache=True, nogil=True)
def _keep(
    starts: np.ndarray,
    ends: np.ndarray,
    data: np.ndarray,
    first: np.ndarray,
    joinable: np.ndarray,
    reasons: np.ndarray,
    sentences: np.ndarray,
    out_offsets: np.ndarray,
    out: np.ndarray,
) -> None:
    """Copy the lines that stay; a short one (reason 1) that is `joinable` joins a neighbour, and
    its reason becomes 0."""
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
def _copy(data: np.ndarray, k: int, last: int, out: np.ndarray, end: int) -> int:
    copy_bytes(data, k, out, end, last - k)
    return end + last - k
