"""Pieces that say little by themselves go back to the line from which a splitter cut them off.

Short ones (`>_ | <`), and those with hardly any Hangul: `싸요. | 2000원^^`, `최고! | Love it!`.
English sentences that are longer stay apart, for the sentence filter to judge.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.cleaning.buffers import room, sealed
from lmkor_data.cleaning.letters import is_letter
from lmkor_data.text.buffers import TextBuffers

#: Letters of a piece that goes back for its lack of Hangul, at most; and the share of Hangul that
#: the line must have with it, so that much English does not take a Korean sentence along.
FOREIGN_LETTERS, HANGUL_SHARE = 40, 0.3


def rejoin_fragments(
    before: TextBuffers, after: TextBuffers, letters: NDArray[Any], hangul: NDArray[Any]
) -> TextBuffers:
    """`after` splits the texts of `before`: where one of its pieces has fewer than `letters[i]`
    letters, or is not long and has fewer than `hangul[i]` of them Hangul, and the line break at
    its beginning (or, if that was there before, at its end) is the splitter's, a blank stands in
    its place, or nothing where none was."""
    offsets, data = room(after)
    wanted = letters.astype(np.int64), hangul.astype(np.int64)
    _rejoin(before.offsets, before.data, after.offsets, after.data, *wanted, offsets, data)
    return sealed(offsets, data)


@njit(cache=True, nogil=True)
def _rejoin(
    old_offsets: NDArray[np.int64],
    old: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    letters: NDArray[np.int64],
    hangul: NDArray[np.int64],
    out_offsets: NDArray[np.int64],
    out: NDArray[np.uint8],
) -> None:
    end = 0
    out_offsets[0] = 0
    for i in range(len(offsets) - 1):
        k, last = offsets[i], offsets[i + 1]
        at = old_offsets[i]  # the same place in the old text
        wanted, korean = letters[i], hangul[i]
        earlier, earlier_hangul = 0, 0  # letters of the piece before this one
        held = 0  # what stood in the old text at the break before this piece
        begin = True
        while k < last:
            stop = k
            count, here = 0, 0
            while stop < last and data[stop] != 0x0A:
                count += _begins_letter(data, stop)
                here += data[stop] >= 0xE0 and _begins_letter(data, stop)
                stop += 1
            if not begin:
                short = count < wanted or earlier < wanted
                foreign = (here < korean and count <= FOREIGN_LETTERS) or (
                    earlier_hangul < korean and earlier <= FOREIGN_LETTERS
                )
                mixed = here + earlier_hangul >= HANGUL_SHARE * (count + earlier)
                if held != 0x0A and (short or (foreign and mixed)):
                    if held:
                        out[end] = 0x20
                        end += 1
                    count += earlier
                    here += earlier_hangul
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
            earlier, earlier_hangul = count, here
            k = stop + 1
        out_offsets[i + 1] = end


@njit(cache=True, nogil=True, inline="always")
def _begins_letter(data: NDArray[np.uint8], k: int) -> bool:
    """Whether a letter of clean text begins at byte `k`."""
    b = data[k]
    if b < 0x80:
        return is_letter(b)
    return b >= 0xEA or (b == 0xE3 and 0x84 <= data[k + 1] <= 0x86)
