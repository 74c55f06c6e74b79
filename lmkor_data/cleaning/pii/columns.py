"""Personal data in single texts and in Arrow columns other than the text that is cleaned."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lmkor_data.cleaning.normalize.character_table import MARK
from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer
from lmkor_data.cleaning.normalize.step_triggers import find_triggers
from lmkor_data.cleaning.pii.masking import hide_personal_data
from lmkor_data.cleaning.pii.url_identifiers import strip_identifiers
from lmkor_data.text.buffers import text_array, text_buffers

_HOLE = re.compile(rf"(?<=\w){MARK}+(?=\w)|[ ]?{MARK}+")


def mask_personal_data(text: str, *, mask: bool = True) -> str:
    """Replace telephones, mail addresses, accounts and the like by tokens such as [전화번호].

    By the same code as the step `privacy` of `lmkor-data clean`, and nothing else: characters,
    markup and spacing stay. Links go; with `mask=False` personal data goes without a token too.
    """
    return str(mask_column(pa.array([text], pa.string()), mask=mask)[0].as_py())


def mask_column(
    column: pa.StringArray | pa.ChunkedArray, *, mask: bool = True
) -> pa.StringArray | pa.ChunkedArray:
    """Mask the personal data of every text of a string column, such as `title`; nulls stay.

    Returns the column itself where nothing was found in it.
    """
    spans = SpanBuffer()
    spans.load(text_buffers(column))
    every = np.arange(spans.count)
    changed = hide_personal_data(spans, every, find_triggers(spans, every), mask=mask)
    if not len(changed):
        return column
    spans.rewrite(changed, _close_holes)
    texts = spans.texts()
    masked = text_array(texts.offsets, texts.data)
    return pc.if_else(pc.is_null(column), pa.scalar(None, pa.string()), masked)


def _close_holes(text: str) -> str:
    """Close what a link left behind: a blank between two words, else nothing."""
    return _HOLE.sub(lambda hole: " " if hole[0][0] == MARK and _is_between(hole) else "", text)


def _is_between(hole: re.Match[str]) -> bool:
    before, after = hole.string[: hole.start()], hole.string[hole.end() :]
    return before[-1:].isalnum() and after[:1].isalnum()


def strip_url_column(
    column: pa.StringArray | pa.ChunkedArray,
) -> pa.StringArray | pa.ChunkedArray:
    """Strip identifiers and credentials from every address of a column `url`; nulls stay.

    Returns the column itself where nothing was stripped.
    """
    before = column.to_pylist()
    after = [url if url is None else strip_identifiers(url) for url in before]
    return column if after == before else pa.array(after, pa.string())
