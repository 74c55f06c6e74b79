"""Ids by the kernel are those of `document_id`."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from lmkor_data.corpus.schema import document_id
from lmkor_data.importers.document_ids import document_ids


@given(st.lists(st.text(max_size=200), max_size=5), st.text("가a ", max_size=9))
@example(["", "a" * 127, "a" * 128, "a" * 129, "가" * 300, "a" * 256], "s")
def test_ids_are_those_of_one_document(natives: list[str], source: str) -> None:
    natives = [native.encode("utf-8", "replace").decode() for native in natives]
    found = document_ids(source, pa.array(natives, pa.string())).to_pylist()
    assert found == [document_id(source, native) for native in natives]
