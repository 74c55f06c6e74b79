"""Tidy white space and character runs: ㅋㅋㅋㅋㅋ → ㅋㅋ, !!!! → !!; digits are never touched."""

from __future__ import annotations

import functools

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.cleaning.buffers import copy_character
from lmkor_data.cleaning.letters import is_letter
from lmkor_data.cleaning.normalize.character_table import CODE_POINTS, MARK, code_points, table_file
from lmkor_data.cleaning.normalize.span_buffer import SpanBuffer, SpanEdit, commit_span
from lmkor_data.text.utf8 import decode


@functools.cache
def longest_runs() -> NDArray[np.uint8]:
    """Return for each code point its longest run, 0 for any (`tables/repeats.tsv`)."""
    return parse_repeats(table_file("repeats.tsv"))


def parse_repeats(content: str) -> NDArray[np.uint8]:
    """Return the longest run of every code point, 0 where no line limits it."""
    longest = np.zeros(CODE_POINTS, np.uint8)
    for line in content.splitlines():
        if line and not line.startswith("#"):
            characters, run = line.split("\t")
            longest[code_points(characters)] = int(run)
    longest[ord("0") : ord("9") + 1] = 0
    return longest


def tidy_spacing(
    spans: SpanBuffer, documents: NDArray[np.int64], soft: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Settle white space, holes and repeats; returns the documents that changed.

    Where `soft[d]`, a single line break in document `d` is a blank, for people break lines in
    mid-sentence; unless the next line begins like an item of a list, or this one has no letter.
    An empty line is a break in any case. A hole keeps two words apart, and leaves nothing beside
    punctuation or blanks.
    """
    return spans.edit(_tidy, documents, 1, soft, longest_runs())


@njit(cache=True, nogil=True)
def _tidy(
    edit: SpanEdit,
    end: int,
    soft: NDArray[np.bool_],
    longest: NDArray[np.uint8],
) -> int:
    data, starts, stops, documents = edit.data, edit.starts, edit.stops, edit.documents
    for i in range(len(documents)):
        k, last = starts[documents[i]], stops[documents[i]]
        begin = end
        before, run = 0, 0
        letters = not soft[documents[i]]  # whether the line so far has any; asked where soft
        while k < last:
            if _is_white(data[np.uint64(k)]):
                blank, hole, lines, item = False, False, 0, False
                while k < last and _is_white(data[np.uint64(k)]):
                    b = data[np.uint64(k)]
                    blank |= b == 0x20
                    hole |= b == ord(MARK)
                    item |= b == ord(MARK) and lines > 0  # an emoji in place of a bullet
                    lines += b == 0x0A
                    k += 1
                if k == last:
                    break
                if end > begin:
                    following, _ = decode(data, k)
                    item |= lines > 0 and _begins_item(data, k, last, following)
                    if lines > (1 if soft[documents[i]] and letters and not item else 0):
                        data[end] = 0x0A
                        letters = not soft[documents[i]]
                        end += 1
                        run = 0
                    elif blank or lines or not (_closes(following) or _opens(before)):
                        data[end] = 0x20
                        end += 1
                        run = 0
            character, width = decode(data, k)
            letters = letters or is_letter(character)
            if character != before:
                before, run = character, 1
            elif 0 < longest[np.uint64(character)] <= run:
                if run == 2 and _abbreviates(data, k, last, starts[documents[i]]):
                    run += 1
                else:
                    k += width
                    continue
            else:
                run += 1
            copy_character(data, k, data, end)
            end += width
            k += width
        end = commit_span(edit, i, begin, end)
    return end


@njit(cache=True, nogil=True)
def _abbreviates(data: NDArray[np.uint8], k: int, last: int, first: int) -> bool:
    """Whether the consonant at `k` is the third and last of its kind in an abbreviation: ㅂㅂㅂㄱ.

    Another consonant stands beside it, and neither is one of laughter (ㅋ, ㅎ).
    """
    c, width = decode(data, k)
    if not _is_consonant(c):
        return False
    after = k + width
    following = 0
    if after < last:
        following, _ = decode(data, after)
    before = 0
    if k - 3 * width >= first:
        before, _ = decode(data, k - 3 * width)
    return (following != c) & (_is_consonant(following) | (_is_consonant(before) & (before != c)))


@njit(cache=True, nogil=True, inline="always")
def _is_consonant(c: int) -> bool:
    """A consonant as people type it, other than those of laughter."""
    return 0x3131 <= c <= 0x314E and c != 0x314B and c != 0x314E


@njit(cache=True, nogil=True, inline="always")
def _is_white(b: int) -> bool:
    return b == 0x20 or b == 0x0A or b == 0x1A  # blank, line break, MARK


@njit(cache=True, nogil=True, inline="always")
def _begins_item(data: NDArray[np.uint8], k: int, last: int, c: int) -> bool:
    """A bullet, an opening bracket, or a number of one or two digits with . or ) behind it."""
    if c < 0x80:
        if 0x30 <= c <= 0x39:
            k += 2 if k + 1 < last and 0x30 <= data[k + 1] <= 0x39 else 1
            return k < last and (data[k] == 0x2E or data[k] == 0x29)
        return c in (0x2A, 0x2D, 0x23, 0x3C, 0x5B)
    return (
        c in (0xB7, 0x203B, 0x3010, 0x300A, 0x2192)
        or 0x25A0 <= c <= 0x25CF
        or c in (0x2605, 0x2606)
    )


@njit(cache=True, nogil=True, inline="always")
def _closes(c: int) -> bool:
    """Punctuation that needs no space before it: ! , . : ; ? ) ] } ~ … ” ’ 〉 》 」 』 】"""
    if c < 0x80:
        return c in (0x21, 0x2C, 0x2E, 0x3A, 0x3B, 0x3F, 0x29, 0x5D, 0x7D, 0x7E)
    return c in (0x2026, 0x201D, 0x2019, 0x3009, 0x300B, 0x300D, 0x300F, 0x3011)


@njit(cache=True, nogil=True, inline="always")
def _opens(c: int) -> bool:
    """Brackets and quotation marks that need no space after them."""
    if c < 0x80:
        return c in (0x28, 0x5B, 0x7B)
    return c in (0x201C, 0x2018, 0x3008, 0x300A, 0x300C, 0x300E, 0x3010)
