"""White space and repeats: one blank, one line break, ㅋㅋㅋㅋㅋ → ㅋㅋ, !!!! → !!, no digit."""

from __future__ import annotations

import functools

import numpy as np
from numba import njit

from lmkor_data.cleaning.buffers import room, sealed
from lmkor_data.cleaning.character_table import CODE_POINTS, MARK, code_points, table_file
from lmkor_data.cleaning.letters import is_letter
from lmkor_data.corpus.text_buffers import TextBuffers
from lmkor_data.corpus.utf8 import decode


@functools.cache
def longest_runs() -> np.ndarray:
    """uint8 a code point: how many may stand in a row, 0 for any number (`tables/repeats.tsv`)."""
    return parse_repeats(table_file("repeats.tsv"))


def parse_repeats(content: str) -> np.ndarray:
    longest = np.zeros(CODE_POINTS, np.uint8)
    for line in content.splitlines():
        if line and not line.startswith("#"):
            characters, run = line.split("\t")
            longest[code_points(characters)] = int(run)
    longest[ord("0") : ord("9") + 1] = 0
    return longest


def tidy_spacing(texts: TextBuffers, soft: np.ndarray) -> TextBuffers:
    """Settle white space, holes and repeats.

    Where `soft[i]`, a single line break in document `i` is a blank, for people break lines in
    mid-sentence; unless the next line begins like an item of a list, or this one has no letter.
    An empty line is a break in any case. A hole keeps two words apart, and leaves nothing beside
    punctuation or blanks.
    """
    offsets, data = room(texts)
    _tidy(texts.offsets, texts.data, soft, longest_runs(), offsets, data)
    return sealed(offsets, data)


@njit(cache=True, nogil=True)
def _tidy(
    offsets: np.ndarray,
    data: np.ndarray,
    soft: np.ndarray,
    longest: np.ndarray,
    out_offsets: np.ndarray,
    out: np.ndarray,
) -> None:
    end = 0
    out_offsets[0] = 0
    for i in range(len(offsets) - 1):
        k, last = offsets[i], offsets[i + 1]
        begin = end
        blank, hole, lines, item = False, False, 0, False
        before, run = 0, 0
        letters = False  # whether the line so far has any
        while k < last:
            character, width = decode(data, k)
            if character == 0x20 or character == 0x0A or character == ord(MARK):
                blank |= character == 0x20
                hole |= character == ord(MARK)
                item |= character == ord(MARK) and lines > 0  # an emoji in place of a bullet
                lines += character == 0x0A
                k += 1
                continue
            if end > begin and (blank or hole or lines):
                space = 0
                item |= lines > 0 and _begins_item(data, k, character)
                if lines > (1 if soft[i] and letters and not item else 0):
                    space = 0x0A
                    letters = False
                elif blank or lines or not (_closes(character) or _opens(before)):
                    space = 0x20
                if space:
                    out[end] = space
                    end += 1
                    run = 0
            blank, hole, lines, item = False, False, 0, False
            letters = letters or is_letter(character)
            run = run + 1 if character == before else 1
            before = character
            if longest[character] == 0 or run <= longest[character]:
                for _ in range(width):
                    out[end] = data[k]
                    end += 1
                    k += 1
            else:
                k += width
        out_offsets[i + 1] = end


@njit(cache=True, nogil=True, inline="always")
def _begins_item(data: np.ndarray, k: int, c: int) -> bool:
    """A bullet, an opening bracket, or a number of one or two digits with . or ) behind it."""
    if c < 0x80:
        if 0x30 <= c <= 0x39:
            behind = data[k + 2] if 0x30 <= data[k + 1] <= 0x39 else data[k + 1]
            return behind == 0x2E or behind == 0x29
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
