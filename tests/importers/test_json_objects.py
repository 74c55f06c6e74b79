"""Objects of an array, from any place in it, whatever their text holds."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmkor_data.importers import pieces as pieces_module
from lmkor_data.importers.json_objects import flat_objects

#: Text that looks like the marks between objects.
TRICKY = st.text(st.sampled_from('{}[]",:\\ \na가'), max_size=12)
PAGES = st.lists(
    st.dictionaries(st.sampled_from(["title", "text", "namespace"]), TRICKY, min_size=1), max_size=8
)


def found(data: bytes, **options: Any) -> list[Any]:
    return [page for _, page in flat_objects(io.BytesIO(data), **options)]


@given(PAGES, st.sampled_from([None, 1]), st.booleans())
def test_every_object_comes_as_it_is(pages: list[dict], indent: int | None, ascii: bool) -> None:
    data = json.dumps(pages, indent=indent, ensure_ascii=ascii).encode()
    assert found(data) == pages
    lines = "\n".join(json.dumps(page, ensure_ascii=ascii) for page in pages).encode()
    assert found(lines) == pages


@given(PAGES, st.integers(1, 40), st.integers(1, 30))
def test_ranges_share_the_objects_out(pages: list[dict], step: int, chunk: int) -> None:
    data = json.dumps(pages, ensure_ascii=False).encode()
    shared: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces_module, "_CHUNK", chunk)
        for begin in range(0, len(data), step):
            stream = io.BytesIO(data)
            stream.seek(begin)
            shared += [page for _, page in flat_objects(stream, begin + step, begin)]
    assert shared == pages


def test_a_broken_object_costs_only_itself() -> None:
    data = b'[{"title": "a", "text": "1"}, {"title": "b", "te\xff": 1}, {"title": "c", "text": '
    data += b'oops}, {"title": "d", "text": "4"}, {"title": "e", "text": "cut of'
    pages = found(data)
    assert [page for page in pages if isinstance(page, dict)] == [
        {"title": "a", "text": "1"},
        {"title": "d", "text": "4"},
    ]
    assert [page[:7] for page in pages if isinstance(page, str)] == [
        "not UTF",
        "no JSON",
        "cut off",
    ]
