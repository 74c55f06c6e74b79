"""Buffer in which the normalizing steps edit documents: each document is a span of it.

A step that changes a document writes its new text behind all others and moves the span; what it
leaves alone costs nothing. The buffer serves one batch after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.cleaning.buffers import copy_bytes
from lmkor_data.text.buffers import PADDING, TextBuffers

#: A buffer that grew beyond this for one batch is not kept for the next.
_KEPT = 32 << 20


class SpanEdit(NamedTuple):
    """What a kernel needs to edit some documents of a SpanBuffer."""

    data: NDArray[np.uint8]
    starts: NDArray[np.int64]  #: one a document of the buffer
    stops: NDArray[np.int64]
    documents: NDArray[np.int64]  #: the numbers of those to edit
    changed: NDArray[np.bool_]  #: one of each of `documents`


class SpanBuffer:
    """Document `i` is `data[starts[i]:stops[i]]`; `count` of them are loaded."""

    def __init__(self) -> None:
        self.data = np.empty(0, np.uint8)
        self._end = 0
        self._set_spans(np.zeros(1, np.int64))

    def load(self, texts: TextBuffers) -> None:
        """Replace the documents by those of `texts`."""
        first, last = texts.offsets[0], texts.offsets[-1]
        room = 3 * texts.bytes + PADDING
        if not room <= len(self.data) <= max(room, _KEPT):
            self.data = np.empty(room, np.uint8)
        self.data[: last - first] = texts.data[first:last]
        self._set_spans(texts.offsets - first)

    @property
    def count(self) -> int:
        """How many documents are loaded."""
        return len(self.starts)

    def texts(self) -> TextBuffers:
        """All documents, one behind the other, in buffers of their own."""
        offsets = np.zeros(self.count + 1, np.int64)
        np.cumsum(self.stops - self.starts, out=offsets[1:])
        data = np.empty(int(offsets[-1]) + PADDING, np.uint8)
        _gather(self.data, self.starts, offsets, data)
        data.flags.writeable = False  # one type for every kernel
        return TextBuffers(offsets, data)

    def edit(
        self, kernel: Callable[..., int], documents: NDArray[np.int64], growth: int, *tables: Any
    ) -> NDArray[np.int64]:
        """Let a kernel edit some documents; returns which of them it changed.

        `kernel(edit, end, *tables)` takes a SpanEdit, writes from `end` on at most `growth` times
        the bytes that it reads, passes every text to `commit_span`, and returns the new end.
        """
        self._make_room(int((self.stops - self.starts)[documents].sum()) * growth)
        changed = np.zeros(len(documents), np.bool_)
        edit = SpanEdit(self.data, self.starts, self.stops, documents, changed)
        self._end = kernel(edit, self._end, *tables)
        return documents[changed]

    def rewrite(
        self, documents: NDArray[np.int64], edit: Callable[..., str], *each: Iterable[Any]
    ) -> NDArray[np.int64]:
        """Apply `edit(text, …)` to some documents; returns which of them it changed.

        For steps that few documents trigger. `each` holds further arguments, one a document. What
        is no UTF-8 becomes U+FFFD.
        """
        changed: list[int] = []
        texts: list[bytes] = []
        spans = zip(self.starts[documents].tolist(), self.stops[documents].tolist(), strict=True)
        for document, (first, last), *further in zip(documents, spans, *each, strict=True):
            before = self.data[first:last].tobytes()
            after = edit(before.decode("utf-8", "replace"), *further).encode()
            if after != before:
                changed.append(document)
                texts.append(after)
        self._put(np.array(changed, np.int64), texts)
        return np.array(changed, np.int64)

    def _put(self, documents: NDArray[np.int64], texts: list[bytes]) -> None:
        joined = np.frombuffer(b"".join(texts), np.uint8)
        self._make_room(len(joined))
        ends = self._end + np.cumsum([len(text) for text in texts], dtype=np.int64)
        self.data[self._end : self._end + len(joined)] = joined
        self.starts[documents] = np.concatenate([[self._end], ends[:-1]])[: len(documents)]
        self.stops[documents] = ends
        self._end += len(joined)

    def _make_room(self, size: int) -> None:
        """See to it that `size` bytes can be written behind the last text."""
        if self._end + size + PADDING > len(self.data):
            texts = self.texts()  # without what is no longer needed
            self.data = np.empty(2 * texts.bytes + size + PADDING, np.uint8)
            self.data[: texts.bytes] = texts.data[: texts.bytes]
            self._set_spans(texts.offsets)

    def _set_spans(self, offsets: NDArray[np.int64]) -> None:
        self.starts, self.stops = offsets[:-1].copy(), offsets[1:].copy()
        self._end = int(offsets[-1])


@njit(cache=True, nogil=True, inline="always")
def commit_span(edit: SpanEdit, i: int, begin: int, end: int) -> int:
    """Make `data[begin:end]` the text of `documents[i]`; returns where the next may begin.

    A text that is as it was is forgotten.
    """
    data, starts, stops = edit.data, edit.starts, edit.stops
    document = edit.documents[i]
    first = starts[document]
    if end - begin == stops[document] - first:
        k = 0
        while k < end - begin and data[first + k] == data[begin + k]:
            k += 1
        if k == end - begin:
            return begin
    starts[document], stops[document] = begin, end
    edit.changed[i] = True
    return end


@njit(cache=True, nogil=True)
def _gather(
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    offsets: NDArray[np.int64],
    out: NDArray[np.uint8],
) -> None:
    for i in range(len(starts)):
        copy_bytes(data, starts[i], out, offsets[i], offsets[i + 1] - offsets[i])
