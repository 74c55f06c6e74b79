"""Keys of JSON Lines, found without parsing: whether a block holds keys not seen before."""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="operator,assignment,return-value,index"

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

#: So many new keys of a block are told; more come with the next block.
_MOST = 64

_FNV_START, _FNV_PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)


class KnownKeys:
    """The keys of the objects of a file, as far as it was read."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._hashes = np.array(sorted({_hash(_raw(key)) for key in keys}), np.uint64)

    def add(self, keys: Iterable[str]) -> None:
        """Count keys as known."""
        added = np.array([_hash(_raw(key)) for key in keys], np.uint64)
        self._hashes = np.union1d(self._hashes, added)

    def new(self, block: bytes) -> list[str]:
        """Keys of the objects of a block (one object a line) that no block before had."""
        data = np.frombuffer(block, np.uint8)
        places = np.empty((_MOST, 2), np.int64)
        found = np.empty(_MOST, np.uint64)
        count = _new_keys(data, self._hashes, places, found)
        if not count:
            return []
        self._hashes = np.sort(np.concatenate([self._hashes, found[:count]]))
        keys = []
        for start, end in places[:count]:
            try:
                keys.append(str(json.loads(b'"' + block[start:end] + b'"')))
            except ValueError:
                continue  # not a key but a fault of the line, which its reader tells
        return keys


def _raw(key: str) -> bytes:
    return json.dumps(key, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass")


def _hash(raw: bytes) -> int:
    return int(_fnv(np.frombuffer(raw, np.uint8)))


@njit(cache=True, nogil=True)
def _fnv(data: NDArray[np.uint8]) -> Any:
    code = _FNV_START
    for byte in data:
        code = (code ^ np.uint64(byte)) * _FNV_PRIME
    return code


@njit(cache=True, nogil=True)
def _new_keys(data: np.ndarray, known: np.ndarray, places: np.ndarray, found: np.ndarray) -> int:
    """Write place (first byte, byte after) and hash of each new key; returns how many."""
    count, depth, at, end = 0, 0, 0, len(data)
    key_next = False
    while at < end:
        byte = data[at]
        at += 1
        if byte == 0x22:
            start = at
            code = _FNV_START
            if depth == 1 and key_next:
                while at < end and data[at] != 0x22 and data[at] != 0x0A:
                    if data[at] == 0x5C:
                        code = (code ^ np.uint64(data[at])) * _FNV_PRIME
                        at += 1
                        if at >= end:
                            break
                    code = (code ^ np.uint64(data[at])) * _FNV_PRIME
                    at += 1
                key_next = False
                new = True
                for other in known:
                    if other == code:
                        new = False
                        break
                for place in range(count):
                    if found[place] == code:
                        new = False
                if new and count < len(found):
                    places[count, 0], places[count, 1] = start, at
                    found[count] = code
                    count += 1
            else:
                while at < end and data[at] != 0x22 and data[at] != 0x0A:
                    at += 2 if data[at] == 0x5C else 1
            at += 1
            if at <= end and data[min(at, end) - 1] == 0x0A:
                depth, key_next = 0, False
        elif byte == 0x7B or byte == 0x5B:
            depth += 1
            key_next = depth == 1 and byte == 0x7B
        elif byte == 0x7D or byte == 0x5D:
            depth -= 1
        elif byte == 0x2C:
            key_next = depth == 1
        elif byte == 0x0A:
            depth, key_next = 0, False
    return count
