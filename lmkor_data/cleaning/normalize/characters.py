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
from lmkor_data.cleaning.normalize.character_context import (
    is_face_part,
    is_fraction,
    leans_on_number,
    opens,
    stays,
)
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
    action, first_of, replacement = table.action, table.starts, table.data
    mark = ord(MARK)
    for i in range(len(documents)):
        k, last = starts[documents[i]], stops[documents[i]]
        begin = end
        word, torn = end, False  # where the word begins, and whether it lost something
        before = 0
        while k < last:
            character, width = decode(data, k)
            act = action[np.uint64(character)]
            if act == TWICE:
                act = GAP if before == character else DROP
            elif act == BARE:
                act = GAP if is_letter(before) else DROP
            elif (act >= MAPPED or act == GAP) and stays(data, k, last, before):
                act = KEEP
            if act == KEEP:
                if character == 0x20:
                    end = _without_face(data, word, end, torn)
                    word, torn = end + 1, False
                copy_character(data, k, data, end)
                before = character
                end += width
                k += width
                continue
            if act == GAP:
                torn = True
                if character == 0x20E3 and leans_on_number(data, k + width, last):
                    end -= end > begin and data[end - 1] == mark  # 1️⃣번
                elif end == begin or data[end - 1] != mark:
                    data[end] = mark
                    end += 1
            elif act in (SPACE, LINE):
                end = _without_face(data, word, end, torn)
                if act == SPACE:
                    data[end] = 0x20
                    end += 1
                elif not (character == 0x0D and k + 1 < last and data[k + 1] == 0x0A):
                    data[end] = 0x0A
                    end += 1
                word, torn = end, False
            elif act != DROP:
                number = act - MAPPED
                if 0x30 <= before <= 0x39 and is_fraction(character):
                    data[end] = 0x20
                    end += 1
                for j in range(first_of[number], first_of[number + 1]):
                    data[end] = replacement[j]
                    end += 1
                if data[end - 1] == mark and leans_on_number(data, k + width, last):
                    end -= 1
            before = character
            k += width
        end = _without_face(data, word, end, torn)
        end = commit_span(edit, i, begin, end)
    return end


@njit(cache=True, nogil=True)
def _without_face(data: NDArray[np.uint8], first: int, end: int, torn: bool) -> int:
    """Leave a MARK in place of the word `data[first:end]` if it is what remained of a face.

    A face has no letter, its brackets and quotes pair, and it was torn: something went between its
    characters, of which one is a bracket, a slash or the like (ʕ•ᴥ•ʔ, \\_(ツ)_/), or on both sides
    of them. Returns the new end.
    """
    if not torn:
        return end
    mark = ord(MARK)
    parts, holes, face = 0, 0, False
    brackets, quotes = 0, 0  # opened and not closed; an odd number of quotes
    kept = False  # whether the byte before was kept
    enclosed = False
    k = first
    while k < end:
        b = data[k]
        if b == mark:
            enclosed = enclosed or (kept and holes > 0)
            holes += 1
            kept = False
            k += 1
            continue
        character, width = decode(data, k)
        if is_letter(character):
            return end
        parts += not kept
        kept = True
        face = face or is_face_part(character)
        brackets += opens(character)
        quotes ^= (character == 0x22) | (character == 0x27) << 1
        k += width
    if brackets or quotes or not (enclosed or (face and parts > 1 and holes > 0)):
        return end
    data[first] = mark
    return first + 1
