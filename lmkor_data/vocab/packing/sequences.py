"""From the pieces of documents to training sequences.

Documents follow one another with [SEP] between, so that short reviews fill a sequence. A cut
between two segments is made at the beginning of a sentence, within a document where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lmkor_data.vocab.packing.families import CONTINUE, ORDER, Family


@dataclass(frozen=True)
class Marks:
    """Ids of the special tokens."""

    cls: int
    sep: int


@dataclass(frozen=True)
class Stream:
    """Pieces of documents one after the other; each document ends with [SEP]."""

    ids: np.ndarray  #: uint16
    word_starts: np.ndarray  #: bool; special tokens are words of their own
    sentence_starts: np.ndarray  #: bool
    document_starts: np.ndarray  #: bool


@dataclass
class Sequence:
    """One training example."""

    ids: np.ndarray
    word_starts: np.ndarray
    sentence_starts: np.ndarray  #: places, as uint16
    second_start: int | None = None  #: where the second segment begins
    label: int | None = None  #: bert: 1 where B does not follow A; albert: 1 where they are swapped
    target: np.ndarray | None = None  #: bertshared: what the decoder writes


def sequences(stream: Stream, family: Family, length: int, marks: Marks, seed: int) -> Iterator:
    """The sequences of a stream, of at most `length` tokens each; the same for the same seed."""
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
    """Slices of at most `room` pieces, ending before a sentence where one begins in time."""
    starts = np.append(np.flatnonzero(stream.sentence_starts), len(stream.ids))
    first = 0
    while first < len(stream.ids):
        last = int(starts[np.searchsorted(starts, first + room, side="right") - 1])
        if last <= first:  # a sentence longer than the room
            last = min(first + room, len(stream.ids))
        yield first, last
        first = last


def _halve(stream: Stream, first: int, last: int, draw: np.random.Generator) -> int | None:
    """A sentence begin within the slice, by preference one that does not begin a document."""
    begins = first + 1 + np.flatnonzero(stream.sentence_starts[first + 1 : last])
    within = begins[~stream.document_starts[begins]]
    choice = within if len(within) else begins
    return int(choice[draw.integers(len(choice))]) if len(choice) else None


def _join(
    stream: Stream, parts: list[tuple[int, int]], marks: Marks, label: int | None = None
) -> Sequence:
    """[CLS] A [SEP] or [CLS] A [SEP] B [SEP]; a [SEP] that ends a part already is not doubled."""
    ids = [np.array([marks.cls], np.uint16)]
    words, sentences = [np.array([True])], [np.array([False])]
    second = None
    for number, (first, last) in enumerate(parts):
        if stream.ids[last - 1] == marks.sep:
            last -= 1
        if number:
            second = sum(map(len, ids))
        ids += [stream.ids[first:last], np.array([marks.sep], np.uint16)]
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
