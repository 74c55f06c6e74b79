"""Ids of many documents at once: `document_id` as a kernel over Arrow buffers."""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value,index"

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit
from numpy.typing import NDArray

from lmkor_data.text.buffers import text_array, text_buffers

#: BLAKE2b (RFC 7693): initial values, and the order in which a round mixes the message words.
_IV = np.array(
    [
        *(0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1),
        *(0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179),
    ],
    np.uint64,
)
_SIGMA = np.array(
    [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
        [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
        [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
        [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
        [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
        [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
        [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
        [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
        [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
    ],
    np.int64,
)
_BLOCK = 128


def document_ids(source: str, natives: pa.Array) -> pa.Array:
    """Return `document_id(source, native)` for every native name (a string column)."""
    named = pc.binary_join_element_wise(pa.scalar(source), natives, "\x1f")
    texts = text_buffers(named)
    out = np.empty(16 * texts.count + 1, np.uint8)
    _digest_all(texts.data, texts.offsets, _IV, _SIGMA, out)
    return text_array(16 * np.arange(texts.count + 1, dtype=np.int64), out)


@njit(cache=True, nogil=True)
def _digest_all(
    data: np.ndarray, offsets: np.ndarray, initial: np.ndarray, sigma: np.ndarray, out: np.ndarray
) -> None:
    """Write the 8-byte digest of every text as 16 hexadecimal digits."""
    state, words, mixed = np.empty(8, np.uint64), np.empty(16, np.uint64), np.empty(16, np.uint64)
    for text in range(len(offsets) - 1):
        start, end = offsets[text], offsets[text + 1]
        state[:] = initial
        state[0] ^= np.uint64(0x01010008)  # digest of 8 bytes, no key
        at = start
        while end - at > _BLOCK:
            _load(data, at, _BLOCK, words)
            at += _BLOCK
            _compress(state, words, mixed, initial, sigma, at - start, False)
        _load(data, at, end - at, words)
        _compress(state, words, mixed, initial, sigma, end - start, True)
        for place in range(8):
            byte = int(state[0] >> np.uint64(8 * place)) & 0xFF
            for half in range(2):
                digit = byte >> 4 if half == 0 else byte & 0xF
                out[16 * text + 2 * place + half] = digit + (48 if digit < 10 else 87)


@njit(cache=True, nogil=True)
def _load(data: np.ndarray, at: Any, number: Any, words: np.ndarray) -> None:
    """Read up to 128 bytes as 16 little-endian words; what is missing is 0."""
    words[:] = 0
    for place in range(number):
        words[place >> 3] |= np.uint64(data[at + place]) << np.uint64(8 * (place & 7))


@njit(cache=True, nogil=True)
def _compress(
    state: np.ndarray,
    words: np.ndarray,
    mixed: np.ndarray,
    initial: np.ndarray,
    sigma: np.ndarray,
    length: Any,
    last: bool,
) -> None:
    """Fold a block into the state; `length` counts the bytes up to its end."""
    mixed[:8] = state
    mixed[8:] = initial
    mixed[12] ^= np.uint64(length)
    if last:
        mixed[14] = ~mixed[14]
    for turn in range(12):
        order = sigma[turn % 10]
        for column in range(4):
            _mix(mixed, column, column + 4, column + 8, column + 12,
                 words[order[2 * column]], words[order[2 * column + 1]])  # fmt: skip
        for column in range(4):
            _mix(mixed, column, 4 + (column + 1) % 4, 8 + (column + 2) % 4, 12 + (column + 3) % 4,
                 words[order[8 + 2 * column]], words[order[9 + 2 * column]])  # fmt: skip
    for place in range(8):
        state[place] ^= mixed[place] ^ mixed[place + 8]


@njit(cache=True, nogil=True, inline="always")
def _mix(v: NDArray[np.uint64], a: Any, b: Any, c: Any, d: Any, x: Any, y: Any) -> None:
    """The quarter round G of the RFC."""
    v[a] = v[a] + v[b] + x
    v[d] = _turned(v[d] ^ v[a], 32)
    v[c] = v[c] + v[d]
    v[b] = _turned(v[b] ^ v[c], 24)
    v[a] = v[a] + v[b] + y
    v[d] = _turned(v[d] ^ v[a], 16)
    v[c] = v[c] + v[d]
    v[b] = _turned(v[b] ^ v[c], 63)


@njit(cache=True, nogil=True, inline="always")
def _turned(value: Any, by: Any) -> Any:
    """Rotate 64 bits to the right."""
    return (value >> np.uint64(by)) | (value << np.uint64(64 - by))
