from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmkor_data.text.buffers import PADDING, text_array, text_buffers

texts = st.lists(st.one_of(st.none(), st.text(alphabet="가나ㅋ a1.😀", max_size=20)), max_size=20)


@given(texts, st.sampled_from([pa.string(), pa.large_string()]), st.integers(0, 5))
def test_buffers_hold_the_texts_of_any_slice(given: list, kind: pa.DataType, skip: int) -> None:
    column = pa.array(given, kind).slice(min(skip, len(given)))
    buffers = text_buffers(column)
    held = [
        bytes(buffers.data[a:b]).decode()
        for a, b in zip(buffers.offsets[:-1], buffers.offsets[1:], strict=True)
    ]
    assert held == [text or "" for text in column.to_pylist()]
    assert buffers.count == len(column)
    assert len(buffers.data) >= buffers.offsets[-1] + PADDING
    assert not buffers.data.flags.writeable


def test_chunks_are_joined() -> None:
    column = pa.chunked_array([["가"], ["나다", None], []], pa.string())
    buffers = text_buffers(column)
    assert buffers.bytes == 9
    assert list(buffers.offsets - buffers.offsets[0]) == [0, 3, 9, 9]


@pytest.mark.parametrize("column", [pa.array([], pa.string()), pa.chunked_array([], pa.string())])
def test_an_empty_column_has_no_texts(column: pa.Array) -> None:
    assert text_buffers(column).count == 0


@given(st.lists(st.text(alphabet="가ㅋ😀a", max_size=9), max_size=9))
def test_there_and_back(given: list[str]) -> None:
    buffers = text_buffers(pa.array(given, pa.string()))
    offsets = buffers.offsets - buffers.offsets[0]
    assert text_array(offsets, buffers.data[buffers.offsets[0] :]).to_pylist() == given
