"""Kernel that finds phrases in lines, by the first two letters of their words."""

# Numba takes whole numbers of every width.
# mypy: disable-error-code="arg-type,call-arg"

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lmkor_data.cleaning.filters.line_measures import LineArrays, pair_key
from lmkor_data.cleaning.letters import is_letter

#: Letters from the first to the last word of a pattern.
SPAN = 60


class WordTables(NamedTuple):
    """Words of all phrases, in chains by the key of their first two letters."""

    heads: NDArray[np.int64]  #: first word of each key's chain, -1 where there is none
    behind: NDArray[np.int64]  #: the next word of the chain
    letters: NDArray[np.int64]  #: code points of word `w`: `letter_starts[w]` to `[w + 1]`
    letter_starts: NDArray[np.int64]
    stands: NDArray[np.int64]  #: (phrase, group) of word `w`: rows `place_starts[w]` to `[w + 1]`
    place_starts: NDArray[np.int64]
    lengths: NDArray[np.int64]  #: groups of each phrase


def word_tables(phrases: Sequence[Sequence[Sequence[str]]]) -> WordTables:
    """Return the tables of phrases, each a row of groups of words."""
    places: dict[str, list[tuple[int, int]]] = {}
    for phrase, groups in enumerate(phrases):
        for position, group in enumerate(groups):
            for word in group:
                places.setdefault(word, []).append((phrase, position))
    heads = np.full(1 << 16, -1, np.int64)
    behind = np.full(max(1, len(places)), -1, np.int64)
    letters: list[int] = []
    letter_starts, place_starts = [0], [0]
    stands: list[tuple[int, int]] = []
    for number, (word, of_word) in enumerate(places.items()):
        key = pair_key(ord(word[0]), ord(word[1]))
        behind[number], heads[key] = heads[key], number
        letters += map(ord, word)
        letter_starts.append(len(letters))
        stands += of_word
        place_starts.append(len(stands))
    return WordTables(
        heads,
        behind,
        np.array(letters, np.int64),
        np.array(letter_starts, np.int64),
        np.array(stands, np.int64).reshape(-1, 2),
        np.array(place_starts, np.int64),
        np.array([len(groups) for groups in phrases], np.int64),
    )


@njit(cache=True, nogil=True)
def find_phrases(
    lines: LineArrays,
    chosen: NDArray[np.int64],
    longest: int,
    words: WordTables,
    found: NDArray[np.bool_],
) -> None:
    """Set `found[row, phrase]` for every phrase in line `chosen[row]`.

    `longest`: bytes of the longest of these lines, and one more.
    """
    data, starts, ends = lines.data, lines.starts, lines.ends
    heads, behind, letters, letter_starts, stands, place_starts, lengths = words
    text = np.empty(longest, np.int64)  # the letters of a line
    done = np.zeros(len(lengths), np.int64)  # groups of each pattern found so far
    begun = np.zeros(len(lengths), np.int64)  # where its first word began
    until = np.zeros(len(lengths), np.int64)  # and where its latest word ends
    for row in range(len(chosen)):
        count = _letters_of(data, starts[chosen[row]], ends[chosen[row]], text)
        done[:] = 0
        for j in range(count - 1):
            word = heads[pair_key(text[j], text[j + 1])]
            while word >= 0:
                first, last = letter_starts[word], letter_starts[word + 1]
                width = last - first
                same = j + width <= count
                k = 0
                while same and k < width:
                    same = text[j + k] == letters[first + k]
                    k += 1
                if same:
                    for place in range(place_starts[word], place_starts[word + 1]):
                        pattern, position = stands[place, 0], stands[place, 1]
                        late = done[pattern] > 0 and j + width - begun[pattern] > SPAN
                        if position == 0 and (
                            done[pattern] == 0
                            or late
                            or (done[pattern] == 1 and j - begun[pattern] > SPAN // 2)
                        ):
                            done[pattern] = 1
                            begun[pattern] = j
                            until[pattern] = j + width
                        elif position == done[pattern] and j >= until[pattern] and not late:
                            done[pattern] = position + 1
                            until[pattern] = j + width
                        if done[pattern] == lengths[pattern]:
                            found[row, pattern] = True
                word = behind[word]


@njit(cache=True, nogil=True)
def _letters_of(data: NDArray[np.uint8], k: int, last: int, text: NDArray[np.int64]) -> int:
    """Fill in the code points of the letters; returns how many there are."""
    count = 0
    while k < last:
        b = data[k]
        if b >= 0xE0:
            c = (b & 0x0F) << 12 | (data[k + 1] & 0x3F) << 6 | data[k + 2] & 0x3F
            k += 3
            if not (b >= 0xEA or 0x3131 <= c <= 0x3163):
                continue
        elif b >= 0x80:
            k += 2
            continue
        else:
            c = np.int64(b)
            k += 1
            if not is_letter(c):
                continue
        text[count] = c
        count += 1
    return count
