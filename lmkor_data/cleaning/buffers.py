"""Operations on text buffers: rewrite, replace and pick documents."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.text.buffers import PADDING, TextBuffers


def room(texts: TextBuffers, growth: int = 1) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Empty offsets and bytes for a kernel whose output is at most `growth` times its input."""
    return np.empty(texts.count + 1, np.int64), np.empty(texts.bytes * growth + PADDING, np.uint8)


def sealed(offsets: NDArray[np.int64], data: NDArray[np.uint8]) -> TextBuffers:
    """Buffers that a kernel has filled."""
    data.flags.writeable = False  # one type for every kernel
    return TextBuffers(offsets, data)


def text_at(texts: TextBuffers, i: int) -> bytes:
    """Return the UTF-8 bytes of one text."""
    return texts.data[texts.offsets[i] : texts.offsets[i + 1]].tobytes()


def read_texts(texts: TextBuffers) -> list[str]:
    """Return every text as a string; what is not UTF-8 becomes U+FFFD."""
    return [text_at(texts, i).decode("utf-8", "replace") for i in range(texts.count)]


def rewrite(texts: TextBuffers, edit: Callable[[str], str]) -> TextBuffers:
    """Apply a Python function to every text."""
    texts_now = (edit(text_at(texts, i).decode("utf-8", "replace")) for i in range(texts.count))
    return _joined([text.encode() for text in texts_now])


def rewrite_some(
    texts: TextBuffers, chosen: NDArray[np.int64], edit: Callable[[str], str]
) -> tuple[NDArray[np.int64], TextBuffers]:
    """Apply a Python function to the documents `chosen`: for steps that few documents trigger.

    Returns which of them it changed, and what these are now.
    """
    new: dict[int, bytes] = {}
    for i in chosen.tolist():
        before = text_at(texts, i).decode("utf-8", "replace")
        after = edit(before)
        if after != before:
            new[i] = after.encode()
    return np.array(list(new), np.int64), _joined(list(new.values()))


def _joined(texts: list[bytes]) -> TextBuffers:
    offsets = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    return sealed(offsets, np.frombuffer(b"".join([*texts, bytes(PADDING)]), np.uint8))


def replaced(texts: TextBuffers, chosen: NDArray[np.int64], new: TextBuffers) -> TextBuffers:
    """`texts` with document `chosen[k]` (ascending) replaced by document `k` of `new`."""
    offsets = np.empty(texts.count + 1, np.int64)
    data = np.empty(texts.bytes + new.bytes + PADDING, np.uint8)
    _splice(texts.offsets, texts.data, chosen, new.offsets, new.data, offsets, data)
    return sealed(offsets, data)


def picked(texts: TextBuffers, chosen: NDArray[np.int64]) -> TextBuffers:
    """The documents `chosen` (ascending) alone."""
    lengths = texts.offsets[chosen + 1] - texts.offsets[chosen]
    offsets = np.zeros(len(chosen) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    data = np.empty(int(offsets[-1]) + PADDING, np.uint8)
    _gather(texts.offsets, texts.data, chosen, offsets, data)
    return sealed(offsets, data)


def beginnings(texts: TextBuffers, chosen: NDArray[np.int64], characters: int) -> TextBuffers:
    """At most so many characters of the documents `chosen` (ascending)."""
    lengths = np.minimum(texts.offsets[chosen + 1] - texts.offsets[chosen], 4 * characters)
    offsets = np.zeros(len(chosen) + 1, np.int64)
    data = np.empty(int(lengths.sum()) + PADDING, np.uint8)
    _gather_beginnings(texts.offsets, texts.data, chosen, characters, offsets, data)
    return sealed(offsets, data)


@njit(cache=True, nogil=True, inline="always")
def copy_bytes(
    data: NDArray[np.uint8], first: int, out: NDArray[np.uint8], end: int, size: int
) -> None:
    """`out[end : end + size] = data[first : first + size]`, for kernels.

    A slice costs more than a short text, and signed places ten times more: of each Numba asks
    whether it counts from the end.
    """
    source, target = np.uint64(first), np.uint64(end)
    for k in range(np.uint64(size)):
        out[target + k] = data[source + k]


@njit(cache=True, nogil=True, inline="always")
def copy_character(data: NDArray[np.uint8], first: int, out: NDArray[np.uint8], end: int) -> None:
    """Copy the four bytes from `first` on, of which the caller keeps those of one character: no
    loop, so nothing to guess wrong. Up to three bytes behind the end of the text are written."""
    source, target = np.uint64(first), np.uint64(end)
    one, two = data[source], data[source + np.uint64(1)]
    three, four = data[source + np.uint64(2)], data[source + np.uint64(3)]
    out[target], out[target + np.uint64(1)] = one, two
    out[target + np.uint64(2)], out[target + np.uint64(3)] = three, four


@njit(cache=True, nogil=True)
def _splice(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    chosen: NDArray[np.int64],
    new_offsets: NDArray[np.int64],
    new_data: NDArray[np.uint8],
    out_offsets: NDArray[np.int64],
    out: NDArray[np.uint8],
) -> None:
    out_offsets[0] = 0
    end, done = 0, 0  # bytes written, documents copied
    for k in range(len(chosen) + 1):
        stop = chosen[k] if k < len(chosen) else len(offsets) - 1
        shift = end - offsets[done]
        length = offsets[stop] - offsets[done]
        copy_bytes(data, offsets[done], out, end, length)  # all up to the next one
        for i in range(done + 1, stop + 1):
            out_offsets[i] = offsets[i] + shift
        end += length
        if k < len(chosen):
            first, last = new_offsets[k], new_offsets[k + 1]
            copy_bytes(new_data, first, out, end, last - first)
            end += last - first
            out_offsets[stop + 1] = end
            done = stop + 1


@njit(cache=True, nogil=True)
def _gather(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    chosen: NDArray[np.int64],
    out_offsets: NDArray[np.int64],
    out: NDArray[np.uint8],
) -> None:
    for k in range(len(chosen)):
        end = out_offsets[k]
        copy_bytes(data, offsets[chosen[k]], out, end, out_offsets[k + 1] - end)


@njit(cache=True, nogil=True)
def _gather_beginnings(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    chosen: NDArray[np.int64],
    characters: int,
    out_offsets: NDArray[np.int64],
    out: NDArray[np.uint8],
) -> None:
    end = 0
    for i in range(len(chosen)):
        left = characters
        for k in range(offsets[chosen[i]], offsets[chosen[i] + 1]):
            left -= data[k] & 0xC0 != 0x80
            if left < 0:
                break
            out[end] = data[k]
            end += 1
        out_offsets[i + 1] = end
