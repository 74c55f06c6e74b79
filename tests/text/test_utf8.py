from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from lmkor_data.text.buffers import PADDING
from lmkor_data.text.utf8 import decode, encode


@njit
def there_and_back(data, size, codes, out):
    at = place = count = 0
    while at < size:
        codes[count], width = decode(data, at)
        place = encode(codes[count], out, place)
        at += width
        count += 1
    return count, place


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_code_points_are_those_of_python(text: str) -> None:
    encoded = text.encode()
    data = np.frombuffer(encoded + bytes(PADDING), np.uint8)
    codes, out = np.zeros(len(text) + 1, np.uint32), np.zeros(len(encoded) + 4, np.uint8)
    count, place = there_and_back(data, len(encoded), codes, out)
    assert [chr(code) for code in codes[:count]] == list(text)
    assert bytes(out[:place]) == encoded
