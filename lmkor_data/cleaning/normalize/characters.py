"""Characters: keep, map, or remove, as the table says.

Where something visible goes, a `MARK` stays: the bracket step sees by it what became empty, the
spacing step keeps words apart there.
"""

from __future__ import annotations

import numpy as np
from numba import njit

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
from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer, commit_span
from lmkor_data.text.utf8 import decode


def map_characters(spans: SpanBuffer, documents: np.ndarray, table: CharacterTable) -> np.ndarray:
    """Rewrite the documents by the table; returns those that changed."""
    actions = table.action, table.alone, table.starts, table.data
    return spans.edit(_map, documents, GROWTH, *actions)


@njit(cache=True, nogil=True)
def _map(
    data: np.ndarray,
    starts: np.ndarray,
    stops: np.ndarray,
    documents: np.ndarray,
    changed: np.ndarray,
    end: int,
    action: np.ndarray,
    alone: np.ndarray,
    first_of: np.ndarray,
    replacement: np.ndarray,
) -> int:
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
        end = commit_span(data, starts, stops, documents, changed, i, begin, end)
    return end


@njit(cache=True, nogil=True, inline="always")
def _is_hanja(c: int) -> bool:
    return 0x3400 <= c <= 0x9FFF or 0xF900 <= c <= 0xFAFF or 0x20000 <= c <= 0x3FFFF
