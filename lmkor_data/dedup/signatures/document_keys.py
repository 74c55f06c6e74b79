"""Keys of texts: an exact key, band keys, and a hash of every line."""

# Numba types whole numbers by its own rules, which mypy cannot follow.
# mypy: disable-error-code="assignment,arg-type"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.signatures.banding import Banding, banding_for
from lmkor_data.dedup.signatures.folding import folding_table
from lmkor_data.dedup.signatures.hashes import SHINGLE, hash_keys, short_hashes, text_hash
from lmkor_data.dedup.signatures.minhash import (
    Permutations,
    band_keys,
    in_blocks,
    minima,
    permutations,
)
from lmkor_data.dedup.signatures.text_decoder import (
    PAGE,
    apply_folding,
    collapse_whitespace,
    decode_page,
    fold,
    page_capacity,
    trimmed_end,
    without_whitespace,
)
from lmkor_data.text.buffers import TextBuffers


class DocumentKeys(NamedTuple):
    """The keys of some texts."""

    keys: NDArray[np.uint64]  #: (1 + bands, texts): exact key, band keys; 0 is no key
    line_counts: NDArray[np.int64]  #: lines of each text
    line_hashes: NDArray[np.uint64]  #: of all lines in order; 0: nothing to compare


def banding_of(options: DedupOptions) -> Banding:
    """Return the banding for these options; no bands where near copies are not looked for."""
    return banding_for(options.threshold) if options.near else Banding(0, 0)


def document_keys(texts: TextBuffers, banding: Banding, seed: int) -> DocumentKeys:
    """Compute the keys of texts.

    Texts with equal exact keys are the same once folded; texts that share a band key are probably
    similar. Texts too short for a shingle have no band keys (0).
    """
    out = DocumentKeys(
        np.zeros((banding.bands + 1, texts.count), np.uint64),
        np.empty(texts.count, np.int64),
        np.empty(count_lines(texts), np.uint64),
    )
    drawn = in_blocks(permutations(banding.bands * banding.rows, seed))
    _keys(texts.offsets, texts.data, folding_table(), hash_keys(), drawn, banding.rows, out)
    np.maximum(
        out.keys[0], 1, out=out.keys[0]
    )  # texts of white space only are copies of each other
    return out


def count_lines(texts: TextBuffers) -> int:
    """Count the lines of all texts; an empty text is one line."""
    data = texts.data[texts.offsets[0] : texts.offsets[-1]]
    return texts.count + int(np.count_nonzero(data == ord("\n")))


@njit(cache=True, nogil=True)
def _keys(
    offsets: NDArray[np.int64],
    data: NDArray[np.uint8],
    table: NDArray[np.uint16],
    hash_keys: NDArray[np.uint64],
    drawn: Permutations,
    rows: int,
    out: DocumentKeys,
) -> None:
    a, b = drawn
    keys, counts, lines = out
    room = page_capacity(offsets)
    codes, kept, chosen = np.empty((3, room), np.uint32)
    ends, hashes, signature = np.empty(room, np.uint32), np.empty(room, np.uint32), np.empty_like(a)
    starts = np.empty(room, np.int64)
    bands = np.zeros((PAGE + 1, keys.shape[0] - 1), np.uint64)
    text = line = 0
    while text < counts.shape[0]:
        after, count = decode_page(offsets, data, text, codes, starts)
        apply_folding(codes, count, table, kept)
        fold(codes, kept, count, chosen, ends)
        begin = at = 0
        for t in range(after - text):
            first, text_begin = line, begin
            goes_on = True
            while goes_on:
                end, goes_on = np.int64(ends[at] >> 1), (ends[at] & 1) == 0
                lines[line] = text_hash(chosen, begin, end, hash_keys)
                begin = end
                line += 1
                at += 1
            if begin == text_begin:  # only punctuation: compare that
                places = without_whitespace(codes, kept, starts[t], starts[t + 1] - 1, hashes)
                lines[line - 1] = text_hash(hashes, 0, places, hash_keys)
                keys[0, text + t] = lines[line - 1]
            elif line - first == 1:
                keys[0, text + t] = lines[first]
            else:
                keys[0, text + t] = text_hash(chosen, text_begin, begin, hash_keys)
            counts[text + t] = line - first
        if bands.shape[1]:
            collapse_whitespace(codes, kept, count, chosen, ends)
            short_hashes(chosen, count, hash_keys, hashes)
            begin = 0
            for t in range(after - text):
                end = trimmed_end(chosen, begin, ends[t])
                if end - begin >= SHINGLE:
                    minima(hashes, begin, end - SHINGLE + 1, a, b, signature, 0)
                    band_keys(signature, rows, hash_keys, bands[t])
                else:
                    bands[t] = 0
                begin = ends[t]
            # Written a page at a time: neighbouring values share a cache line.
            for k in range(bands.shape[1]):
                for t in range(after - text):
                    keys[k + 1, text + t] = bands[t, k]
        text = after
