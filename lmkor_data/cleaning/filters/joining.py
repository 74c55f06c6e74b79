"""Short pieces that a splitter cut off go back to the line that they came from."""

from __future__ import annotations

import numpy as np
from numba import njit

from lmkor_data.cleaning.buffers import room, sealed
from lmkor_data.cleaning.letters import is_letter
from lmkor_data.corpus.text_buffers import TextBuffers


def rejoin_short(before: TextBuffers, after: TextBuffers, letters: np.ndarray) -> TextBuffers:
    """`after` splits the texts of `before`: where one of its pieces has fewer than `letters[i]`
    letters and the line break at its beginning (or, if that was there before, at its end) is the
    splitter's, a blank stands in its place, or nothing where none was."""
    offsets, data = room(after)
    _rejoin(before.offsets, before.data, after.offsets, after.data, letters, offsets, data)
    return sealed(offsets, data)


@njit(cache=True, nogil=True)
def _rejoin(
    old_offsets: np.ndarray,
    old: np.ndarray,
    offsets: np.ndarray,
    data: np.ndarray,
    letters: np.ndarray,
    out_offsets: np.ndarray,
    out: np.ndarray,
) -> None:
    end = 0
    out_offsets[0] = 0
    for i in range(len(offsets) - 1):
        k, last = offsets[i], offsets[i + 1]
        at = old_offsets[i]  # the same place in the old text
        wanted = letters[i]
        earlier = 0  # letters of the piece before this one
        held = 0  # what stood in the old text at the break before this piece
        begin = True
        while k < last:
            stop = k
            count = 0
            while stop < last and data[stop] != 0x0A:
                count += _begins_letter(data, stop)
                stop += 1
            if not begin:
                if held != 0x0A and (count < wanted or earlier < wanted):
                    if held:
                        out[end] = 0x20
                        end += 1
                    count += earlier
                else:
                    out[end] = 0x0A
                    end += 1
            begin = False
            for j in range(k, stop):
                out[end] = data[j]
                end += 1
                if data[j] != 0x20:
                    while old[at] == 0x20 or old[at] == 0x0A:
                        at += 1
                    at += 1
            held = 0
            while stop < last and held != 0x0A and (old[at] == 0x20 or old[at] == 0x0A):
                held = int(old[at])
                at += 1
            earlier = count
            k = stop + 1
        out_offsets[i + 1] = end


@njit(cache=True, nogil=True, inline="always")
def _begins_letter(data: np.ndarray, k: int) -> bool:
    """Whether a letter of clean text begins at byte `k`."""
    b = data[k]
    if b < 0x80:
        return is_letter(b)
    return b >= 0xEA or (b == 0xE3 and 0x84 <= data[k + 1] <= 0x86)
