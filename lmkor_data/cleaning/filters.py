"""What is left out, and why: documents by their letters, sentences by theirs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from lmkor_data.cleaning.buffers import room, sealed
from lmkor_data.cleaning.letters import is_letter
from lmkor_data.corpus.text_buffers import TextBuffers

#: Why a document went, by number; 0 is none.
DOCUMENT_REASONS = ("", "empty", "too short", "little Hangul", "long words")

#: Why a sentence went.
SENTENCE_REASONS = ("too short", "little Hangul", "few words")


def judge_documents(texts: TextBuffers, profile: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """int8: the reason (a number of DOCUMENT_REASONS) for which each document goes, or 0.

    `limits` has a row a profile: letters, hangul, hangul_share, word_length.
    """
    reasons = np.zeros(texts.count, np.int8)
    _judge_documents(texts.offsets, texts.data, profile, limits, reasons)
    return reasons


@dataclass
class KeptSentences:
    """What the sentence filter left."""

    texts: TextBuffers  #: one sentence a line
    sentences: np.ndarray  #: int32, lines of each document
    dropped: np.ndarray  #: int32, a row a document, a column a reason


def keep_sentences(texts: TextBuffers, profile: np.ndarray, limits: np.ndarray) -> KeptSentences:
    """Leave out the lines that miss a limit (a row a profile: letters, hangul, words)."""
    offsets, data = room(texts)
    sentences = np.zeros(texts.count, np.int32)
    dropped = np.zeros((texts.count, len(SENTENCE_REASONS)), np.int32)
    judged = profile, limits, sentences, dropped
    _keep_sentences(texts.offsets, texts.data, *judged, offsets, data)
    return KeptSentences(sealed(offsets, data), sentences, dropped)


@njit(cache=True, nogil=True)
def _letters(data: np.ndarray, first: int, last: int) -> tuple[int, int, int]:
    """Letters (Hangul, Latin, digits), Hangul among them, and words of `data[first:last]`.

    In clean text the first byte tells: of the characters from U+A000 to U+D7FF only Hangul is
    left, and of those from U+3000 on, jamo begin with E3 84, 85 or 86.
    """
    letters, hangul, words = 0, 0, 0
    in_word = False
    k = first
    while k < last:
        b = data[k]
        if b == 0x20 or b == 0x0A:
            in_word = False
            k += 1
            continue
        words += not in_word
        in_word = True
        if b >= 0xE0:
            hangul += b >= 0xEA or (b == 0xE3 and 0x84 <= data[k + 1] <= 0x86)
            k += 3
        elif b >= 0x80:
            k += 2
        else:
            letters += is_letter(b)
            k += 1
    return letters + hangul, hangul, words


@njit(cache=True, nogil=True)
def _judge_documents(
    offsets: np.ndarray,
    data: np.ndarray,
    profile: np.ndarray,
    limits: np.ndarray,
    reasons: np.ndarray,
) -> None:
    for i in range(len(offsets) - 1):
        letters, hangul, words = _letters(data, offsets[i], offsets[i + 1])
        limit = limits[profile[i]]
        if letters == 0:
            reasons[i] = 1
        elif letters < limit[0]:
            reasons[i] = 2
        elif hangul < limit[1] or hangul < limit[2] * letters:
            reasons[i] = 3
        elif letters > limit[3] * words:
            reasons[i] = 4


@njit(cache=True, nogil=True)
def _keep_sentences(
    offsets: np.ndarray,
    data: np.ndarray,
    profile: np.ndarray,
    limits: np.ndarray,
    sentences: np.ndarray,
    dropped: np.ndarray,
    out_offsets: np.ndarray,
    out: np.ndarray,
) -> None:
    end = 0
    out_offsets[0] = 0
    for i in range(len(offsets) - 1):
        limit = limits[profile[i]]
        k, last = offsets[i], offsets[i + 1]
        while k < last:
            stop = k
            while stop < last and data[stop] != 0x0A:
                stop += 1
            letters, hangul, words = _letters(data, k, stop)
            if letters < limit[0]:
                dropped[i, 0] += 1
            elif hangul < limit[1]:
                dropped[i, 1] += 1
            elif words < limit[2]:
                dropped[i, 2] += 1
            else:
                if sentences[i]:
                    out[end] = 0x0A
                    end += 1
                out[end : end + stop - k] = data[k:stop]
                end += stop - k
                sentences[i] += 1
            k = stop + 1
        out_offsets[i + 1] = end
