"""Training sequences from a stream of encoded documents.

Documents are concatenated with [SEP] between them, so that short reviews fill a sequence. Segments
are split at the beginning of a sentence, within a document if possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lmkor_data.vocab.packing.families import CONTINUE, ORDER, Family


@dataclass(frozen=True)
class Marks:
    """Ids of the special tokens."""

    cls: int
    sep: int


@dataclass(frozen=True)
class Stream:
    """Concatenated tokens of documents; each document ends with [SEP]."""

    ids: NDArray  #: uint16 or uint32, see `id_type`
    word_starts: NDArray[np.bool_]  #: special tokens are words of their own
    sentence_starts: NDArray[np.bool_]
    document_starts: NDArray[np.bool_]


@dataclass
class Sequence:
    """One training example. Positions are token indices."""

    ids: NDArray  #: uint16 or uint32, see `id_type`
    word_starts: NDArray[np.bool_]
    sentence_starts: NDArray[np.uint16]  #: positions
    second_start: int | None = None  #: position of the second segment
    label: int | None = None  #: bert: 1 if B does not follow A; albert: 1 if they are swapped
    target: NDArray | None = None  #: bertshared: output of the decoder


def sequences(stream: Stream, family: Family, length: int, marks: Marks, seed: int) -> Iterator:
    """Split a stream into sequences of at most `length` tokens, deterministically by `seed`."""
    draw = np.random.default_rng(seed)
    room = 2 * (length - 2) if family.task == CONTINUE else length - 2 - bool(family.task)
    chunks = list(_chunks(stream, room))
    halves = [_halve(stream, *chunk, draw) if family.task else None for chunk in chunks]
    partners = [number for number, cut in enumerate(halves) if cut is not None]
    for number, (first, last) in enumerate(chunks):
        cut = halves[number]
        if family.task == CONTINUE:
            if cut is not None:
                yield _continue(stream, first, cut, last, length, marks)
        elif cut is None:
            yield _join(stream, [(first, last)], marks)
        else:
            a, b, label = (first, cut), (cut, last), 0
            if draw.random() < 0.5:
                label = 1
                other = partners[int(draw.integers(len(partners)))]
                if family.task == ORDER:
                    a, b = b, a
                elif other != number:
                    begin = halves[other] or 0
                    b = (begin, min(chunks[other][1], begin + room - (cut - first)))
                else:
                    label = 0
            yield _join(stream, [a, b], marks, label)


def _chunks(stream: Stream, room: int) -> Iterator[tuple[int, int]]:
    """Yield slices of at most `room` tokens, ending before a sentence if possible."""
    starts = np.append(np.flatnonzero(stream.sentence_starts), len(stream.ids))
    first = 0
    while first < len(stream.ids):
        last = int(starts[np.searchsorted(starts, first + room, side="right") - 1])
        if last <= first:  # a sentence longer than the room
            last = min(first + room, len(stream.ids))
        yield first, last
        first = last


def _halve(stream: Stream, first: int, last: int, draw: np.random.Generator) -> int | None:
    """Choose a sentence start within the slice, preferably one inside a document."""
    begins = first + 1 + np.flatnonzero(stream.sentence_starts[first + 1 : last])
    within = begins[~stream.document_starts[begins]]
    choice = within if len(within) else begins
    return int(choice[draw.integers(len(choice))]) if len(choice) else None


def _join(
    stream: Stream, parts: list[tuple[int, int]], marks: Marks, label: int | None = None
) -> Sequence:
    """Build [CLS] A [SEP] or [CLS] A [SEP] B [SEP]; a part's own final [SEP] is not doubled."""
    kind = stream.ids.dtype
    ids = [np.array([marks.cls], kind)]
    words, sentences = [np.array([True])], [np.array([False])]
    second = None
    for number, (first, last) in enumerate(parts):
        if stream.ids[last - 1] == marks.sep:
            last -= 1
        if number:
            second = sum(map(len, ids))
        ids += [stream.ids[first:last], np.array([marks.sep], kind)]
        words += [stream.word_starts[first:last], np.array([True])]
        sentences += [stream.sentence_starts[first:last], np.array([False])]
    begins = np.flatnonzero(np.concatenate(sentences)).astype(np.uint16)
    return Sequence(np.concatenate(ids), np.concatenate(words), begins, second, label)


def _continue(
    stream: Stream, first: int, cut: int, last: int, length: int, marks: Marks
) -> Sequence:
    source = _join(stream, [(max(first, cut - (length - 2)), cut)], marks)
    source.target = _join(stream, [(cut, min(last, cut + length - 2))], marks).ids
    return source
