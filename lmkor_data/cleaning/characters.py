"""Characters: keep, map, or remove, as the table says.

Where something visible goes, a `MARK` stays: the bracket step sees by it what became empty, the
spacing step keeps words apart there.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from lmkor_data.cleaning.buffers import room, sealed
from lmkor_data.cleaning.character_table import (
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
from lmkor_data.corpus.text_buffers import TextBuffers
from lmkor_data.corpus.utf8 import decode


def map_characters(texts: TextBuffers, table: CharacterTable) -> TextBuffers:
    """Rewrite the texts by the table."""
    offsets, data = room(texts, GROWTH)
    actions = table.action, table.alone, table.starts, table.data
    _map(texts.offsets, texts.data, *actions, offsets, data)
    return sealed(offsets, data)


@njit(cache=True, nogil=True)
def _map(
    offsets: np.ndarray,
    data: np.ndarray,
    action: np.ndarray,
    alone: np.ndarray,
    starts: np.ndarray,
    replacement: np.ndarray,
    out_offsets: np.ndarray,
    out: np.ndarray,
) -> None:
    mark = ord(MARK)
    end = 0
    out_offsets[0] = 0
    for i in range(len(offsets) - 1):
        k, last = offsets[i], offsets[i + 1]
        begin = end
        before = 0
        while k < last:
            character, width = decode(data, k)
            act = action[character]
            if act == GAP and alone[character] != GAP and not (_is_hanja(before) or before == 0x28):
                following, _ = decode(data, k + width)
                if k + width >= last or not _is_hanja(following):
                    act = alone[character]
            elif act == TWICE:
                act = GAP if before == character else DROP
            before = character
            if act == KEEP:
                for _ in range(width):
                    out[end] = data[k]
                    end += 1
                    k += 1
                continue
            if act == GAP:
                if end == begin or out[end - 1] != mark:
                    out[end] = mark
                    end += 1
            elif act == SPACE:
                out[end] = 0x20
                end += 1
            elif act == LINE:
                if not (character == 0x0D and k + 1 < last and data[k + 1] == 0x0A):
                    out[end] = 0x0A
                    end += 1
            elif act != DROP:
                number = act - MAPPED
                for j in range(starts[number], starts[number + 1]):
                    out[end] = replacement[j]
                    end += 1
            k += width
        out_offsets[i + 1] = end


@njit(cache=True, nogil=True, inline="always")
def _is_hanja(c: int) -> bool:
    return 0x3400 <= c <= 0x9FFF or 0xF900 <= c <= 0xFAFF or 0x20000 <= c <= 0x3FFFF
