"""Phrases that give boilerplate away, from tables that a reader of Korean can extend.

A pattern is a row of groups with ` … ` between them: `협찬|제공 … 받아|받고 … 작성|후기`. Of every
group one of the words must stand in the line, in this order, within SPAN letters. Only letters
count: blanks and punctuation may stand anywhere, also within a word.
"""

# Numba takes arrays as a row of arguments, and whole numbers of every width.
# mypy: disable-error-code="arg-type,call-arg"

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit

from lmkor_data.cleaning.filters.line_measures import HINTS, Lines, pair_key
from lmkor_data.cleaning.letters import is_letter
from lmkor_data.cleaning.normalize.character_table import table_file
from lmkor_data.errors import LmkorError

#: Letters from the first to the last word of a pattern.
SPAN = 60

#: Bits of `Phrasebook.hints`. Every sixth phrase of a table shares its bits: with one pair of bits
#: for all, a fifth of all lines had both by chance (제품 … 리뷰), now a tenth has.
TOLD, _ALONE, _FIRST, _SECOND = 1, 2, 1 << 2, 1 << 9
_SHARES = 6

#: Words of which one stands in nearly every note that a text was paid for, or on copyright.
TELLING = (
    "체험단",
    "서포터즈",
    "공받",
    "원받",
    "협찬",
    "원고료",
    "광고료",
    "수료",
    "당첨",
    "단전재",
)


@dataclass(frozen=True)
class Phrase:
    """A line of a table."""

    reason: str
    pattern: str
    example: str  #: a line in which the pattern stands
    whole: bool  #: the document goes for it, where it takes much of that; not only the line

    def groups(self) -> list[list[str]]:
        return [group.strip().split("|") for group in self.pattern.split(" … ")]


def parse_phrases(content: str, file: str) -> tuple[Phrase, ...]:
    """The phrases of a table: reason, what goes (line, document), pattern, example; tabs between.

    Raises LmkorError on a line that is not of this form.
    """
    phrases = []
    for number, line in enumerate(content.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != 4 or columns[1] not in ("line", "document"):
            raise LmkorError(
                f"{file}, line {number}: wanted are reason, `line` or `document`, pattern, and "
                f"example, with tabs between them."
            )
        reason, goes, pattern, example = columns
        phrase = Phrase(reason, pattern, example, goes == "document")
        for word in (word for group in phrase.groups() for word in group):
            if len(word) < 2 or not all(is_letter(ord(c)) for c in word):
                raise LmkorError(
                    f"{file}, line {number}: {word!r} must be two letters or more (Hangul, Latin, "
                    f"digits) without blanks."
                )
        phrases.append(phrase)
    return tuple(phrases)


@functools.cache
def boilerplate() -> Phrasebook:
    """The phrases of `tables/boilerplate.tsv`, read once a process."""
    return Phrasebook(parse_phrases(table_file("boilerplate.tsv"), "boilerplate.tsv"), TELLING)


@functools.cache
def tagging(tag: str) -> Phrasebook:
    """The phrases for which a document gets a tag: `tables/TAG.tsv`."""
    return Phrasebook(parse_phrases(table_file(f"{tag}.tsv"), f"{tag}.tsv"))


class Phrasebook:
    """Finds phrases in lines."""

    def __init__(self, phrases: Sequence[Phrase], telling: Sequence[str] = ()) -> None:
        self.phrases = tuple(phrases)
        #: uint16: bits for pairs of letters that begin a word: `TOLD` one of `telling`, `_ALONE`
        #: one of an only group, `_FIRST << n` and `_SECOND << n` one of the first and second group
        #: of a phrase whose number leaves `n` over `_SHARES`.
        self.hints = np.zeros(1 << 16, np.uint16)
        folders: dict[str, list[tuple[int, int]]] = {}
        for number, phrase in enumerate(self.phrases):
            for position, group in enumerate(phrase.groups()):
                for word in group:
                    folders.setdefault(word, []).append((number, position))
                    share = number % _SHARES
                    bits = (
                        [_ALONE]
                        if len(phrase.groups()) == 1
                        else [_FIRST << share, _SECOND << share]
                    )
                    if position < len(bits):
                        self.hints[pair_key(ord(word[0]), ord(word[1]))] |= bits[position]
        for word in telling:
            self.hints[pair_key(ord(word[0]), ord(word[1]))] |= TOLD
        self._tables = (
            *_word_tables(folders),
            np.array([len(phrase.groups()) for phrase in self.phrases], np.int64),
        )

    def hinted(self, lines: Lines) -> np.ndarray:
        """bool: the lines that may hold a phrase, measured with `hints`."""
        hints = lines.counts[:, HINTS]
        both = hints & hints // (_SECOND // _FIRST) & _FIRST * ((1 << _SHARES) - 1)
        return (both != 0) | (hints & _ALONE != 0)

    def find(self, lines: Lines, chosen: np.ndarray) -> Iterator[tuple[int, int]]:
        """Every phrase in the lines `chosen`, as (number of the line, number of the phrase)."""
        if len(chosen) and self.phrases:
            found = np.zeros((len(chosen), len(self.phrases)), np.bool_)
            longest = int((lines.ends[chosen] - lines.starts[chosen]).max())
            _find(lines.starts, lines.ends, lines.data, chosen, longest + 1, *self._tables, found)
            for row, phrase in np.argwhere(found):
                yield int(chosen[row]), int(phrase)


def _word_tables(folders: dict[str, list[tuple[int, int]]]) -> tuple[np.ndarray, ...]:
    """Chains of words by their first two letters (`heads`, `behind`), their letters, and where in
    which pattern each stands."""
    heads = np.full(1 << 16, -1, np.int64)
    behind = np.full(max(1, len(folders)), -1, np.int64)
    letters: list[int] = []
    letter_starts, place_starts = [0], [0]
    stands: list[tuple[int, int]] = []
    for number, (word, of_word) in enumerate(folders.items()):
        key = pair_key(ord(word[0]), ord(word[1]))
        behind[number], heads[key] = heads[key], number
        letters += map(ord, word)
        letter_starts.append(len(letters))
        stands += of_word
        place_starts.append(len(stands))
    return (
        heads,
        behind,
        np.array(letters, np.int64),
        np.array(letter_starts, np.int64),
        np.array(stands, np.int64).reshape(-1, 2),
        np.array(place_starts, np.int64),
    )


@njit(cache=True, nogil=True)
def _find(
    starts: np.ndarray,
    ends: np.ndarray,
    data: np.ndarray,
    chosen: np.ndarray,
    longest: int,
    heads: np.ndarray,
    behind: np.ndarray,
    letters: np.ndarray,
    letter_starts: np.ndarray,
    stands: np.ndarray,
    place_starts: np.ndarray,
    lengths: np.ndarray,
    found: np.ndarray,
) -> None:
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
def _letters_of(data: np.ndarray, k: int, last: int, text: np.ndarray) -> int:
    """Fill in the code points of the letters, and how many there are."""
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
