"""Keep, map or remove each character, as `tables/characters.tsv` says.

Where something visible goes, a `MARK` stays: the bracket step sees by it what became empty, the
spacing step keeps words apart there.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.cleaning.buffers import copy_character
from lmkor_data.cleaning.letters import is_letter
from lmkor_data.cleaning.normalize.character_table import (
    BARE,
    DROP,
    GAP,
    GROWTH,
    KEEP,
    LINE,
    MAPPED,
    MARK,
    SPACE,
    TWICE,
    CharacterTable,
)
from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer, SpanEdit, commit_span
from lmkor_data.text.utf8 import decode


def map_characters(
    spans: SpanBuffer, documents: NDArray[np.int64], table: CharacterTable
) -> NDArray[np.int64]:
    """Rewrite the documents by the table; returns those that changed."""
    return spans.edit(_map, documents, GROWTH, table)


@njit(cache=True, nogil=True)
def _map(
    edit: SpanEdit,
    end: int,
    table: CharacterTable,
) -> int:
    data, starts, stops, documents = edit.data, edit.starts, edit.stops, edit.documents
    action, alone, first_of, replacement = table.action, table.alone, table.starts, table.data
    mark = ord(MARK)
    for i in range(len(documents)):
        k, last = starts[documents[i]], stops[documents[i]]
        begin = end
        before = 0
        while k < last:
            character, width = decode(data, k)
            act = action[np.uint64(character)]
            if act == GAP and alone[character] != GAP and not (_is_hanja(before) or before == 0x28):
                following, _ = decode(data, k + width)
                if k + width >= last or not _is_hanja(following):
                    act = alone[character]
            elif act == TWICE:
                act = GAP if before == character else DROP
            elif act == BARE:
                act = GAP if is_letter(before) else DROP
            before = character
            if act == KEEP:
                copy_character(data, k, data, end)
                end += width
                k += width
                continue
            if act == GAP:
                if end == begin or data[end - 1] != mark:
                    data[end] = mark
                    end += 1
            elif act == SPACE:
                data[end] = 0x20
                end += 1
            elif act == LINE:
                if not (character == 0x0D and k + 1 < last and data[k + 1] == 0x0A):
                    data[end] = 0x0A
                    end += 1
            elif act != DROP:
                number = act - MAPPED
                for j in range(first_of[number], first_of[number + 1]):
                    data[end] = replacement[j]
                    end += 1
            k += width
        end = commit_span(edit, i, begin, end)
    return end


@njit(cache=True, nogil=True, inline="always")
def _is_hanja(c: int) -> bool:
    return 0x3400 <= c <= 0x9FFF or 0xF900 <= c <= 0xFAFF or 0x20000 <= c <= 0x3FFFF
